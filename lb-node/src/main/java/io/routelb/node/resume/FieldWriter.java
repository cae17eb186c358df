package io.routelb.node.resume;

import inet.ipaddr.IPAddress;
import io.routelb.model.ObjectKey;
import io.routelb.model.Prefix;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Fields one after the other, in memory up to a limit. A count or length is in groups of seven bits, lowest first. */
final class FieldWriter {
    private final int limit;
    private byte[] bytes = new byte[1024];
    private int length;

    /** At most {@code limit} bytes are taken. */
    FieldWriter(int limit) {
        this.limit = limit;
    }

    /** How one element is written. */
    @FunctionalInterface
    interface Element<T> {
        void write(T element) throws StateException;
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }

    void flag(boolean value) throws StateException {
        raw(new byte[] {(byte) (value ? 1 : 0)});
    }

    void number(long value) throws StateException {
        raw(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    }

    /** Not negative. */
    void count(int value) throws StateException {
        int rest = value;
        while (rest >= 0x80) {
            raw(new byte[] {(byte) (rest | 0x80)});
            rest >>>= 7;
        }
        raw(new byte[] {(byte) rest});
    }

    void text(String value) throws StateException {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        count(utf8.length);
        raw(utf8);
    }

    /** By name: what is added to the enum later moves nothing. */
    void word(Enum<?> value) throws StateException {
        text(value.name());
    }

    void duration(Duration value) throws StateException {
        number(value.getSeconds());
        count(value.getNano());
    }

    void instant(Instant value) throws StateException {
        number(value.getEpochSecond());
        count(value.getNano());
    }

    void key(ObjectKey value) throws StateException {
        text(value.namespace());
        text(value.name());
    }

    void address(IPAddress value) throws StateException {
        byte[] octets = value.getBytes();
        count(octets.length);
        raw(octets);
    }

    void prefix(Prefix value) throws StateException {
        address(value.network());
        count(value.length());
    }

    <T> void all(Collection<T> values, Element<T> element) throws StateException {
        count(values.size());
        for (T value : values) {
            element.write(value);
        }
    }

    /** In the order of the keys, so that equal maps give equal bytes. */
    void texts(Map<String, String> values) throws StateException {
        all(new TreeMap<>(values).entrySet(), entry -> {
            text(entry.getKey());
            text(entry.getValue());
        });
    }

    private void raw(byte[] more) throws StateException {
        if (more.length > limit - length) {
            throw new StateException("is not written: the state would be larger than " + limit + " bytes");
        }
        if (more.length > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, Math.min(limit, Math.max(2 * bytes.length, length + more.length)));
        }
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
    }
}
