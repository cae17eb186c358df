package io.routelb.netlink.wire;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A run of attributes ({@code struct nlattr}): length, type, value, padded to four bytes. The last of a type wins, as in the kernel. */
final class Attributes {
    private static final int HEADER_BYTES = 4;
    /** The two top bits say "nested" and "network byte order"; they are no part of the type. */
    private static final int TYPE_MASK = 0x3fff;

    private final Map<Integer, ByteBuffer> values;

    private Attributes(Map<Integer, ByteBuffer> values) {
        this.values = values;
    }

    static int aligned(int length) {
        return (length + 3) & ~3;
    }

    /** Reads all that remains in the buffer. */
    static Attributes read(ByteBuffer in) throws MalformedMessageException {
        Map<Integer, ByteBuffer> values = new HashMap<>();
        while (in.hasRemaining()) {
            if (in.remaining() < HEADER_BYTES) {
                throw new MalformedMessageException("attribute header cut after " + in.remaining() + " of 4 bytes");
            }
            int start = in.position();
            int length = Short.toUnsignedInt(in.getShort());
            int type = Short.toUnsignedInt(in.getShort()) & TYPE_MASK;
            if (length < HEADER_BYTES || length > in.limit() - start) {
                throw new MalformedMessageException(
                        "attribute " + type + " says " + length + " bytes, " + (in.limit() - start) + " are there");
            }
            values.put(
                    type, in.slice(start + HEADER_BYTES, length - HEADER_BYTES).order(ByteOrder.nativeOrder()));
            in.position(Math.min(start + aligned(length), in.limit()));
        }
        return new Attributes(values);
    }

    /** An attribute's value as attributes of its own; empty when it is absent. */
    Attributes nested(int type) throws MalformedMessageException {
        ByteBuffer value = values.get(type);
        return value == null ? new Attributes(Map.of()) : read(value.duplicate().order(ByteOrder.nativeOrder()));
    }

    Optional<ByteBuffer> bytes(int type) {
        return Optional.ofNullable(values.get(type)).map(b -> b.duplicate().order(ByteOrder.nativeOrder()));
    }

    /** The value after checking that it has at least so many bytes. */
    Optional<ByteBuffer> bytes(int type, int atLeast) throws MalformedMessageException {
        Optional<ByteBuffer> value = bytes(type);
        if (value.isPresent() && value.get().remaining() < atLeast) {
            throw new MalformedMessageException(
                    "attribute " + type + " has " + value.get().remaining() + " bytes, needs " + atLeast);
        }
        return value;
    }

    /** An unsigned 32-bit value. */
    OptionalLong u32(int type) throws MalformedMessageException {
        Optional<ByteBuffer> value = bytes(type, Integer.BYTES);
        return value.isPresent()
                ? OptionalLong.of(Integer.toUnsignedLong(value.get().getInt()))
                : OptionalLong.empty();
    }

    int u8(int type, int otherwise) throws MalformedMessageException {
        Optional<ByteBuffer> value = bytes(type, 1);
        return value.isPresent() ? Byte.toUnsignedInt(value.get().get()) : otherwise;
    }

    /** Text up to its terminating zero; empty when absent. */
    String text(int type) {
        return bytes(type)
                .map(value -> {
                    byte[] raw = new byte[value.remaining()];
                    value.get(raw);
                    String text = new String(raw, StandardCharsets.UTF_8);
                    int end = text.indexOf('\0');
                    return end < 0 ? text : text.substring(0, end);
                })
                .orElse("");
    }

    Optional<IPAddress> address(int type, int family) throws MalformedMessageException {
        Optional<ByteBuffer> value = bytes(type);
        return value.isEmpty() ? Optional.empty() : Optional.of(address(value.get(), family));
    }

    /** All that remains of the buffer as an address of the family. */
    static IPAddress address(ByteBuffer value, int family) throws MalformedMessageException {
        int expected = switch (family) {
            case Netlink.AF_INET -> 4;
            case Netlink.AF_INET6 -> 16;
            default -> throw new MalformedMessageException("address family " + family + " is neither 2 nor 10");
        };
        if (value.remaining() != expected) {
            throw new MalformedMessageException(
                    "an address of family " + family + " has " + value.remaining() + " bytes, not " + expected);
        }
        byte[] raw = new byte[expected];
        value.get(raw);
        return expected == 4 ? new IPv4Address(raw) : new IPv6Address(raw);
    }
}
