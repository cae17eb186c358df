package io.routelb.model;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A map that never changes, without null, for any number of entries. What {@link Map#copyOf} gives probes one entry after the other, and
 * the hash codes of numbered names and of neighbouring addresses lie side by side: there a lookup among ten thousand costs hundreds of
 * comparisons. This one keeps the buckets of {@link HashMap}. In no particular order.
 */
public final class FrozenMap<K, V> extends AbstractMap<K, V> {
    private final Map<K, V> entries;

    private FrozenMap(Map<K, V> entries) {
        this.entries = entries;
    }

    /** The same instance when it is frozen already. */
    @SuppressWarnings("unchecked") // what cannot be written to may be read as its supertypes
    public static <K, V> FrozenMap<K, V> copyOf(Map<? extends K, ? extends V> map) {
        return map instanceof FrozenMap<?, ?> frozen ? (FrozenMap<K, V>) frozen : new FrozenMap<>(checked(map));
    }

    /** This map with further entries, or others for the same keys. */
    public FrozenMap<K, V> with(Map<? extends K, ? extends V> changes) {
        return with(changes, Set.of());
    }

    /** This map without some keys, then with further entries, or others for the same keys. */
    public FrozenMap<K, V> with(Map<? extends K, ? extends V> changes, Set<? extends K> removed) {
        if (changes.isEmpty() && removed.isEmpty()) {
            return this;
        }
        if (entries.isEmpty()) {
            return new FrozenMap<>(checked(changes));
        }
        Map<K, V> both = new HashMap<>(entries);
        removed.forEach(both::remove);
        both.putAll(withoutNull(changes));
        return new FrozenMap<>(both);
    }

    /**
     * Keys that only one of the maps has, or that have other values in the one than in the other. Cheap where it is mostly the same objects:
     * a map made of another has them in nearly the same order, and a key that meets itself is not looked up.
     */
    @SuppressWarnings("ReferenceEquality") // a key that is only equal is looked up like any other
    public static <K, V> Set<K> differing(Map<K, V> one, Map<K, V> other) {
        Set<K> keys = new HashSet<>();
        if (one == other) {
            return keys;
        }
        Iterator<Entry<K, V>> before = unwrapped(one).iterator();
        Entry<K, V> was = next(before);
        for (Entry<K, V> is : unwrapped(other)) {
            while (was != null && was.getKey() != is.getKey() && !other.containsKey(was.getKey())) {
                keys.add(was.getKey());
                was = next(before);
            }
            V had = was != null && was.getKey() == is.getKey() ? was.getValue() : one.get(is.getKey());
            if (isOther(is.getValue(), had)) {
                keys.add(is.getKey());
            }
            if (had != null) { // one that is new here has met nobody there: they meet again at the next
                was = next(before);
            }
        }
        for (; was != null; was = next(before)) {
            if (!other.containsKey(was.getKey())) {
                keys.add(was.getKey());
            }
        }
        return keys;
    }

    /** What is only read here need not be kept from being written to. */
    private static <K, V> Set<Entry<K, V>> unwrapped(Map<K, V> map) {
        return map instanceof FrozenMap<K, V> frozen ? frozen.entries.entrySet() : map.entrySet();
    }

    private static <T> @Nullable T next(Iterator<T> iterator) {
        return iterator.hasNext() ? iterator.next() : null;
    }

    @SuppressWarnings("ReferenceEquality") // the very same one, as it mostly is, need not be compared
    private static boolean isOther(Object value, @Nullable Object had) {
        return value != had && !value.equals(had);
    }

    private static <K, V> Map<K, V> checked(Map<? extends K, ? extends V> map) {
        return new HashMap<>(withoutNull(map));
    }

    private static <K, V> Map<? extends K, ? extends V> withoutNull(Map<? extends K, ? extends V> map) {
        map.forEach((key, value) -> {
            Objects.requireNonNull(key);
            Objects.requireNonNull(value);
        });
        return map;
    }

    @Override
    public @Nullable V get(Object key) {
        return entries.get(key);
    }

    @Override
    public boolean containsKey(Object key) {
        return entries.containsKey(key);
    }

    @Override
    public int size() {
        return entries.size();
    }

    @Override
    public void forEach(BiConsumer<? super K, ? super V> action) {
        entries.forEach(action);
    }

    @Override
    public Set<Entry<K, V>> entrySet() {
        return Collections.unmodifiableMap(entries).entrySet();
    }
}
