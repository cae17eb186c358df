package io.routelb.model;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
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
        if (changes.isEmpty()) {
            return this;
        }
        Map<K, V> both = new HashMap<>(entries);
        both.putAll(checked(changes));
        return new FrozenMap<>(both);
    }

    /** This map without some keys, then with further entries, or others for the same keys. */
    public FrozenMap<K, V> with(Map<? extends K, ? extends V> changes, Set<? extends K> removed) {
        if (removed.isEmpty()) {
            return with(changes);
        }
        Map<K, V> both = new HashMap<>(entries);
        removed.forEach(both::remove);
        both.putAll(checked(changes));
        return new FrozenMap<>(both);
    }

    /** Keys that only one of the maps has, or that have other values in the one than in the other. Cheap where it is mostly the same objects. */
    @SuppressWarnings("ReferenceEquality") // the very same one, as it mostly is, need not be compared
    public static <K, V> Set<K> differing(Map<K, V> one, Map<K, V> other) {
        Set<K> keys = new HashSet<>();
        if (one == other) {
            return keys;
        }
        int[] common = new int[1];
        other.forEach((key, value) -> {
            V had = one.get(key);
            if (had != null) {
                common[0]++;
            }
            if (had != value && !value.equals(had)) {
                keys.add(key);
            }
        });
        if (common[0] < one.size()) {
            one.keySet().stream().filter(key -> !other.containsKey(key)).forEach(keys::add);
        }
        return keys;
    }

    private static <K, V> Map<K, V> checked(Map<? extends K, ? extends V> map) {
        Map<K, V> copy = new HashMap<>(map);
        copy.forEach((key, value) -> {
            Objects.requireNonNull(key);
            Objects.requireNonNull(value);
        });
        return copy;
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
