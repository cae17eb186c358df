package io.routelb.model;

import inet.ipaddr.IPAddress;
import java.math.BigInteger;

/**
 * A range of addresses a ServiceGroup hands out, and the length its addresses are announced with.
 *
 * @param first lowest address, inclusive
 * @param last highest address, inclusive
 * @param subnet holds all of the range
 * @param aggregationLength prefix length on kube-lb0 and in the routing table, bits
 */
public record AddressPool(IPAddress first, IPAddress last, Prefix subnet, int aggregationLength) {
    /**
     * Parses what the user wrote.
     *
     * @throws OutsideSubnetException when the range is not inside the subnet
     * @throws InvalidValueException naming the field and what is wrong with it
     */
    public static AddressPool parse(ServiceGroupView.PoolText text) throws InvalidValueException {
        Prefix subnet = parseSubnet(text);
        Range range = parseRange(text.pool());
        if (subnet.family() != text.family() || range.family() != text.family()) {
            throw new InvalidValueException("pool \"" + Addresses.shown(text.pool()) + "\" with subnet \"" + subnet
                    + "\" is not " + text.family().kubernetesName() + " as its field says");
        }
        if (!subnet.contains(range.first()) || !subnet.contains(range.last())) {
            throw new OutsideSubnetException(
                    "pool \"" + Addresses.shown(text.pool()) + "\" is not inside its subnet " + subnet);
        }
        return new AddressPool(range.first(), range.last(), subnet, aggregationLength(text, subnet));
    }

    public IpFamily family() {
        return subnet.family();
    }

    /** Number of addresses, at least 1. */
    public BigInteger size() {
        return last.getValue().subtract(first.getValue()).add(BigInteger.ONE);
    }

    public boolean contains(IPAddress address) {
        return IpFamily.of(address) == family() && first.compareTo(address) <= 0 && address.compareTo(last) <= 0;
    }

    public boolean overlaps(AddressPool other) {
        return family() == other.family() && first.compareTo(other.last) <= 0 && other.first.compareTo(last) <= 0;
    }

    private record Range(IPAddress first, IPAddress last) {
        IpFamily family() {
            return IpFamily.of(first);
        }
    }

    private static Prefix parseSubnet(ServiceGroupView.PoolText text) throws InvalidValueException {
        if (text.subnet().isBlank()) {
            throw new InvalidValueException("pool \"" + Addresses.shown(text.pool()) + "\" has no subnet");
        }
        return Prefix.parse(text.subnet());
    }

    private static Range parseRange(String text) throws InvalidValueException {
        if (text.isBlank()) {
            throw new InvalidValueException("a pool is empty; write a CIDR or from-to");
        }
        int dash = text.indexOf('-');
        if (dash < 0) {
            Prefix prefix = Prefix.parse(text);
            IPAddress last =
                    prefix.network().toPrefixBlock(prefix.length()).getUpper().withoutPrefixLength();
            return new Range(prefix.network(), last);
        }
        IPAddress first = Addresses.parse(text.substring(0, dash));
        IPAddress last = Addresses.parse(text.substring(dash + 1));
        if (IpFamily.of(first) != IpFamily.of(last)) {
            throw new InvalidValueException("pool \"" + Addresses.shown(text) + "\" mixes IPv4 and IPv6");
        }
        if (first.compareTo(last) > 0) {
            throw new InvalidValueException(
                    "pool \"" + Addresses.shown(text) + "\" is reversed; write the lower address first");
        }
        return new Range(first, last);
    }

    /** {@code ``}, {@code default}: the subnet's length; else {@code /N}, N from the subnet's length is not required. */
    private static int aggregationLength(ServiceGroupView.PoolText text, Prefix subnet) throws InvalidValueException {
        String aggregation = text.aggregation().strip();
        if (aggregation.isEmpty() || aggregation.equals("default")) {
            return subnet.length();
        }
        if (aggregation.matches("/[0-9]{1,3}")) {
            int length = Integer.parseInt(aggregation.substring(1));
            if (length >= 8 && length <= subnet.family().bits()) {
                return length;
            }
        }
        throw new InvalidValueException("aggregation \"" + Addresses.shown(text.aggregation())
                + "\" is not \"default\" or /8 to /" + subnet.family().bits());
    }
}
