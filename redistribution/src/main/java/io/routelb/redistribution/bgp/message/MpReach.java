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
 * @param nextHops one address, or for IPv6 a global and a link-local one (RFC 2545 section 3)
 */
public record MpReach(IpFamily family, List<IPAddress> nextHops, List<Prefix> announced) implements PathAttribute {
    static final AttributeType TYPE =
            new AttributeType(14, "MP_REACH_NLRI", OPTIONAL, BgpException.Scope.SESSION_RESET, MpReach::decode);

    /** Octets of the value before the prefixes, with one next hop. */
    static int overhead(IpFamily family) {
        return 5 + family.bits() / 8;
    }

    public MpReach {
        nextHops = List.copyOf(nextHops);
        announced = List.copyOf(announced);
    }

    private static PathAttribute decode(ByteBuffer value, Dialect dialect) throws BgpException {
        Octets whole = Octets.take(value.duplicate(), value.remaining());
        if (value.remaining() < 5) {
            throw TYPE.bad(9, "MP_REACH_NLRI is cut off");
        }
        AfiSafi afiSafi = AfiSafi.decode(value);
        Optional<IpFamily> unicast = afiSafi.unicast();
        if (unicast.isEmpty()) {
            return new UnknownAttribute(TYPE.flags(), TYPE.code(), whole);
        }
        IpFamily family = unicast.get();
        int length = Byte.toUnsignedInt(value.get());
        int one = family.bits() / 8;
        boolean two = family == IpFamily.IPV6 && length == 2 * one;
        if ((length != one && !two) || length + 1 > value.remaining()) {
            // RFC 7606 section 7.11: where the next hop ends decides where the routes begin.
            throw TYPE.bad(9, "MP_REACH_NLRI has a next hop of " + length + " octets");
        }
        List<IPAddress> nextHops = new ArrayList<>(2);
        byte[] octets = new byte[one];
        for (int read = 0; read < length; read += one) {
            value.get(octets);
            nextHops.add(Nlri.address(family, octets));
        }
        value.get(); // reserved
        return new MpReach(family, nextHops, Nlri.decode(family, value));
    }

    @Override
    public int typeCode() {
        return TYPE.code();
    }

    @Override
    public int flags() {
        return TYPE.flags();
    }

    @Override
    public void encodeValue(ByteBuffer out, Dialect dialect) {
        AfiSafi.unicast(family).encode(out);
        out.put((byte) (nextHops.size() * family.bits() / 8));
        nextHops.forEach(hop -> out.put(hop.getBytes()));
        out.put((byte) 0);
        Nlri.encode(announced, out);
    }
}
