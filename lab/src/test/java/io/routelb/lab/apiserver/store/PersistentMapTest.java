package io.routelb.lab.apiserver.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The persistent map is a TreeMap whose every past state can still be read. */
class PersistentMapTest {
    @Provide
    Arbitrary<List<String>> keys() {
        return Arbitraries.strings()
                .withChars("ab/")
                .ofMinLength(1)
                .ofMaxLength(4)
                .list()
                .ofMaxSize(60);
    }

    @Property(tries = 300)
    void behavesAsATreeMapAndNeverChanges(@ForAll("keys") List<String> keys, @ForAll("keys") List<String> removals) {
        TreeMap<String, Integer> model = new TreeMap<>();
        PersistentMap<Integer> map = PersistentMap.empty();
        List<PersistentMap<Integer>> past = new ArrayList<>();
        List<List<Integer>> remembered = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            model.put(keys.get(i), i);
            map = map.with(keys.get(i), i);
            past.add(map);
            remembered.add(List.copyOf(model.values()));
        }
        for (String key : removals) {
            model.remove(key);
            map = map.without(key);
        }
        assertEquals(List.copyOf(model.values()), map.values());
        assertEquals(model.size(), map.size());
        for (String key : keys) {
            assertEquals(Optional.ofNullable(model.get(key)), map.get(key));
        }
        for (int i = 0; i < past.size(); i++) {
            assertEquals(remembered.get(i), past.get(i).values());
        }
    }

    @Property(tries = 300)
    void scansByPrefixAfterAKeyUpToALimit(@ForAll("keys") List<String> keys, @ForAll("keys") List<String> prefixes) {
        TreeMap<String, String> model = new TreeMap<>();
        PersistentMap<String> map = PersistentMap.empty();
        for (String key : keys) {
            model.put(key, key);
            map = map.with(key, key);
        }
        for (String prefix : prefixes) {
            String after = prefixes.getFirst();
            List<String> expected = model.entrySet().stream()
                    .filter(entry ->
                            entry.getKey().startsWith(prefix) && entry.getKey().compareTo(after) > 0)
                    .map(Map.Entry::getValue)
                    .limit(3)
                    .toList();
            assertEquals(expected, map.scan(prefix, after, 3));
        }
    }
}
