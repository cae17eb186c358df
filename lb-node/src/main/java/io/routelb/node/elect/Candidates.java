package io.routelb.node.elect;

import inet.ipaddr.IPAddress;
import io.routelb.model.Prefix;
import io.routelb.node.desired.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** In which order the live nodes may have an address. Derived from a plan and from who is alive; kept until one of them changes. */
final class Candidates {
    private LocalPlan plan = LocalPlan.EMPTY;
    private Map<String, Set<Prefix>> members = Map.of();
    private Map<String, Long> nodeHashes = Map.of();
    private final Map<IPAddress, List<String>> rankings = new HashMap<>();

    /** {@code alive}: nodes that renew their Lease and do not leave, with their subnets. */
    void update(LocalPlan newPlan, Map<String, Set<Prefix>> alive) {
        if (newPlan.equals(plan) && alive.equals(members)) {
            return;
        }
        if (!alive.equals(members)) {
            members = Map.copyOf(alive);
            Map<String, Long> hashes = new HashMap<>();
            alive.keySet().forEach(node -> hashes.put(node, Rendezvous.hash(node)));
            nodeHashes = hashes;
        }
        plan = newPlan;
        rankings.clear();
    }

    /** Who may have the address, the first one first. */
    List<String> of(LocalAddress address) {
        return rankings.computeIfAbsent(address.address(), missing -> ranked(address));
    }

    /** The live node that clears up after the dead at this address. */
    Optional<String> sweeper(IPAddress address) {
        return weighed(members.keySet(), address).stream()
                .min(Weighed.HEAVIEST_FIRST)
                .map(Weighed::node);
    }

    /** Why the node is none of those who may have the address; empty when it is. */
    Optional<Reason> refusal(LocalAddress address, String node) {
        Optional<Reason> refusal = plan.refusal(address, node);
        if (refusal.isPresent()) {
            return refusal;
        }
        Set<Prefix> subnets = members.get(node);
        if (subnets == null) {
            return Optional.of(Reason.NO_LIVE_LEASE);
        }
        return contain(subnets, address.address()) ? Optional.empty() : Optional.of(Reason.NOT_IN_SUBNET);
    }

    private List<String> ranked(LocalAddress address) {
        Map<Set<Prefix>, Boolean> known = new HashMap<>();
        List<String> nodes = new ArrayList<>();
        members.forEach((node, subnets) -> {
            boolean near = known.computeIfAbsent(subnets, some -> contain(some, address.address()));
            if (near && plan.refusal(address, node).isEmpty()) {
                nodes.add(node);
            }
        });
        return weighed(nodes, address.address()).stream()
                .sorted(Comparator.comparing(
                                (Weighed one) -> !address.preferred().contains(one.node()))
                        .thenComparing(Weighed.HEAVIEST_FIRST))
                .map(Weighed::node)
                .toList();
    }

    /** A node and its weight for the address in question. */
    private record Weighed(String node, long weight) {
        static final Comparator<Weighed> HEAVIEST_FIRST = (one, other) -> {
            int byWeight = Long.compareUnsigned(other.weight(), one.weight());
            return byWeight != 0 ? byWeight : one.node().compareTo(other.node());
        };
    }

    private List<Weighed> weighed(Collection<String> nodes, IPAddress address) {
        long hash = Rendezvous.hash(address);
        List<Weighed> weighed = new ArrayList<>(nodes.size());
        nodes.forEach(node ->
                weighed.add(new Weighed(node, Rendezvous.weight(nodeHashes.getOrDefault(node, 0L), hash))));
        return weighed;
    }

    private static boolean contain(Set<Prefix> subnets, IPAddress address) {
        return subnets.stream().anyMatch(subnet -> subnet.contains(address));
    }
}
