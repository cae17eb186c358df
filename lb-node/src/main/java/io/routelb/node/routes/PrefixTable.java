package io.routelb.node.routes;

import inet.ipaddr.IPAddress;
import io.routelb.model.FrozenMap;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** Values by prefix, found by what lies inside: one look per length that occurs, longest first. Immutable. */
final class PrefixTable<V> {
    private final Map<Prefix, V> values;
    private final Map<IpFamily, NavigableSet<Integer>> lengths = new EnumMap<>(IpFamily.class);

    PrefixTable(Map<Prefix, V> values) {
        this.values = FrozenMap.copyOf(values);
        for (IpFamily family : IpFamily.values()) {
            NavigableSet<Integer> present = new TreeSet<>();
            this.values.keySet().stream()
                    .filter(each -> each.family() == family)
                    .forEach(each -> present.add(each.length()));
            lengths.put(family, present);
        }
    }

    /** Of the longest prefix the address is in. */
    Optional<V> longestMatch(IPAddress address) {
        return within(address, IpFamily.of(address).bits());
    }

    /** Of the longest prefix that is this one or holds it. */
    Optional<V> covering(Prefix prefix) {
        return within(prefix.network(), prefix.length());
    }

    private Optional<V> within(IPAddress address, int longest) {
        NavigableSet<Integer> present = lengths.getOrDefault(IpFamily.of(address), Collections.emptyNavigableSet());
        for (int length : present.headSet(longest, true).descendingSet()) {
            V found = values.get(Prefix.containing(address, length));
            if (found != null) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PrefixTable<?> table && values.equals(table.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }
}
