package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;

/** An attribute we do not read, kept octet for octet. */
public record UnknownAttribute(int flags, int typeCode, Octets value) implements PathAttribute {
    @Override
    public void encodeValue(ByteBuffer out, Dialect dialect) {
        value.putTo(out);
    }
}
