package io.routelb.node.desired;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.model.Asn;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.Condition;
import io.routelb.model.FrozenMap;
import io.routelb.model.IpFamily;
import io.routelb.model.MeshView;
import io.routelb.model.MeshView.PodRoutes;
import io.routelb.model.NodeView;
import io.routelb.model.PeerOptions;
import io.routelb.model.Prefix;
import io.routelb.model.RoutingConfigView;
import io.routelb.model.RoutingIntent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a node has to do with the others of its AS, and with its own pods. Pure; no larger than the cluster has nodes.
 *
 * @param peers other nodes, whose names are no object's: they have a space in them
 * @param podCidrs the node's own
 * @param told who is told them
 * @param others the pod CIDRs of the other nodes of the mesh, to be put in the kernel as these nodes tell them
 * @param reflects the cluster this node is a route reflector of
 * @param problems one condition for each thing that could not be honoured
 */
public record MeshPlan(
        List<RoutingIntent.Peer> peers,
        List<Prefix> podCidrs,
        PodRoutes told,
        Map<Prefix, PodCidr> others,
        Optional<IPv4Address> reflects,
        List<Condition> problems) {
    /** No other nodes and no pods. */
    public static final MeshPlan NONE =
            new MeshPlan(List.of(), List.of(), PodRoutes.NONE, Map.of(), Optional.empty(), List.of());

    /** Before the name of the node, in names of such peers. */
    private static final String NAME = "node ";

    private static final int MOST_NAMED = 3;

    public MeshPlan {
        peers = List.copyOf(peers);
        podCidrs = List.copyOf(podCidrs);
        others = FrozenMap.copyOf(others);
        problems = List.copyOf(problems);
    }

    /**
     * A pod CIDR of another node.
     *
     * @param nextHops the addresses of that node: nobody else's may be the next hop of it
     */
    public record PodCidr(String node, Set<IPAddress> nextHops) {
        public PodCidr {
            nextHops = Set.copyOf(nextHops);
        }
    }

    /** The name of the peer that is that node. */
    static String peerName(String node) {
        return NAME + node;
    }

    /** Whether the peer of that name is to be told this node's pod CIDRs. */
    public boolean isTold(String peer) {
        return switch (told) {
            case NONE -> false;
            case MESH -> peer.startsWith(NAME);
            case ALL -> true;
        };
    }

    /** The peer with the CLUSTER_ID of this node, if it is an internal one and the node has one. */
    RoutingIntent.Peer withClusterId(RoutingIntent.Peer peer) {
        PeerOptions options = peer.options();
        return reflects.isPresent() && peer.asn() instanceof RoutingIntent.PeerAsn.Internal
                ? peer.withOptions(options.withInside(
                        new PeerOptions.Inside(reflects, options.inside().nextHops())))
                : peer;
    }

    /** The families this node has pods of that somebody is told of. */
    public Set<IpFamily> families() {
        return told == PodRoutes.NONE
                ? Set.of()
                : podCidrs.stream().map(Prefix::family).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Decides for a node.
     *
     * @param config its RoutingConfig, whose backend speaks
     * @param asn its AS
     */
    static MeshPlan of(ClusterSnapshot snapshot, NodeView node, RoutingConfigView config, Asn asn) {
        MeshView mesh = config.mesh();
        List<MeshMember> members = mesh.enabled()
                ? MeshMember.all(snapshot).stream()
                        .filter(each -> each.asn() == asn.value() || each.name().equals(node.name()))
                        .toList()
                : List.of();
        Optional<MeshMember> own =
                members.stream().filter(each -> each.name().equals(node.name())).findFirst();
        PodNetworks pods = PodNetworks.of(
                own.isPresent() ? members.stream().map(MeshMember::node).toList() : List.of(node));
        List<Condition> problems = new ArrayList<>();
        pods.problems().getOrDefault(node.name(), List.of()).forEach(each -> problems.add(RoutingPlan.refused(each)));
        if (own.isEmpty()) {
            return new MeshPlan(
                    List.of(), pods.of(node.name()), mesh.podRoutes(), Map.of(), Optional.empty(), problems);
        }
        List<MeshMember> others = members.stream()
                .filter(each -> !each.name().equals(node.name()))
                .toList();
        Map<Prefix, PodCidr> theirs = new HashMap<>();
        for (MeshMember other : others) {
            PodCidr owner = new PodCidr(other.name(), new HashSet<>(other.node().internalIPs()));
            pods.of(other.name()).forEach(cidr -> theirs.put(cidr, owner));
        }
        MeshPeers peers = MeshPeers.of(own.get(), asn, others, pods, config, snapshot.secrets());
        peers.problems().forEach(each -> problems.add(RoutingPlan.refused(each)));
        return new MeshPlan(
                peers.peers(),
                pods.of(node.name()),
                mesh.podRoutes(),
                theirs,
                own.get().role().reflects(),
                problems);
    }

    /** So many of them that a sentence about all stays one. */
    static String some(List<String> names) {
        return names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "))
                + (names.size() > MOST_NAMED ? " and " + (names.size() - MOST_NAMED) + " more" : "");
    }
}
