package io.routelb.node.elect;

import inet.ipaddr.IPAddress;
import io.routelb.model.Prefix;
import io.routelb.node.desired.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * In which order the live nodes may have an address. Derived from a plan and from who is alive; an order is kept until the address, the
 * nodes that may have any, or who is alive has changed.
 */
final class Candidates {
    private LocalPlan plan = LocalPlan.EMPTY;
    private Map<String, Set<Prefix>> members = Map.of();
    /** The members again: nodes in the same subnets are near to the same addresses. */
    private Map<Set<Prefix>, List<Member>> neighbours = Map.of();

    private final Map<IPAddress, Ranking> rankings = new HashMap<>();

    private record Member(String node, long hash) {}

    private record Ranking(LocalAddress address, List<String> nodes) {}

    /** {@code alive}: nodes that renew their Lease and do not leave, with their subnets. */
    void update(LocalPlan newPlan, Map<String, Set<Prefix>> alive) {
        if (!alive.equals(members)) {
            members = Map.copyOf(alive);
            neighbours = new HashMap<>();
            members.forEach((node, subnets) -> neighbours
                    .computeIfAbsent(subnets, first -> new ArrayList<>())
                    .add(new Member(node, Rendezvous.hash(node))));
            rankings.clear();
        }
        if (!newPlan.equals(plan)) {
            boolean sameNodes =
                    newPlan.nodes().equals(plan.nodes()) && newPlan.takenOut().equals(plan.takenOut());
            rankings.values()
                    .removeIf(old -> !sameNodes
                            || !old.address()
                                    .equals(newPlan.addresses()
                                            .get(old.address().address())));
        }
        plan = newPlan;
    }

    /** Who may have the address, which is of the plan, the first one first. */
    List<String> of(LocalAddress address) {
        return rankings.computeIfAbsent(address.address(), missing -> new Ranking(address, ranked(address)))
                .nodes();
    }

    /** The live node that clears up after the dead at this address. */
    Optional<String> sweeper(IPAddress address) {
        long hash = Rendezvous.hash(address);
        return neighbours.values().stream()
                .flatMap(List::stream)
                .map(member -> new Weighed(member.node(), false, false, Rendezvous.weight(member.hash(), hash)))
                .min(Weighed.FIRST)
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
        long hash = Rendezvous.hash(address.address());
        List<Weighed> weighed = new ArrayList<>();
        neighbours.forEach((subnets, nodes) -> {
            if (contain(subnets, address.address())) {
                nodes.stream()
                        .filter(member -> plan.refusal(address, member.node()).isEmpty())
                        .map(member -> new Weighed(
                                member.node(),
                                plan.takenOut().containsKey(member.node()),
                                address.preferred().contains(member.node()),
                                Rendezvous.weight(member.hash(), hash)))
                        .forEach(weighed::add);
            }
        });
        weighed.sort(Weighed.FIRST);
        return weighed.stream().map(Weighed::node).toList();
    }

    /** A node and its weight for the address in question. */
    private record Weighed(String node, boolean lastResort, boolean preferred, long weight) {
        static final Comparator<Weighed> FIRST = (one, other) -> {
            if (one.lastResort() != other.lastResort()) {
                return one.lastResort() ? 1 : -1;
            }
            if (one.preferred() != other.preferred()) {
                return one.preferred() ? -1 : 1;
            }
            int byWeight = Long.compareUnsigned(other.weight(), one.weight());
            return byWeight != 0 ? byWeight : one.node().compareTo(other.node());
        };
    }

    private static boolean contain(Set<Prefix> subnets, IPAddress address) {
        return subnets.stream().anyMatch(subnet -> subnet.contains(address));
    }
}
