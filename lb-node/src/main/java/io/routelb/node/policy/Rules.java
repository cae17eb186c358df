package io.routelb.node.policy;

import io.routelb.model.BgpAdvertisementView;
import io.routelb.model.BgpAdvertisementView.LinkBandwidth;
import io.routelb.model.BgpAdvertisementView.Source;
import io.routelb.model.BgpPeerView;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.Contradictions;
import io.routelb.model.DrainRule;
import io.routelb.model.NodeView;
import io.routelb.model.RoutingIntent;
import io.routelb.node.desired.Eligibility;
import io.routelb.node.desired.MeshPlan;
import io.routelb.node.desired.RoutingPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rules a node announces by, the oldest first.
 *
 * @param peers those announced to, as written, by name
 * @param mesh who is told pod CIDRs without any
 */
record Rules(List<Rule> all, Map<String, BgpPeerView> peers, MeshPlan mesh) {
    static final Rules NONE = new Rules(List.of(), Map.of(), MeshPlan.NONE);

    private static final List<Rule> PODS_ALONE = List.of(Rule.POD_CIDRS);

    Rules {
        all = List.copyOf(all);
    }

    /** Those of the node of that name, which speaks to these peers. */
    static Rules of(ClusterSnapshot snapshot, String node, RoutingPlan routing) {
        Map<String, BgpPeerView> peers = routing.basis().peers();
        if (snapshot.policies().advertisements().isEmpty()) {
            return new Rules(List.of(Rule.DEFAULT), peers, routing.mesh());
        }
        Map<String, String> labels = snapshot.labelsOf(node);
        List<Rule> rules = new ArrayList<>();
        snapshot.policies().advertisements().values().stream()
                .filter(written -> written.selection().nodes().matches(labels))
                .sorted(Contradictions.OLDEST_FIRST)
                .forEach(written -> rules.add(new Rule(written, false, announcers(written, snapshot, node))));
        return new Rules(rules, peers, routing.mesh());
    }

    /** A node that is taken out makes room for another one, and goes on by itself until its time is over. */
    private static NextHops announcers(BgpAdvertisementView written, ClusterSnapshot snapshot, String self) {
        if (written.maxNextHops() == 0) {
            return NextHops.EVERYBODY;
        }
        List<BgpPeerView> told = snapshot.bgpPeers().values().stream()
                .filter(written.selection()::isFor)
                .toList();
        return NextHops.of(
                written.maxNextHops(),
                snapshot.nodes().values().stream()
                        .filter(node -> written.selection().nodes().matches(node.labels()))
                        .filter(node -> Eligibility.unable(Optional.of(node)).isEmpty())
                        .filter(node -> node.name().equals(self)
                                || DrainRule.trigger(snapshot, node).isEmpty())
                        .filter(node -> DrainRule.speaksTo( // who has nobody to tell is no next hop
                                snapshot, node, told, written.selection().isForAll()))
                        .map(NodeView::name)
                        .toList());
    }

    /** Those the peer is told by; one that nobody has written is told of no Service. */
    List<Rule> of(RoutingIntent.Peer peer) {
        List<Rule> pods = mesh.isTold(peer.name()) ? PODS_ALONE : List.of();
        BgpPeerView written = peers.get(peer.name());
        return written == null
                ? pods
                : Stream.concat(all.stream().filter(rule -> isFor(rule, written, peer)), pods.stream())
                        .toList();
    }

    /** Inside an AS an address would travel on through whoever heard it, so that nobody there is told unless somebody says so. */
    private static boolean isFor(Rule rule, BgpPeerView written, RoutingIntent.Peer peer) {
        return rule.byDefault()
                ? !(peer.asn() instanceof RoutingIntent.PeerAsn.Internal)
                : rule.written().selection().isFor(written);
    }

    /** Whether a route's attributes depend on how many endpoints there are. */
    boolean areWeighted() {
        return written().anyMatch(each -> each.linkBandwidth() == LinkBandwidth.PER_ENDPOINT);
    }

    /** Whether it matters which other nodes can serve an address. */
    boolean areLimited() {
        return written().anyMatch(each -> each.maxNextHops() > 0);
    }

    /** Those that one of them lists. */
    Set<Source> sources() {
        return written().flatMap(each -> each.sources().stream()).collect(Collectors.toUnmodifiableSet());
    }

    private Stream<BgpAdvertisementView> written() {
        return all.stream().map(Rule::written);
    }
}
