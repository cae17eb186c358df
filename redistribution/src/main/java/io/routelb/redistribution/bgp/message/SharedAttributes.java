package io.routelb.redistribution.bgp.message;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Path attributes that many UPDATEs have in common, without what differs: a list that does not change and remembers how it was written
 * last. Belongs to one thread.
 */
public final class SharedAttributes extends AbstractList<PathAttribute> {
    private final List<PathAttribute> all;
    private @Nullable Dialect dialect;
    private byte[] octets = {};

    private SharedAttributes(List<PathAttribute> all) {
        this.all = all;
    }

    /** The same attributes in that order. */
    public static SharedAttributes of(List<PathAttribute> attributes) {
        return attributes instanceof SharedAttributes shared ? shared : new SharedAttributes(List.copyOf(attributes));
    }

    /**
     * As they are written.
     *
     * @throws BufferOverflowException when no message has room for them
     */
    byte[] octets(Dialect wanted) {
        if (!wanted.equals(dialect)) {
            ByteBuffer out = ByteBuffer.allocate(wanted.send().maxLength(MessageType.UPDATE));
            AttributeCodec.encode(all, out, wanted);
            octets = Arrays.copyOf(out.array(), out.position());
            dialect = wanted;
        }
        return octets;
    }

    @Override
    public PathAttribute get(int index) {
        return all.get(index);
    }

    @Override
    public int size() {
        return all.size();
    }

    /** Of one UPDATE: these, and before or after them the one that is of this UPDATE only. */
    static final class InUpdate extends AbstractList<PathAttribute> {
        private final SharedAttributes shared;
        private final PathAttribute own;
        private final boolean ownFirst;

        InUpdate(SharedAttributes shared, PathAttribute own, boolean ownFirst) {
            this.shared = shared;
            this.own = own;
            this.ownFirst = ownFirst;
        }

        void encode(ByteBuffer out, Dialect dialect) {
            if (ownFirst) {
                AttributeCodec.encode(own, out, dialect);
            }
            out.put(shared.octets(dialect));
            if (!ownFirst) {
                AttributeCodec.encode(own, out, dialect);
            }
        }

        @Override
        public PathAttribute get(int index) {
            int ownIndex = ownFirst ? 0 : shared.size();
            return index == ownIndex ? own : shared.get(ownFirst ? index - 1 : index);
        }

        @Override
        public int size() {
            return shared.size() + 1;
        }
    }
}
