package io.routelb.redistribution.bgp.message;

import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** MP_UNREACH_NLRI of a unicast family (RFC 4760 section 4); without prefixes it is that family's End-of-RIB (RFC 4724 section 2). */
public record MpUnreach(IpFamily family, Nlri withdrawn) implements PathAttribute {
    static final AttributeType TYPE =
            new AttributeType(15, "MP_UNREACH_NLRI", OPTIONAL, BgpException.Scope.SESSION_RESET, MpUnreach::decode);

    /** Octets of the value before the prefixes. */
    static final int OVERHEAD = 3;

    /** Without path identifiers. */
    public MpUnreach(IpFamily family, List<Prefix> withdrawn) {
        this(family, new Nlri(withdrawn));
    }

    private static PathAttribute decode(ByteBuffer value, Dialect dialect) throws BgpException {
        Octets whole = Octets.take(value.duplicate(), value.remaining());
        if (value.remaining() < OVERHEAD) {
            throw TYPE.bad(9, "MP_UNREACH_NLRI is cut off");
        }
        Optional<IpFamily> family = AfiSafi.decode(value).unicast();
        if (family.isEmpty()) {
            return new UnknownAttribute(TYPE.flags(), TYPE.code(), whole);
        }
        return new MpUnreach(family.get(), Nlri.decode(family.get(), value, dialect.receive()));
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
        withdrawn.encode(family, out, dialect.send());
    }
}
