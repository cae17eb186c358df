package io.routelb.node.resume;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A {@link KeptState} as bytes: eight of magic, the format's number (4), the length of what follows the header (4), a CRC-32C of all but
 * itself (4), then the state. All numbers are big-endian. The checksum is against disks and power cuts, not against people: the file's
 * owner and mode are what keeps those out.
 */
public final class StateCodec {
    /** Number of the format that is written, and the only one that is read. To be raised with every change of the bytes. */
    public static final int FORMAT = 8;
    /** The largest state, bytes with the header. 2,000 Services of one address take a quarter of a megabyte. */
    public static final int LARGEST = 16 << 20;

    private static final byte[] MAGIC = "RLBSTATE".getBytes(StandardCharsets.US_ASCII);
    private static final int CHECKSUM_AT = MAGIC.length + 2 * Integer.BYTES;
    static final int HEADER = CHECKSUM_AT + Integer.BYTES;

    private StateCodec() {}

    /**
     * The bytes of a state.
     *
     * @throws StateException when they would be more than {@link #LARGEST}
     */
    public static byte[] encode(KeptState state) throws StateException {
        FieldWriter body = new FieldWriter(LARGEST - HEADER);
        body.text(state.node());
        body.instant(state.saved());
        SnapshotWriter.write(body, state.snapshot());
        return sealed(body.bytes());
    }

    /** A header before the body that fits it. */
    static byte[] sealed(byte[] body) {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + body.length);
        bytes.put(MAGIC).putInt(FORMAT).putInt(body.length).putInt(0).put(body);
        return bytes.putInt(CHECKSUM_AT, checksum(bytes.array())).array();
    }

    /**
     * The state the bytes hold.
     *
     * @throws StateException when they are anything but what {@link #encode} made
     */
    public static KeptState decode(byte[] bytes) throws StateException {
        checkHeader(bytes);
        FieldReader body = new FieldReader(ByteBuffer.wrap(bytes, HEADER, bytes.length - HEADER));
        KeptState state = new KeptState(body.text(), body.instant(), SnapshotReader.read(body));
        body.end();
        return state;
    }

    private static void checkHeader(byte[] bytes) throws StateException {
        ByteBuffer header = ByteBuffer.wrap(bytes);
        byte[] magic = new byte[MAGIC.length];
        if (bytes.length < HEADER) {
            throw new StateException(
                    "is cut short: it has " + bytes.length + " bytes, and the header alone has " + HEADER);
        }
        header.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new StateException("is no state of an agent of RouteLB");
        }
        int format = header.getInt();
        if (format != FORMAT) {
            throw new StateException("has format " + Integer.toUnsignedString(format)
                    + ", and this version reads format " + FORMAT + " only");
        }
        long expected = HEADER + Integer.toUnsignedLong(header.getInt());
        if (expected != bytes.length) {
            throw new StateException("is cut short or damaged: it has " + bytes.length + " bytes and says " + expected);
        }
        if (header.getInt() != checksum(bytes)) {
            throw new StateException("is damaged: its checksum does not fit its content");
        }
    }

    /** Over everything but the four bytes where the checksum stands. */
    private static int checksum(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, CHECKSUM_AT);
        sum.update(bytes, HEADER, bytes.length - HEADER);
        return (int) sum.getValue();
    }
}
