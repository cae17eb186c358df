package io.routelb.allocator.plan;

import io.routelb.model.Asn;
import io.routelb.model.BgpPeerView;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.Condition;
import io.routelb.model.InvalidValueException;
import io.routelb.model.NodeAnnotations;
import io.routelb.model.NodeView;
import io.routelb.model.PeerOptions;
import io.routelb.model.PeerParser;
import io.routelb.model.PolicyKey;
import io.routelb.model.PolicyKey.Kind;
import io.routelb.model.PolicyVerdict;
import io.routelb.model.RoutingConfigView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What becomes of RoutingConfigs and BGPPeers on the nodes there are. Secrets are not looked at: what is wrong with them the node says. Pure. */
final class RoutingJudge {
    /** What peers are read with where no node has them. */
    private static final Asn ANY = new Asn(64512);

    private static final String NO_NODE = "NoNode";

    private final Set<String> configsInForce = new HashSet<>();
    private final List<Speaker> speakers = new ArrayList<>();

    /**
     * A node that speaks BGP, itself or through a daemon of its host.
     *
     * @param places of its peers, with the names of the BGPPeers
     */
    private record Speaker(NodeView node, RoutingConfigView config, Asn asn, Map<String, String> places) {}

    private RoutingJudge(ClusterSnapshot cluster) {
        for (NodeView node : new TreeMap<>(cluster.nodes()).values()) {
            cluster.routingConfigFor(node.labels()).ifPresent(config -> {
                configsInForce.add(config.key().name());
                if (config.backend().speaks()) {
                    speakers.add(new Speaker(node, config, asn(node, config), new HashMap<>()));
                }
            });
        }
    }

    /** Whatever else the node says of its AS is named on the Node. */
    private static Asn asn(NodeView node, RoutingConfigView config) {
        try {
            return NodeAnnotations.asn(node).orElse(new Asn(config.localAsn()));
        } catch (InvalidValueException e) {
            return new Asn(config.localAsn());
        }
    }

    static Map<PolicyKey, PolicyVerdict> verdicts(ClusterSnapshot cluster) {
        RoutingJudge judge = new RoutingJudge(cluster);
        Map<PolicyKey, PolicyVerdict> verdicts = new HashMap<>();
        cluster.routingConfigs()
                .forEach((name, config) -> verdicts.put(
                        new PolicyKey(Kind.ROUTING_CONFIG, name),
                        new PolicyVerdict(config.generation(), judge.config(config))));
        cluster.bgpPeers().values().stream()
                .sorted(BgpPeerView.OLDEST_FIRST)
                .forEach(peer -> verdicts.put(
                        new PolicyKey(Kind.BGP_PEER, peer.key().name()),
                        new PolicyVerdict(peer.generation(), judge.peer(peer))));
        return verdicts;
    }

    private Condition config(RoutingConfigView config) {
        return configsInForce.contains(config.key().name())
                ? PolicyJudge.IN_FORCE
                : unused("it can be used, and is in force on no node: it selects none, or another comes first there");
    }

    private static Condition unused(String sentence) {
        return new Condition(PolicyJudge.ACCEPTED, true, NO_NODE, sentence);
    }

    private Condition peer(BgpPeerView view) {
        List<Speaker> selected = speakers.stream()
                .filter(speaker -> view.nodeSelector().matches(speaker.node().labels()))
                .toList();
        if (selected.isEmpty()) {
            Reading reading = Reading.of(view, ANY, PeerOptions.Restart.DEFAULT);
            return reading.place().isEmpty()
                    ? PolicyJudge.refused("Invalid", reading.problem())
                    : unused("it can be used, and selects no node whose RoutingConfig has a backend that speaks BGP");
        }
        Map<Asn, Reading> readings = new HashMap<>();
        String place = "";
        for (Speaker speaker : selected) {
            Reading reading = readings.computeIfAbsent(
                    speaker.asn(), asn -> Reading.of(view, asn, speaker.config().restart()));
            if (reading.place().isEmpty()) {
                return PolicyJudge.refused("Invalid", reading.problem() + on(speaker));
            }
            place = reading.place();
        }
        return taken(view, place, selected);
    }

    private static String on(Speaker speaker) {
        return " (on node " + speaker.node().name() + " of AS " + speaker.asn()
                + "); where it was in force before, its last good form is";
    }

    /** A BGPPeer as nodes of an AS read it: where the peer is, which is the same for all, or why they cannot. */
    private record Reading(String place, String problem) {
        static Reading of(BgpPeerView view, Asn asn, PeerOptions.Restart restart) {
            try {
                return new Reading(PeerParser.place(view, PeerParser.parse(view, asn, restart)), "");
            } catch (InvalidValueException e) {
                return new Reading("", e.sentence());
            }
        }
    }

    /** Of two that name one peer the older counts. */
    private static Condition taken(BgpPeerView view, String place, List<Speaker> selected) {
        String name = view.key().name();
        for (Speaker speaker : selected) {
            String first = speaker.places().computeIfAbsent(place, free -> name);
            if (!first.equals(name)) {
                return PolicyJudge.refused(
                        "Duplicate",
                        place + " is already configured by the older BGPPeer " + first + " on node "
                                + speaker.node().name());
            }
            if (view.range().isPresent() && speaker.config().listenPort() == 0) {
                return PolicyJudge.refused(
                        "Invalid",
                        "prefix needs listenPort in RoutingConfig "
                                + speaker.config().key() + ": nobody can dial");
            }
        }
        return PolicyJudge.IN_FORCE;
    }
}
