package io.routelb.allocator.plan;

import java.util.Locale;

/** Why something was decided. The one vocabulary of event reasons, condition reasons and the metric's label. */
public enum Reason {
    /** The Service has what it asks for. */
    ALLOCATED(false),
    /** The Service no longer asks for an address from us. */
    RELEASED(false),
    /** The group does not exist. */
    GROUP_NOT_FOUND(true),
    /** The group exists but was refused; its own condition says why. */
    GROUP_NOT_ACCEPTED(true),
    /** Several groups list the Service's namespace and none, or more than one, is its default. */
    GROUP_AMBIGUOUS(true),
    /** The group enforces its namespaces, and the Service's is not among them. */
    NAMESPACE_NOT_SERVED(true),
    /** A group fences the Service's namespace, and the wanted group does not list it. */
    NAMESPACE_FENCED(true),
    /** The group has no pool of a family the Service needs. */
    NO_POOL_FOR_FAMILY(true),
    /** Every address of the family is taken. */
    POOL_EXHAUSTED(true),
    /** A requested address cannot be read. */
    ADDRESS_INVALID(true),
    /** A requested address lies in no group that is in force. */
    ADDRESS_NOT_IN_GROUP(true),
    /** A requested address belongs to another Service. */
    ADDRESS_IN_USE(true),
    /** A requested address is one its group never hands out. */
    ADDRESS_EXCLUDED(true),
    /** A requested address was freed a moment ago and is not given before its group's releaseCooldown has passed. */
    ADDRESS_COOLING(true),
    /** The requested addresses do not fit the Service's address families. */
    FAMILY_MISMATCH(true),
    /** The requested addresses are announced in different ways, and a Service has one. */
    POOL_TYPE_MISMATCH(true),
    /** The Service keeps an address that no group in force covers any more. */
    ADDRESS_OUTSIDE_POOLS(true),
    /** A Service that shares the address has the port already. */
    SHARED_PORT_IN_USE(true),
    /** Services that share an address do not agree in externalTrafficPolicy and selector. */
    SHARING_MISMATCH(true),
    /** A Service asks to share an address and for one of each range. */
    SHARING_WITH_MULTI_POOL(true),
    /** An annotation says something it cannot say. */
    ANNOTATION_INVALID(true),
    /** The Service got its address by the deprecated field. */
    LOAD_BALANCER_IP_DEPRECATED(true),
    /** The IPAM was asked and has not answered yet. */
    WAITING_FOR_IPAM(false),
    /** The IPAM said no, or cannot be reached. */
    IPAM_REFUSED(true),
    /** The IPAM gave an address the Service cannot have. */
    IPAM_ADDRESS_UNUSABLE(true),

    /** A ServiceGroup is in force. */
    ACCEPTED(false),
    /** A ServiceGroup has a range that cannot be read, or none. */
    INVALID_RANGE(true),
    /** A ServiceGroup has a range outside its subnet. */
    OUTSIDE_SUBNET(true),
    /** A ServiceGroup shares addresses with itself or an earlier group. */
    OVERLAPS(true),
    /** A ServiceGroup repeats a range of itself or an earlier group. */
    DUPLICATE(true),
    /** A ServiceGroup has settings that contradict each other. */
    INVALID_POLICY(true),
    /** A ServiceGroup does not say whom to ask for addresses. */
    INVALID_IPAM(true),
    /** A ServiceGroup is not in the install namespace. */
    OUT_OF_SCOPE(true),
    /** A ServiceGroup has a free address of each family it has pools of. */
    ADDRESSES_AVAILABLE(false);

    private final boolean warning;
    private final String code;

    Reason(boolean warning) {
        this.warning = warning;
        this.code = camelCase(name());
    }

    /** Whether somebody may have to act. */
    public boolean warning() {
        return warning;
    }

    /** The CamelCase word users read, such as {@code PoolExhausted}. */
    public String code() {
        return code;
    }

    private static String camelCase(String name) {
        StringBuilder word = new StringBuilder();
        for (String part : name.split("_", -1)) {
            boolean acronym = part.equals("IP");
            word.append(part.charAt(0)).append(acronym ? "P" : part.substring(1).toLowerCase(Locale.ROOT));
        }
        return word.toString();
    }
}
