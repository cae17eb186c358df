package io.routelb.redistribution.bgp.message;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.routelb.model.IpFamily;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;

/**
 * Reads what Jazzer makes up; {@code bin/fuzz} runs it. In a normal test run the octets kept beside it in the resources are read: the
 * corpus of earlier runs, and whatever once went wrong.
 */
class MessageFuzzTest {
    private static final int MOST = 8192;

    /** The first octet picks what was negotiated, the second is the type, the rest is the body. */
    @FuzzTest
    void anyOctetsAreReadOrRefused(byte[] octets) {
        if (octets.length < 2 || octets.length > MOST) {
            return;
        }
        ByteBuffer body = ByteBuffer.wrap(octets, 2, octets.length - 2).slice();
        Dialect dialect = dialect(octets[0]);
        int length = body.remaining() + MessageHeader.LENGTH;
        MessageType.of(Byte.toUnsignedInt(octets[1]))
                .filter(type ->
                        type.allowsLength(length) && length <= dialect.receive().maxLength(type))
                .ifPresent(type -> Reading.check(type, body, dialect));
    }

    /** Messages may be long: what comes out of one of 4,096 octets can take some more, as AS4_PATH is made anew. */
    private static Dialect dialect(int bits) {
        Set<IpFamily> addPath = EnumSet.noneOf(IpFamily.class);
        if ((bits & 1) != 0) {
            addPath.add(IpFamily.IPV4);
        }
        if ((bits & 2) != 0) {
            addPath.add(IpFamily.IPV6);
        }
        Dialect.Direction direction = new Dialect.Direction(addPath, true);
        return new Dialect((bits & 4) == 0, (bits & 8) == 0, (bits & 16) != 0, direction, direction);
    }
}
