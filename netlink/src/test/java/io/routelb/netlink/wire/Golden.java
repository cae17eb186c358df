package io.routelb.netlink.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import java.util.List;

/** Annotated hex: bytes in groups, blanks anywhere, {@code #} to the end of the line is for the reader. Written for little endian. */
public final class Golden {
    private Golden() {}

    public static byte[] bytes(String annotatedHex) {
        return HexFormat.of().parseHex(annotatedHex.replaceAll("#.*", "").replaceAll("\\s", ""));
    }

    public static void assertBytes(String annotatedHex, byte[] actual) {
        assertEquals(
                HexFormat.of().formatHex(bytes(annotatedHex)), HexFormat.of().formatHex(actual));
    }

    /** The one message the bytes hold. */
    static NetlinkMessage message(String annotatedHex) throws MalformedMessageException {
        List<NetlinkMessage> messages = NetlinkMessage.split(bytes(annotatedHex));
        assertEquals(1, messages.size());
        return messages.getFirst();
    }
}
