package io.routelb.bench.bgp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** Cuts one direction of a connection into BGP messages (RFC 4271 section 4.1); knows nothing of what is in them. */
final class BgpFrames {
    /** Message types. */
    static final int OPEN = 1;

    static final int UPDATE = 2;
    static final int NOTIFICATION = 3;
    static final int KEEPALIVE = 4;

    /** Octets of a message's header. */
    static final int HEADER = 19;

    private static final int LENGTH_AT = 16;
    private static final int TYPE_AT = 18;

    private byte[] kept = new byte[8_192];
    private int begin;
    private int end;

    /** A message: its type, its length with the header, and what follows the header. */
    record Frame(int type, int length, ByteBuffer body) {}

    /** Takes octets as they come. */
    void add(ByteBuffer octets) {
        int more = octets.remaining();
        if (end + more > kept.length) {
            int held = end - begin;
            byte[] target = held + more > kept.length / 2 ? new byte[(held + more) * 2] : kept;
            System.arraycopy(kept, begin, target, 0, held);
            kept = target;
            begin = 0;
            end = held;
        }
        octets.get(kept, end, more);
        end += more;
    }

    /** The next message that is complete. Its body stands until then only: {@link #add} may overwrite it. */
    Optional<Frame> next() throws IOException {
        if (end - begin < HEADER) {
            return Optional.empty();
        }
        ByteBuffer all = ByteBuffer.wrap(kept, 0, end);
        int length = Short.toUnsignedInt(all.getShort(begin + LENGTH_AT));
        if (length < HEADER || !marked()) {
            throw new IOException(
                    "no BGP message begins with " + Arrays.toString(Arrays.copyOfRange(kept, begin, begin + HEADER)));
        }
        if (end - begin < length) {
            return Optional.empty();
        }
        Frame frame = new Frame(kept[begin + TYPE_AT], length, all.slice(begin + HEADER, length - HEADER));
        begin += length;
        return Optional.of(frame);
    }

    private boolean marked() {
        for (int i = 0; i < LENGTH_AT; i++) {
            if (kept[begin + i] != -1) {
                return false;
            }
        }
        return true;
    }
}
