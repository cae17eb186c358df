package io.routelb.node.resume;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.routelb.model.ObjectKey;
import io.routelb.model.Prefix;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what {@link FieldWriter} wrote. Believes nothing: a count is only believed as far as there are bytes, so that no more memory is
 * taken than the bytes themselves can fill.
 */
final class FieldReader {
    private static final int LONGEST_COUNT = 5;
    private static final int NANOS_PER_SECOND = 1_000_000_000;

    private final ByteBuffer bytes;

    FieldReader(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** How one element is read; at least one byte. */
    @FunctionalInterface
    interface Element<T> {
        T read() throws StateException;
    }

    boolean flag() throws StateException {
        byte value = octet();
        if (value != 0 && value != 1) {
            throw damaged("a flag is " + value);
        }
        return value == 1;
    }

    long number() throws StateException {
        try {
            return bytes.getLong();
        } catch (BufferUnderflowException e) {
            throw new StateException("is damaged: it ends within a number", e);
        }
    }

    /** A number of 32 bits. */
    int whole() throws StateException {
        long value = number();
        if (value != (int) value) {
            throw damaged(value + " is too large a number for its field");
        }
        return (int) value;
    }

    int count() throws StateException {
        long value = 0;
        for (int i = 0; i < LONGEST_COUNT; i++) {
            byte group = octet();
            value |= (long) (group & 0x7F) << (7 * i);
            if (group >= 0) {
                if (value > Integer.MAX_VALUE || (group == 0 && i > 0)) {
                    throw damaged("a count is not written as a count");
                }
                return (int) value;
            }
        }
        throw damaged("a count has no end");
    }

    String text() throws StateException {
        byte[] utf8 = octets(count());
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new StateException("is damaged: a text is not UTF-8", e);
        }
    }

    <E extends Enum<E>> E word(Class<E> type) throws StateException {
        String name = text();
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        throw damaged("a " + type.getSimpleName() + " is none that this version knows");
    }

    Duration duration() throws StateException {
        return Duration.ofSeconds(number(), nanos());
    }

    Instant instant() throws StateException {
        long seconds = number();
        int nanos = nanos();
        try {
            return Instant.ofEpochSecond(seconds, nanos);
        } catch (DateTimeException e) {
            throw new StateException("is damaged: a time is out of range", e);
        }
    }

    private int nanos() throws StateException {
        int nanos = count();
        if (nanos >= NANOS_PER_SECOND) {
            throw damaged("a time has more nanoseconds than a second");
        }
        return nanos;
    }

    ObjectKey key() throws StateException {
        return new ObjectKey(text(), text());
    }

    IPAddress address() throws StateException {
        int length = count();
        if (length == IPv4Address.BYTE_COUNT) {
            return new IPv4Address(octets(length));
        }
        if (length == IPv6Address.BYTE_COUNT) {
            return new IPv6Address(octets(length));
        }
        throw damaged("an address has " + length + " bytes");
    }

    Prefix prefix() throws StateException {
        IPAddress network = address();
        int length = count();
        try {
            return new Prefix(network, length);
        } catch (IllegalArgumentException e) {
            throw new StateException("is damaged: " + e.getMessage(), e);
        }
    }

    <T> List<T> all(Element<T> element) throws StateException {
        int count = count();
        List<T> values = new ArrayList<>(Math.min(count, bytes.remaining()));
        for (int i = 0; i < count; i++) {
            values.add(element.read());
        }
        return values;
    }

    Map<String, String> texts() throws StateException {
        Map<String, String> values = new HashMap<>();
        for (Map.Entry<String, String> entry : all(() -> Map.entry(text(), text()))) {
            put(values, entry.getKey(), entry.getValue());
        }
        return values;
    }

    /** A key that comes twice is damage. */
    static <K, V> void put(Map<K, V> values, K key, V value) throws StateException {
        if (values.putIfAbsent(key, value) != null) {
            throw damaged("something is in it twice");
        }
    }

    void end() throws StateException {
        if (bytes.hasRemaining()) {
            throw damaged(bytes.remaining() + " bytes are left over");
        }
    }

    private byte octet() throws StateException {
        return octets(1)[0];
    }

    private byte[] octets(int count) throws StateException {
        if (count > bytes.remaining()) {
            throw damaged("it ends within a field");
        }
        byte[] octets = new byte[count];
        bytes.get(octets);
        return octets;
    }

    private static StateException damaged(String why) {
        return new StateException("is damaged: " + why);
    }
}
