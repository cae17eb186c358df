package io.routelb.node.apply;

import inet.ipaddr.IPAddress;
import io.routelb.model.Condition;
import io.routelb.node.desired.RoutingPlan;
import io.routelb.node.neighbour.Discovery;
import io.routelb.node.neighbour.Found;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A routing plan with the peers that were found: default gateways, and those on links.
 *
 * @param problems of those that another BGPPeer names as well
 * @param condition whether each gateway is there and each link has exactly one neighbour; empty when nobody is to be found
 */
record UnnumberedPeers(RoutingPlan plan, List<Condition> problems, Optional<Condition> condition) {
    private static final String TYPE = "NeighboursFound";

    /** Has the links of the plan looked at, and no others. */
    static UnnumberedPeers find(Gateways.Resolved resolved, Discovery discovery, KernelState kernel) {
        RoutingPlan plan = resolved.plan();
        Map<String, Found> found = discovery.follow(plan.unnumbered().keySet(), kernel.links(), kernel.linkLocals());
        if (found.isEmpty() && plan.gateways().isEmpty()) {
            return new UnnumberedPeers(plan, List.of(), Optional.empty());
        }
        Map<String, IPAddress> addresses = new HashMap<>();
        found.forEach((link, each) -> each.on(link).ifPresent(address -> addresses.put(link, address)));
        return new UnnumberedPeers(
                plan.withFound(addresses),
                Stream.concat(resolved.problems().stream(), named(plan, addresses).stream())
                        .toList(),
                Optional.of(condition(plan, new TreeMap<>(found), resolved.missing())));
    }

    /** These, and its own after them. */
    List<Condition> and(List<Condition> others) {
        return Stream.concat(others.stream(), problems.stream()).toList();
    }

    private static List<Condition> named(RoutingPlan plan, Map<String, IPAddress> found) {
        return new TreeMap<>(found)
                .entrySet().stream()
                        .filter(each -> plan.peers().stream()
                                .anyMatch(peer -> peer.address().equals(each.getValue())))
                        .map(each -> new Condition(
                                "Accepted",
                                false,
                                "Refused",
                                "the peer on interface " + each.getKey() + ", " + each.getValue()
                                        + ", is already configured by another BGPPeer"))
                        .toList();
    }

    private static Condition condition(RoutingPlan plan, TreeMap<String, Found> found, List<String> missing) {
        List<String> problems = new ArrayList<>(missing);
        found.entrySet().stream()
                .filter(each -> !each.getValue().problem().isEmpty())
                .map(each -> Optional.ofNullable(plan.unnumbered().get(each.getKey()))
                                .map(peer -> "BGPPeer " + peer.name() + ": ")
                                .orElse("")
                        + each.getValue().problem())
                .forEach(problems::add);
        if (problems.isEmpty()) {
            return new Condition(TYPE, true, "Found", "every peer that is to be found was found");
        }
        boolean alone = !missing.isEmpty()
                || found.values().stream().anyMatch(each -> each.neighbour().isEmpty());
        return new Condition(TYPE, false, alone ? "NoNeighbour" : "SeveralNeighbours", String.join("; ", problems));
    }
}
