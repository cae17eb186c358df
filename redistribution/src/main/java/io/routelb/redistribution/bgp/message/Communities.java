package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** COMMUNITIES (RFC 1997): 32-bit values, usually written as two halves. At least one. */
public record Communities(List<Integer> values) implements PathAttribute {
    static final AttributeType TYPE = new AttributeType(
            8, "COMMUNITIES", OPTIONAL | TRANSITIVE, BgpException.Scope.TREAT_AS_WITHDRAW, Communities::decode);

    public Communities {
        values = List.copyOf(values);
    }

    private static Communities decode(ByteBuffer value, Dialect dialect) throws BgpException {
        // RFC 7606 section 7.8: a nonzero multiple of 4.
        if (value.remaining() == 0 || value.remaining() % 4 != 0) {
            throw TYPE.bad(5, "COMMUNITIES is " + value.remaining() + " octets long, not a multiple of 4");
        }
        List<Integer> found = new ArrayList<>(value.remaining() / 4);
        while (value.hasRemaining()) {
            found.add(value.getInt());
        }
        return new Communities(found);
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
        values.forEach(out::putInt);
    }
}
