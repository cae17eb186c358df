package io.routelb.netlink.value;

import java.util.HexFormat;

/**
 * An Ethernet address (EUI-48).
 *
 * @param bits its six bytes, the first sent being the highest of the lower 48 bits
 */
public record MacAddress(long bits) implements Comparable<MacAddress> {
    public static final int BYTES = 6;
    /** Everybody on the link. */
    public static final MacAddress BROADCAST = new MacAddress(0xffff_ffff_ffffL);
    /** Nobody yet: what a question for an address carries in place of the answer. */
    public static final MacAddress ZERO = new MacAddress(0);

    private static final HexFormat HEX = HexFormat.ofDelimiter(":");

    public MacAddress {
        Checks.require(bits >>> 48 == 0, "an Ethernet address has 48 bits");
    }

    /** Six bytes. */
    public static MacAddress of(byte[] bytes) {
        Checks.require(bytes.length == BYTES, "an Ethernet address has 6 bytes, not " + bytes.length);
        long bits = 0;
        for (byte each : bytes) {
            bits = (bits << 8) | Byte.toUnsignedLong(each);
        }
        return new MacAddress(bits);
    }

    /** Text as {@link Link#mac()} has it: six pairs of hex digits joined by colons. */
    public static MacAddress of(String text) {
        return of(HEX.parseHex(text));
    }

    /** A new array. */
    public byte[] bytes() {
        byte[] bytes = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            bytes[i] = (byte) (bits >>> (8 * (BYTES - 1 - i)));
        }
        return bytes;
    }

    /** Addresses one station, not a group. */
    public boolean unicast() {
        return ((bits >>> 40) & 1) == 0;
    }

    @Override
    public int compareTo(MacAddress other) {
        return Long.compare(bits, other.bits);
    }

    @Override
    public String toString() {
        return HEX.formatHex(bytes());
    }
}
