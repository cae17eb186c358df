package io.routelb.node.apply;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A kernel in memory that writes down what was asked, in order. */
final class FakeTable implements AddressTable {
    final List<String> log;
    final Set<IPAddress> refused = new HashSet<>();
    private final TreeMap<String, HeldAddress> held = new TreeMap<>();

    FakeTable(List<String> log) {
        this.log = log;
    }

    void put(String address, int prefixLength, boolean ours) {
        HeldAddress entry = new HeldAddress(Addresses.of(address), prefixLength, ours);
        held.put(address + "/" + prefixLength, entry);
    }

    void removeBehindOurBack(String address, int prefixLength) {
        held.remove(address + "/" + prefixLength);
    }

    Set<String> addresses() {
        return Set.copyOf(held.keySet());
    }

    @Override
    public List<HeldAddress> read() {
        return List.copyOf(held.values());
    }

    @Override
    public List<Optional<String>> change(List<AddressChange> changes) {
        List<Optional<String>> results = new ArrayList<>();
        for (AddressChange change : changes) {
            if (refused.contains(change.address())) {
                results.add(Optional.of("no room"));
                continue;
            }
            String key = change.address() + "/" + change.prefixLength();
            switch (change) {
                case AddressChange.Add add -> {
                    log.add("add " + key);
                    put(add.address().toString(), add.prefixLength(), true);
                }
                case AddressChange.Remove remove -> {
                    log.add("remove " + key);
                    held.remove(remove.address() + "/" + remove.prefixLength());
                }
            }
            results.add(Optional.empty());
        }
        return results;
    }
}
