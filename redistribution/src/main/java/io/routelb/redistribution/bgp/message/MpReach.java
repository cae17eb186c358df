package io.routelb.redistribution.bgp.message;

import inet.ipaddr.IPAddress;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * MP_REACH_NLRI of a unicast family (RFC 4760 section 3). Other families stay {@link UnknownAttribute}.
 *
 * @param nextHops all of one family: an IPv4 address, or an IPv6 address with or without a link-local one after it (RFC 2545
 *     section 3); for IPv4 prefixes, IPv6 ones only where that was negotiated (RFC 8950)
 */
public record MpReach(IpFamily family, List<IPAddress> nextHops, Nlri announced) implements KnownAttribute {
    public MpReach {
        nextHops = List.copyOf(nextHops);
    }

    /** Without path identifiers. */
    public MpReach(IpFamily family, List<IPAddress> nextHops, List<Prefix> announced) {
        this(family, nextHops, new Nlri(announced));
    }

    /** Octets of the value before the prefixes, with one next hop. */
    static int overhead(IPAddress nextHop) {
        return 5 + nextHop.getByteCount();
    }

    static PathAttribute decode(ByteBuffer value, Dialect dialect) throws BgpException {
        Octets whole = Octets.take(value.duplicate(), value.remaining());
        if (value.remaining() < AfiSafi.OCTETS) {
            throw unreadable(value, "MP_REACH_NLRI is too short to name its family");
        }
        AfiSafi afiSafi = AfiSafi.decode(value);
        Optional<IpFamily> unicast = afiSafi.unicast();
        if (unicast.isEmpty()) {
            return new UnknownAttribute(OPTIONAL, AttributeType.MP_REACH_NLRI.code(), whole);
        }
        IpFamily family = unicast.get();
        int length = value.hasRemaining() ? Byte.toUnsignedInt(value.get()) : 0;
        Optional<IpFamily> hops = nextHopFamily(family, length, dialect);
        if (hops.isEmpty() || length + 1 > value.remaining()) {
            // RFC 7606 section 7.11: where the next hop ends decides where the routes begin.
            throw BgpException.disable(family, "MP_REACH_NLRI has a next hop of " + length + " octets");
        }
        List<IPAddress> nextHops = new ArrayList<>(2);
        byte[] octets = new byte[hops.get().bits() / 8];
        for (int read = 0; read < length; read += octets.length) {
            value.get(octets);
            nextHops.add(Nlri.address(hops.get(), octets));
        }
        value.get(); // reserved
        return new MpReach(family, nextHops, prefixes(family, value, dialect));
    }

    /**
     * What it costs that one of the two MP attributes cannot be read (RFC 7606 sections 3 (j) and 5.3): its family, or the session when it
     * names none. With a family that nobody carries, nothing is lost.
     */
    static BgpException unreadable(ByteBuffer value, String sentence) {
        if (value.remaining() < AfiSafi.OCTETS) {
            return BgpException.reset(Notification.UPDATE_ERROR, 9, Octets.EMPTY, sentence);
        }
        return AfiSafi.decode(value.duplicate())
                .unicast()
                .map(family -> BgpException.disable(family, sentence))
                .orElseGet(() -> BgpException.update(BgpException.Scope.ATTRIBUTE_DISCARD, 9, Octets.EMPTY, sentence));
    }

    /** RFC 7606 section 5.3: what cannot be read names no routes to withdraw, so the family has to go. */
    static Nlri prefixes(IpFamily family, ByteBuffer value, Dialect dialect) throws BgpException {
        try {
            return Nlri.decode(family, value, dialect.receive());
        } catch (BgpException e) {
            throw BgpException.disable(family, e.sentence());
        }
    }

    /** RFC 4760 section 3, RFC 2545 section 3, RFC 8950 section 3: the length tells of which family the next hop is. */
    private static Optional<IpFamily> nextHopFamily(IpFamily routes, int length, Dialect dialect) {
        return switch (length) {
            case 4 -> routes == IpFamily.IPV4 ? Optional.of(IpFamily.IPV4) : Optional.empty();
            case 16, 32 ->
                routes == IpFamily.IPV6 || dialect.extendedNextHop() ? Optional.of(IpFamily.IPV6) : Optional.empty();
            default -> Optional.empty();
        };
    }

    @Override
    public AttributeType type() {
        return AttributeType.MP_REACH_NLRI;
    }

    @Override
    public void encodeValue(ByteBuffer out, Dialect dialect) {
        AfiSafi.unicast(family).encode(out);
        out.put((byte) nextHops.stream().mapToInt(IPAddress::getByteCount).sum());
        nextHops.forEach(hop -> out.put(hop.getBytes()));
        out.put((byte) 0);
        announced.encode(family, out, dialect.send());
    }
}
