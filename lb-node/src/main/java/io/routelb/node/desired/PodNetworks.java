package io.routelb.node.desired;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.InvalidValueException;
import io.routelb.model.NodeAnnotations;
import io.routelb.model.NodeAnnotations.Written;
import io.routelb.model.NodeView;
import io.routelb.model.Prefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which pod CIDRs are whose: those in a node's spec, or in its annotation instead. A kubelet may write its own node's annotations, so they are
 * claims: no CIDR holds the address of a node, and none overlaps that of another node. Of two that do, the one in a spec is left, which the
 * control plane gave out; of two of the same kind, that of the node whose name comes first. Pure, so that all nodes agree.
 *
 * @param byNode of nodes that have any
 * @param problems why some are left out, a sentence each, by node
 */
record PodNetworks(Map<String, List<Prefix>> byNode, Map<String, List<String>> problems) {
    private static final int MOST = 16;

    PodNetworks {
        byNode = Map.copyOf(byNode);
        problems = Map.copyOf(problems);
    }

    /** Of these nodes, which are all that are looked at. */
    static PodNetworks of(Collection<NodeView> nodes) {
        Judge judge = new Judge(nodes);
        List<Claim> claims = new ArrayList<>();
        nodes.forEach(node -> claims.addAll(judge.claims(node)));
        claims.sort(Comparator.comparing(Claim::annotated)
                .thenComparing(Claim::node)
                .thenComparing(Claim::cidr));
        claims.forEach(judge::settle);
        return new PodNetworks(judge.byNode, judge.problems);
    }

    /** Those of the node of that name. */
    List<Prefix> of(String node) {
        return byNode.getOrDefault(node, List.of());
    }

    private record Claim(String node, Prefix cidr, boolean annotated) {}

    private static final class Judge {
        private final NavigableMap<Prefix, String> hosts = new TreeMap<>();
        private final NavigableMap<Prefix, String> given = new TreeMap<>();
        private final Map<String, List<Prefix>> byNode = new HashMap<>();
        private final Map<String, List<String>> problems = new HashMap<>();

        Judge(Collection<NodeView> nodes) {
            for (NodeView node : nodes) {
                node.internalIPs().forEach(address -> hosts.put(Prefix.host(address), node.name()));
            }
        }

        List<Claim> claims(NodeView node) {
            Optional<Written> written = NodeAnnotations.find(node, NodeAnnotations.POD_CIDRS);
            try {
                Collection<Prefix> cidrs = written.isPresent() ? parse(written.get()) : node.podCIDRs();
                return cidrs.stream()
                        .map(cidr -> new Claim(node.name(), cidr, written.isPresent()))
                        .toList();
            } catch (InvalidValueException e) {
                refuse(node.name(), e.sentence() + "; the CIDRs of the node's spec count");
                return node.podCIDRs().stream()
                        .map(cidr -> new Claim(node.name(), cidr, false))
                        .toList();
            }
        }

        private static Set<Prefix> parse(Written written) throws InvalidValueException {
            Set<Prefix> cidrs = new LinkedHashSet<>();
            for (String text : NodeSays.list(written)) {
                try {
                    cidrs.add(Prefix.parse(text));
                } catch (InvalidValueException e) {
                    throw new InvalidValueException(written.said() + ": " + e.sentence(), e);
                }
            }
            if (cidrs.isEmpty() || cidrs.size() > MOST) {
                throw new InvalidValueException(written.said() + " has " + cidrs.size() + " CIDRs, not 1 to " + MOST);
            }
            return cidrs;
        }

        void settle(Claim claim) {
            Prefix cidr = claim.cidr();
            Optional<Prefix> unusable = LearnedPlan.NEVER.stream()
                    .filter(each -> overlap(each, cidr))
                    .findFirst();
            Optional<Map.Entry<Prefix, String>> host = overlapping(hosts, cidr);
            Optional<Map.Entry<Prefix, String>> other = overlapping(given, cidr);
            if (unusable.isPresent()) {
                refuse(claim.node(), "pod CIDR " + cidr + " overlaps " + unusable.get() + ", which is not routable");
            } else if (host.isPresent()) {
                refuse(
                        claim.node(),
                        "pod CIDR " + cidr + " holds " + shown(host.get().getKey()) + ", the address of node "
                                + host.get().getValue());
            } else if (other.isPresent()) {
                refuse(
                        claim.node(),
                        "pod CIDR " + cidr + " overlaps " + other.get().getKey() + " of node "
                                + other.get().getValue());
            } else {
                given.put(cidr, claim.node());
                byNode.computeIfAbsent(claim.node(), first -> new ArrayList<>()).add(cidr);
            }
        }

        private static String shown(Prefix host) {
            IPAddress address = host.network();
            return address.toCanonicalString();
        }

        private void refuse(String node, String why) {
            problems.computeIfAbsent(node, first -> new ArrayList<>())
                    .add("Node " + Addresses.shown(node) + ": " + why);
        }

        /** Among prefixes that do not overlap each other only the one before it and the one after it can. */
        private static Optional<Map.Entry<Prefix, String>> overlapping(
                NavigableMap<Prefix, String> disjoint, Prefix cidr) {
            Map.Entry<Prefix, String> before = disjoint.floorEntry(cidr);
            Map.Entry<Prefix, String> after = disjoint.ceilingEntry(cidr);
            if (before != null && overlap(before.getKey(), cidr)) {
                return Optional.of(before);
            }
            return after != null && overlap(after.getKey(), cidr) ? Optional.of(after) : Optional.empty();
        }

        private static boolean overlap(Prefix one, Prefix other) {
            return one.length() <= other.length() ? one.contains(other.network()) : other.contains(one.network());
        }
    }
}
