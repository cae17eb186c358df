package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Immutable octets with value equality: what is carried without being understood. */
public final class Octets {
    public static final Octets EMPTY = new Octets(new byte[0]);

    private final byte[] bytes;

    private Octets(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A copy of the given octets. */
    public static Octets of(byte... bytes) {
        return bytes.length == 0 ? EMPTY : new Octets(bytes.clone());
    }

    /** The next {@code count} octets of the buffer, which moves on. */
    static Octets take(ByteBuffer in, int count) {
        byte[] taken = new byte[count];
        in.get(taken);
        return new Octets(taken);
    }

    public int length() {
        return bytes.length;
    }

    public byte[] toArray() {
        return bytes.clone();
    }

    void putTo(ByteBuffer out) {
        out.put(bytes);
    }

    /** Only the first {@code count}. */
    void putTo(ByteBuffer out, int count) {
        out.put(bytes, 0, count);
    }

    /** The text a peer meant, in UTF-8, with nothing in it that is not printable: it goes into logs and status. */
    String printable() {
        return new String(bytes, StandardCharsets.UTF_8).replaceAll("[\\p{Cntrl}\\p{Cf}\"]", "?");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Octets that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
