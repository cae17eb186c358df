package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;
import java.util.List;

/** AS4_PATH: what AS_PATH cannot say to a peer that knows 2-octet AS numbers only (RFC 6793 section 3). */
public record As4Path(List<AsPath.Segment> segments) implements PathAttribute {
    static final AttributeType TYPE = new AttributeType(
            17, "AS4_PATH", OPTIONAL | TRANSITIVE, BgpException.Scope.ATTRIBUTE_DISCARD, As4Path::decode);

    public As4Path {
        segments = List.copyOf(segments);
    }

    private static As4Path decode(ByteBuffer value, Dialect dialect) throws BgpException {
        return new As4Path(AsPath.segments(value, true, TYPE));
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
        AsPath.encode(segments, out, true);
    }
}
