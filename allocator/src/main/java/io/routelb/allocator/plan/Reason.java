package io.routelb.allocator.plan;

import java.util.Locale;

/** Why something was decided. The one vocabulary of event reasons, condition reasons and the metric's label. */
public enum Reason {
    /** The Service has what it asks for. */
    ALLOCATED(false),
    /** The Service no longer asks for an address from us. */
    RELEASED(false),
    /** The group, or some group it depends on, does not exist. */
    GROUP_NOT_FOUND(true),
    /** The group is of a kind this version cannot allocate from. */
    GROUP_NOT_SUPPORTED(true),
    /** The group exists but was refused; its own condition says why. */
    GROUP_NOT_ACCEPTED(true),
    /** The group does not serve the Service's namespace. */
    NAMESPACE_NOT_SERVED(true),
    /** The group has no pool of a family the Service needs. */
    NO_POOL_FOR_FAMILY(true),
    /** The group has pools of the family, and every address is taken. */
    POOL_EXHAUSTED(true),
    /** A requested address cannot be read. */
    ADDRESS_INVALID(true),
    /** A requested address lies in no group that is in force. */
    ADDRESS_NOT_IN_GROUP(true),
    /** A requested address belongs to another Service. */
    ADDRESS_IN_USE(true),
    /** The requested addresses do not fit the Service's address families. */
    FAMILY_MISMATCH(true),
    /** The Service keeps an address that no group in force covers any more. */
    ADDRESS_OUTSIDE_POOLS(true),

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
    /** A ServiceGroup is of a kind this version cannot allocate from. */
    NOT_SUPPORTED(true);

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
            word.append(part.charAt(0)).append(part.substring(1).toLowerCase(Locale.ROOT));
        }
        return word.toString();
    }
}
