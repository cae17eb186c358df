package io.routelb.redistribution.bgp.message;

import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** MP_UNREACH_NLRI of a unicast family (RFC 4760 section 4); without prefixes it is that family's End-of-RIB (RFC 4724 section 2). */
public record MpUnreach(IpFamily family, Nlri withdrawn) implements KnownAttribute {
    /** Octets of the value before the prefixes. */
    static final int OVERHEAD = 3;

    /** Without path identifiers. */
    public MpUnreach(IpFamily family, List<Prefix> withdrawn) {
        this(family, new Nlri(withdrawn));
    }

    static PathAttribute decode(ByteBuffer value, Dialect dialect) throws BgpException {
        Octets whole = Octets.take(value.duplicate(), value.remaining());
        if (value.remaining() < OVERHEAD) {
            throw MpReach.unreadable(value, "MP_UNREACH_NLRI is too short to name its family");
        }
        Optional<IpFamily> family = AfiSafi.decode(value).unicast();
        if (family.isEmpty()) {
            return new UnknownAttribute(OPTIONAL, AttributeType.MP_UNREACH_NLRI.code(), whole);
        }
        return new MpUnreach(family.get(), MpReach.prefixes(family.get(), value, dialect));
    }

    @Override
    public AttributeType type() {
        return AttributeType.MP_UNREACH_NLRI;
    }

    @Override
    public void encodeValue(ByteBuffer out, Dialect dialect) {
        AfiSafi.unicast(family).encode(out);
        withdrawn.encode(family, out, dialect.send());
    }
}
