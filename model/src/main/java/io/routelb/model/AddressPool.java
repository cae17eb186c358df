package io.routelb.model;

import inet.ipaddr.IPAddress;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * A range of addresses a ServiceGroup hands out, and the length its addresses are announced with.
 *
 * @param range all its addresses
 * @param subnet holds all of the range
 * @param aggregationLength prefix length on kube-lb0 and in the routing table, bits
 * @param excluded parts of the range that are never handed out, disjoint and ascending
 */
public record AddressPool(AddressRange range, Prefix subnet, int aggregationLength, List<AddressRange> excluded) {
    public AddressPool {
        excluded = AddressRange.within(range, excluded);
    }

    /**
     * Parses what the user wrote.
     *
     * @throws OutsideSubnetException when the range is not inside the subnet
     * @throws InvalidValueException naming the field and what is wrong with it
     */
    public static AddressPool parse(ServiceGroupView.PoolText text) throws InvalidValueException {
        Prefix subnet = parseSubnet(text);
        AddressRange range = parseRange(text.pool());
        if (subnet.family() != text.family() || range.family() != text.family()) {
            throw new InvalidValueException("pool \"" + Addresses.shown(text.pool()) + "\" with subnet \"" + subnet
                    + "\" is not " + text.family().kubernetesName() + " as its field says");
        }
        if (!subnet.contains(range.first()) || !subnet.contains(range.last())) {
            throw new OutsideSubnetException(
                    "pool \"" + Addresses.shown(text.pool()) + "\" is not inside its subnet " + subnet);
        }
        List<AddressRange> excluded = new ArrayList<>(parseExcluded(text));
        if (text.avoidEdges()) {
            excluded.addAll(edges(subnet));
        }
        return new AddressPool(range, subnet, aggregationLength(text, subnet), excluded);
    }

    /** Lowest address, inclusive. */
    public IPAddress first() {
        return range.first();
    }

    /** Highest address, inclusive. */
    public IPAddress last() {
        return range.last();
    }

    public IpFamily family() {
        return subnet.family();
    }

    /** Number of addresses it may hand out; 0 when all are excluded. */
    public BigInteger size() {
        return excluded.stream().map(AddressRange::size).reduce(range.size(), BigInteger::subtract);
    }

    public boolean contains(IPAddress address) {
        return range.contains(address);
    }

    /** Whether the address is the pool's and not excluded. */
    public boolean offers(IPAddress address) {
        return contains(address) && excluded.stream().noneMatch(part -> part.contains(address));
    }

    public boolean overlaps(AddressPool other) {
        return range.overlaps(other.range);
    }

    private static Prefix parseSubnet(ServiceGroupView.PoolText text) throws InvalidValueException {
        if (text.subnet().isBlank()) {
            throw new InvalidValueException("pool \"" + Addresses.shown(text.pool()) + "\" has no subnet");
        }
        Prefix subnet = Prefix.parse(text.subnet());
        if (subnet.length() == 0) {
            throw new InvalidValueException("subnet " + subnet + " is every address there is; name the real one");
        }
        return subnet;
    }

    private static AddressRange parseRange(String text) throws InvalidValueException {
        if (text.isBlank()) {
            throw new InvalidValueException("a pool is empty; write a CIDR or from-to");
        }
        if (text.indexOf('-') < 0) {
            return AddressRange.of(Prefix.parse(text));
        }
        try {
            return AddressRange.parse(text);
        } catch (InvalidValueException e) {
            throw new InvalidValueException("pool " + e.sentence(), e);
        }
    }

    private static List<AddressRange> parseExcluded(ServiceGroupView.PoolText text) throws InvalidValueException {
        List<AddressRange> excluded = new ArrayList<>();
        for (String part : text.exclude()) {
            try {
                AddressRange range = AddressRange.parse(part);
                if (range.family() != text.family()) {
                    throw new InvalidValueException("\"" + Addresses.shown(part) + "\" is not "
                            + text.family().kubernetesName() + " as its pool");
                }
                excluded.add(range);
            } catch (InvalidValueException e) {
                throw new InvalidValueException("exclude " + e.sentence(), e);
            }
        }
        return excluded;
    }

    /**
     * Addresses of a subnet that hosts do not use: network and broadcast of IPv4 (RFC 1122 section 3.2.1.3; a /31 has none, RFC 3021), the
     * subnet-router anycast address of IPv6 (RFC 4291 section 2.6.1; a /127 has none, RFC 6164).
     */
    private static List<AddressRange> edges(Prefix subnet) {
        AddressRange all = AddressRange.of(subnet);
        if (subnet.length() >= subnet.family().bits() - 1) {
            return List.of();
        }
        AddressRange lower = new AddressRange(all.first(), all.first());
        return subnet.family() == IpFamily.IPV6
                ? List.of(lower)
                : List.of(lower, new AddressRange(all.last(), all.last()));
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
