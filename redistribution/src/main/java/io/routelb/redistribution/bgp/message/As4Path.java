package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * AS4_PATH: what AS_PATH cannot say to a peer that knows 2-octet AS numbers only (RFC 6793 section 3). Exists on the wire only: it is
 * made from AS_PATH when an UPDATE is written and merged into it when one is read.
 */
public record As4Path(List<AsPath.Segment> segments) implements KnownAttribute {
    static PathAttribute decode(ByteBuffer value) throws BgpException {
        AttributeType type = AttributeType.AS4_PATH;
        if (!value.hasRemaining()) {
            throw type.bad(9, "AS4_PATH is empty"); // RFC 6793 section 6
        }
        List<AsPath.Segment> found = AsPath.segments(value, true, type);
        // RFC 6793 section 6: segments of a confederation have no business here and are left out.
        return new As4Path(found.stream().filter(each -> !each.confederation()).toList());
    }

    public As4Path {
        segments = List.copyOf(segments);
    }

    @Override
    public AttributeType type() {
        return AttributeType.AS4_PATH;
    }

    @Override
    public void encodeValue(ByteBuffer out, Dialect dialect) {
        AsPath.encode(segments, out, true);
    }
}
