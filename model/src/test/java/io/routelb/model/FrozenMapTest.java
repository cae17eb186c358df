package io.routelb.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FrozenMapTest {
    @Test
    void itIsTheMapAsItWas() {
        Map<String, Integer> source = new HashMap<>(Map.of("a", 1, "b", 2));
        FrozenMap<String, Integer> frozen = FrozenMap.copyOf(source);
        source.put("c", 3);
        assertEquals(Map.of("a", 1, "b", 2), frozen);
        assertEquals(frozen, Map.of("a", 1, "b", 2));
        assertEquals(Map.of("a", 1, "b", 2).hashCode(), frozen.hashCode());
        assertEquals(2, frozen.get("b"));
        assertNull(frozen.get("c"));
        assertTrue(frozen.containsKey("a"));
        assertFalse(frozen.containsKey("c"));
        Map<String, Integer> seen = new HashMap<>();
        frozen.forEach(seen::put);
        assertEquals(frozen, seen);
    }

    @Test
    void nobodyChangesIt() {
        FrozenMap<String, Integer> frozen = FrozenMap.copyOf(Map.of("a", 1));
        assertThrows(UnsupportedOperationException.class, () -> frozen.put("b", 2));
        assertThrows(UnsupportedOperationException.class, () -> frozen.remove("a"));
        assertThrows(UnsupportedOperationException.class, frozen::clear);
        assertThrows(
                UnsupportedOperationException.class,
                () -> frozen.entrySet().iterator().next().setValue(2));
        assertThrows(UnsupportedOperationException.class, () -> frozen.keySet().remove("a"));
        assertThrows(UnsupportedOperationException.class, () -> frozen.values().clear());
        assertEquals(Map.of("a", 1), frozen);
    }

    @Test
    void aFrozenMapIsNotCopiedAgain() {
        FrozenMap<String, Integer> frozen = FrozenMap.copyOf(Map.of("a", 1));
        assertSame(frozen, FrozenMap.copyOf(frozen));
        assertSame(frozen, frozen.with(Map.of()));
    }

    @Test
    void changesMakeAnotherMap() {
        FrozenMap<String, Integer> frozen = FrozenMap.copyOf(Map.of("a", 1, "b", 2));
        assertEquals(Map.of("a", 1, "b", 3, "c", 4), frozen.with(Map.of("b", 3, "c", 4)));
        assertEquals(Map.of("a", 1, "b", 2), frozen);
    }

    @Test
    void keysCanBeTakenOutAndOthersPutIn() {
        FrozenMap<String, Integer> frozen = FrozenMap.copyOf(Map.of("a", 1, "b", 2));
        assertEquals(Map.of("b", 3, "c", 4), frozen.with(Map.of("b", 3, "c", 4), Set.of("a", "b", "z")));
        assertSame(frozen, frozen.with(Map.of(), Set.of()));
    }

    @Test
    void whatDiffersIsNamed() {
        Map<String, Integer> before = Map.of("same", 1, "other", 2, "gone", 3);
        Map<String, Integer> now = Map.of("same", 1, "other", 5, "new", 4);
        assertEquals(Set.of("other", "gone", "new"), FrozenMap.differing(before, now));
        assertEquals(Set.of(), FrozenMap.differing(now, now));
        assertEquals(Set.of("gone"), FrozenMap.differing(Map.of("gone", 1), Map.of()));
    }

    /** Made one of the other as snapshots are, so that keys meet themselves, or of keys that are only equal. */
    @Property
    void whatDiffersIsWhatALookAtEachKeyFinds(
            @ForAll Map<@IntRange(max = 60) Integer, @IntRange(max = 3) Integer> some,
            @ForAll Map<@IntRange(max = 60) Integer, @IntRange(max = 3) Integer> changes,
            @ForAll Set<@IntRange(max = 60) Integer> removed,
            @ForAll boolean own) {
        FrozenMap<String, Integer> before = named(some, own);
        FrozenMap<String, Integer> now =
                before.with(named(changes, own), named(of(removed), own).keySet());
        Set<String> expected = new HashSet<>(before.keySet());
        expected.addAll(now.keySet());
        expected.removeIf(key -> Objects.equals(before.get(key), now.get(key)));
        assertEquals(expected, FrozenMap.differing(before, now));
        assertEquals(expected, FrozenMap.differing(now, before));
        assertEquals(expected, FrozenMap.differing(FrozenMap.copyOf(new TreeMap<>(before)), new TreeMap<>(now)));
    }

    private static Map<Integer, Integer> of(Set<Integer> keys) {
        Map<Integer, Integer> map = new HashMap<>();
        keys.forEach(key -> map.put(key, 0));
        return map;
    }

    private static FrozenMap<String, Integer> named(Map<Integer, Integer> numbers, boolean own) {
        Map<String, Integer> named = new HashMap<>();
        numbers.forEach((number, value) -> named.put(own ? "key-" + number : ("key-" + number).intern(), value));
        return FrozenMap.copyOf(named);
    }

    @Test
    void nullIsRefused() {
        Map<String, Integer> odd = new HashMap<>();
        odd.put("a", null);
        assertThrows(NullPointerException.class, () -> FrozenMap.copyOf(odd));
        assertThrows(
                NullPointerException.class,
                () -> FrozenMap.copyOf(Map.of("a", 1)).with(odd));
    }
}
