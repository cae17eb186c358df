package io.routelb.lab.apiserver.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted map: a treap whose changed copies share all but the path to the change. So every revision of a collection can be
 * kept and read while the next one is made, which is what a consistent chunked list needs.
 *
 * @param <V> the values, non-null
 */
public final class PersistentMap<V> {
    private record Node<V>(
            String key, V value, int priority, int size, Optional<Node<V>> left, Optional<Node<V>> right) {
        static <V> Node<V> of(String key, V value, int priority, Optional<Node<V>> left, Optional<Node<V>> right) {
            int size =
                    1 + left.map(Node::size).orElse(0) + right.map(Node::size).orElse(0);
            return new Node<>(key, value, priority, size, left, right);
        }

        Node<V> withLeft(Optional<Node<V>> newLeft) {
            return of(key, value, priority, newLeft, right);
        }

        Node<V> withRight(Optional<Node<V>> newRight) {
            return of(key, value, priority, left, newRight);
        }
    }

    private final Optional<Node<V>> root;

    private PersistentMap(Optional<Node<V>> root) {
        this.root = root;
    }

    /** The map without entries. */
    public static <V> PersistentMap<V> empty() {
        return new PersistentMap<>(Optional.empty());
    }

    public int size() {
        return root.map(Node::size).orElse(0);
    }

    public Optional<V> get(String key) {
        @Nullable Node<V> node = root.orElse(null);
        while (node != null) {
            int order = key.compareTo(node.key());
            if (order == 0) {
                return Optional.of(node.value());
            }
            node = (order < 0 ? node.left() : node.right()).orElse(null);
        }
        return Optional.empty();
    }

    public PersistentMap<V> with(String key, V value) {
        return new PersistentMap<>(Optional.of(insert(root, key, value)));
    }

    public PersistentMap<V> without(String key) {
        return new PersistentMap<>(remove(root, key));
    }

    /** The values whose keys start with {@code prefix}, in key order; those after {@code after} only, at most {@code limit}. */
    public List<V> scan(String prefix, String after, int limit) {
        List<V> found = new ArrayList<>(Math.min(limit, size()));
        collect(root, prefix, after, limit, found);
        return found;
    }

    /** All values in key order; keys are never empty. */
    public List<V> values() {
        return scan("", "", Integer.MAX_VALUE);
    }

    private static <V> Node<V> insert(Optional<Node<V>> at, String key, V value) {
        if (at.isEmpty()) {
            return Node.of(key, value, mix(key.hashCode()), Optional.empty(), Optional.empty());
        }
        Node<V> node = at.get();
        int order = key.compareTo(node.key());
        if (order == 0) {
            return Node.of(key, value, node.priority(), node.left(), node.right());
        }
        if (order < 0) {
            Node<V> left = insert(node.left(), key, value);
            return left.priority() > node.priority()
                    ? left.withRight(Optional.of(node.withLeft(left.right())))
                    : node.withLeft(Optional.of(left));
        }
        Node<V> right = insert(node.right(), key, value);
        return right.priority() > node.priority()
                ? right.withLeft(Optional.of(node.withRight(right.left())))
                : node.withRight(Optional.of(right));
    }

    private static <V> Optional<Node<V>> remove(Optional<Node<V>> at, String key) {
        if (at.isEmpty()) {
            return at;
        }
        Node<V> node = at.get();
        int order = key.compareTo(node.key());
        if (order == 0) {
            return join(node.left(), node.right());
        }
        return Optional.of(
                order < 0 ? node.withLeft(remove(node.left(), key)) : node.withRight(remove(node.right(), key)));
    }

    private static <V> Optional<Node<V>> join(Optional<Node<V>> left, Optional<Node<V>> right) {
        if (left.isEmpty()) {
            return right;
        }
        if (right.isEmpty()) {
            return left;
        }
        Node<V> l = left.get();
        Node<V> r = right.get();
        return Optional.of(
                l.priority() > r.priority() ? l.withRight(join(l.right(), right)) : r.withLeft(join(left, r.left())));
    }

    private static <V> void collect(Optional<Node<V>> at, String prefix, String after, int limit, List<V> into) {
        if (at.isEmpty() || into.size() >= limit) {
            return;
        }
        Node<V> node = at.get();
        String key = node.key();
        boolean inPrefix = key.startsWith(prefix);
        boolean pastAfter = key.compareTo(after) > 0;
        boolean leftMayHold = pastAfter && (inPrefix || key.compareTo(prefix) > 0);
        if (leftMayHold) {
            collect(node.left(), prefix, after, limit, into);
        }
        if (inPrefix && pastAfter && into.size() < limit) {
            into.add(node.value());
        }
        if (inPrefix || key.compareTo(prefix) < 0) {
            collect(node.right(), prefix, after, limit, into);
        }
    }

    private static int mix(int hash) {
        int h = hash * 0x9E3779B9;
        h ^= h >>> 16;
        h *= 0x85EBCA6B;
        return h ^ (h >>> 13);
    }
}
