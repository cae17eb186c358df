package io.routelb.bench.bgp;

import java.nio.ByteBuffer;
import java.util.function.LongConsumer;

/** The IPv4 prefixes in an UPDATE's own fields (RFC 4271 section 4.3), each as one number: the address, then 8 bits of length. */
final class Ipv4Routes {
    private Ipv4Routes() {}

    /** The number of a host route. */
    static long host(int address) {
        return Integer.toUnsignedLong(address) << 8 | 32;
    }

    /** Tells every prefix announced. */
    static void announced(ByteBuffer body, LongConsumer each) {
        int withdrawn = Short.toUnsignedInt(body.getShort(0));
        int attributes = Short.toUnsignedInt(body.getShort(2 + withdrawn));
        int first = 4 + withdrawn + attributes;
        read(body.slice(first, body.limit() - first), each);
    }

    /** Tells every prefix withdrawn. */
    static void withdrawn(ByteBuffer body, LongConsumer each) {
        read(body.slice(2, Short.toUnsignedInt(body.getShort(0))), each);
    }

    private static void read(ByteBuffer in, LongConsumer each) {
        while (in.hasRemaining()) {
            int length = Byte.toUnsignedInt(in.get());
            long address = 0;
            for (int shift = 24; shift > 24 - length; shift -= 8) {
                address |= Byte.toUnsignedLong(in.get()) << shift;
            }
            each.accept(address << 8 | length);
        }
    }
}
