package io.routelb.model;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import org.jspecify.annotations.Nullable;

/**
 * A network prefix: the address with all host bits zero, and its length in bits (0-32 or 0-128). Ordered by family, address, length. No
 * record: tables have 100,000s of these for keys, and the library works the number of an address out of its segments every time.
 */
public final class Prefix implements Comparable<Prefix> {
    private final IPAddress network;
    private final int length;
    /** Of IPv4 the address, of IPv6 its hash code. It takes no room: objects end at multiples of eight. */
    private final int number;

    public Prefix(IPAddress network, int length) {
        if (length < 0 || length > IpFamily.of(network).bits()) {
            throw new IllegalArgumentException("prefix length " + length + " is out of range for " + network);
        }
        this.network = network.withoutPrefixLength();
        if (hasHostBits(network, length)) {
            throw new IllegalArgumentException(network + "/" + length + " has host bits set");
        }
        this.length = length;
        this.number = number(network);
    }

    /** A host route, in which there is nothing to check. */
    private Prefix(IPAddress host) {
        this.network = host.withoutPrefixLength();
        this.length = IpFamily.of(host).bits();
        this.number = number(host);
    }

    private static int number(IPAddress network) {
        return network instanceof IPv4Address four ? four.intValue() : network.hashCode();
    }

    public IPAddress network() {
        return network;
    }

    public int length() {
        return length;
    }

    /** The prefix of the given length that holds the address: host bits are cleared. */
    public static Prefix containing(IPAddress address, int length) {
        return hasHostBits(address, length)
                ? new Prefix(maskedTo(address.withoutPrefixLength(), length), length)
                : new Prefix(address, length);
    }

    /** Looks at the segments in place: a peer's full table is 100,000 of these a second, and masking makes three objects each. */
    private static boolean hasHostBits(IPAddress address, int length) {
        int bits = address.getBitsPerSegment();
        for (int segment = length / bits; segment < address.getSegmentCount(); segment++) {
            int networkBits = Math.max(0, length - segment * bits);
            if ((address.getSegment(segment).getSegmentValue() & ((1 << (bits - networkBits)) - 1)) != 0) {
                return true;
            }
        }
        return false;
    }

    /** A host route: /32 or /128. */
    public static Prefix host(IPAddress address) {
        return new Prefix(address);
    }

    /**
     * Parses CIDR notation.
     *
     * @throws InvalidValueException when the length is missing, out of range, or host bits are set
     */
    public static Prefix parse(String text) throws InvalidValueException {
        IPAddress parsed = Addresses.parseAny(text);
        Integer length = parsed.getNetworkPrefixLength();
        if (length == null) {
            throw new InvalidValueException(
                    "\"" + Addresses.shown(text) + "\" has no prefix length; write it as address/length");
        }
        IPAddress lower = parsed.getLower().withoutPrefixLength();
        if (!lower.equals(maskedTo(lower, length))) {
            throw new InvalidValueException("\"" + Addresses.shown(text) + "\" has host bits set; did you mean "
                    + containing(lower, length) + "?");
        }
        return new Prefix(lower, length);
    }

    /** A prefix written as text in our own source or tests; a bad one is a bug. */
    public static Prefix of(String literal) {
        try {
            return parse(literal);
        } catch (InvalidValueException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Prefix prefix
                        && number == prefix.number
                        && length == prefix.length
                        && network.equals(prefix.network));
    }

    /** Neighbours differ: of the library's own hash codes, 10,000 IPv4 addresses in a row share 1,434. */
    @Override
    public int hashCode() {
        return 31 * (number * 0x9E37_79B1) + length;
    }

    public IpFamily family() {
        return IpFamily.of(network);
    }

    /** Whether the address lies inside. Never across families. */
    public boolean contains(IPAddress address) {
        return IpFamily.of(address) == family()
                && maskedTo(address.withoutPrefixLength(), length).equals(network);
    }

    private static IPAddress maskedTo(IPAddress address, int length) {
        return address.mask(address.getNetwork().getNetworkMask(length, false));
    }

    @Override
    public int compareTo(Prefix other) {
        int byFamily = family().compareTo(other.family());
        if (byFamily != 0) {
            return byFamily;
        }
        int byAddress = family() == IpFamily.IPV4
                ? Integer.compareUnsigned(number, other.number)
                : network.compareTo(other.network);
        return byAddress != 0 ? byAddress : Integer.compare(length, other.length);
    }

    @Override
    public String toString() {
        return network.toCanonicalString() + "/" + length;
    }
}
