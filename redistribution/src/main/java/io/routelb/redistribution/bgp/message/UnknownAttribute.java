package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;
import java.util.Optional;

/** An attribute we do not read, kept octet for octet; also MP_REACH_NLRI and MP_UNREACH_NLRI of families we do not read. */
public record UnknownAttribute(int flags, int typeCode, Octets value) implements PathAttribute {
    @Override
    public void encodeValue(ByteBuffer out, Dialect dialect) {
        value.putTo(out);
    }

    @Override
    public Optional<PathAttribute> passedOn() {
        return (flags & TRANSITIVE) == 0
                ? Optional.empty()
                : Optional.of(new UnknownAttribute(flags | PARTIAL, typeCode, value));
    }
}
