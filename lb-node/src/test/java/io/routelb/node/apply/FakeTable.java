package io.routelb.node.apply;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.LBNodeAgentView;
import io.routelb.netlink.value.Link;
import io.routelb.node.desired.Lifetime;
import io.routelb.node.desired.PlannedAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A kernel in memory that writes down what was asked, in order. */
public final class FakeTable implements AddressTable {
    final List<String> log;
    final Set<IPAddress> refused = new HashSet<>();
    /** Lines of the log name the link only when it is another than this. */
    private String serviceLink = LBNodeAgentView.DUMMY_INTERFACE;

    private List<Link> links = List.of();
    private final TreeMap<String, HeldAddress> held = new TreeMap<>();

    public FakeTable(List<String> log) {
        this.log = log;
    }

    /** As somebody else would. */
    public void put(String address, int prefixLength, boolean ours) {
        put(serviceLink, address, prefixLength, ours, HeldAddress.Detection.OVER, Lifetime.ENDLESS);
    }

    /** As somebody else would. */
    public void put(
            String link,
            String address,
            int prefixLength,
            boolean ours,
            HeldAddress.Detection detection,
            long validSeconds) {
        HeldAddress entry =
                new HeldAddress(link, Addresses.of(address), prefixLength, ours, detection, validSeconds, validSeconds);
        held.put(name(entry.key()), entry);
    }

    private String name(HeldAddress.Key key) {
        String place = key.link().equals(serviceLink) ? "" : " on " + key.link();
        return key.address().toCanonicalString() + "/" + key.prefixLength() + place;
    }

    void removeBehindOurBack(String address, int prefixLength) {
        held.remove(address + "/" + prefixLength);
    }

    void removeBehindOurBack(String name) {
        held.remove(name);
    }

    /** What is there, by the names of the log. */
    public Set<String> addresses() {
        return Set.copyOf(held.keySet());
    }

    /** The first of them has the default route. */
    public void links(Link... present) {
        links = List.of(present);
    }

    @Override
    public KernelState read(String link) {
        serviceLink = link;
        return new KernelState(
                List.copyOf(held.values()),
                links,
                Map.of(),
                links.stream().limit(1).map(Link::name).collect(Collectors.toSet()),
                Map.of());
    }

    @Override
    public List<Optional<String>> change(List<AddressChange> changes) {
        List<Optional<String>> results = new ArrayList<>();
        for (AddressChange change : changes) {
            if (refused.contains(change.address())) {
                results.add(Optional.of("no room"));
                continue;
            }
            String key = name(change.key());
            switch (change) {
                case AddressChange.Add add -> {
                    log.add("add " + key);
                    PlannedAddress planned = add.planned();
                    boolean detect = planned.is(PlannedAddress.Trait.DETECT_DUPLICATES) && !held.containsKey(key);
                    held.put(
                            key,
                            new HeldAddress(
                                    add.link(),
                                    add.address(),
                                    add.prefixLength(),
                                    true,
                                    detect ? HeldAddress.Detection.UNDER_WAY : HeldAddress.Detection.OVER,
                                    planned.lifetime().valid(),
                                    planned.lifetime().preferred()));
                }
                case AddressChange.Remove remove -> {
                    log.add("remove " + key);
                    held.remove(key);
                }
            }
            results.add(Optional.empty());
        }
        return results;
    }
}
