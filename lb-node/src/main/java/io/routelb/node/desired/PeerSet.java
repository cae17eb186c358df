package io.routelb.node.desired;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.BgpPeerView;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.Condition;
import io.routelb.model.InvalidValueException;
import io.routelb.model.IpFamily;
import io.routelb.model.NodeView;
import io.routelb.model.PeerOptions;
import io.routelb.model.PeerParser;
import io.routelb.model.Prefix;
import io.routelb.model.RoutingConfigView;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SpeakerOptions.DynamicPeers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whom a node talks to, parsed, each address and each prefix once: the node's own peers and the BGPPeers that select it, the
 * oldest first. Of two that name one peer the first counts; a BGPPeer gives way to a node's own peer without a word.
 *
 * @param named those with an address
 * @param unnumbered those to be found on an interface, by its name
 * @param gateways those that are the default gateway, by the family that is looked at first
 * @param dynamic those known by a prefix
 * @param written what is in force, by the peers' names
 * @param problems a condition for each that was left out, or is not in force as it is written
 */
record PeerSet(
        List<RoutingIntent.Peer> named,
        Map<String, RoutingIntent.Peer> unnumbered,
        Map<IpFamily, RoutingIntent.Peer> gateways,
        List<DynamicPeers> dynamic,
        Map<String, BgpPeerView> written,
        List<Condition> problems) {
    static final PeerSet NOBODY = new PeerSet(List.of(), Map.of(), Map.of(), List.of(), Map.of(), List.of());

    PeerSet {
        named = List.copyOf(named);
        unnumbered = Map.copyOf(unnumbered);
        gateways = Map.copyOf(gateways);
        dynamic = List.copyOf(dynamic);
        written = Map.copyOf(written);
        problems = List.copyOf(problems);
    }

    /**
     * Those of a node.
     *
     * @param basis what the node says now, and the BGPPeers as they were in force last
     */
    static PeerSet of(
            ClusterSnapshot snapshot, Optional<NodeView> node, RoutingConfigView config, Asn localAsn, Basis basis) {
        Collector collector = new Collector(snapshot, node, config, localAsn);
        basis.node().peers().forEach(collector::takeOwn);
        Map<String, String> labels = node.map(NodeView::labels).orElse(Map.of());
        snapshot.bgpPeers().values().stream()
                .filter(view -> view.nodeSelector().matches(labels))
                .sorted(BgpPeerView.OLDEST_FIRST)
                .forEach(view -> collector.take(
                        view, Optional.ofNullable(basis.peers().get(view.key().name()))));
        return new PeerSet(
                List.copyOf(collector.named.values()),
                collector.unnumbered,
                collector.gateways,
                List.copyOf(collector.dynamic.values()),
                collector.written,
                collector.problems);
    }

    /**
     * With the other nodes of a mesh. Of one whose address a BGPPeer has only the BGPPeer counts: it was written for that one. A reflector has
     * one CLUSTER_ID, whomever it reflects to (RFC 4456 section 7).
     */
    PeerSet and(MeshPlan mesh) {
        Set<IPAddress> taken = named.stream().map(RoutingIntent.Peer::address).collect(Collectors.toSet());
        List<RoutingIntent.Peer> all = new ArrayList<>();
        named.forEach(each -> all.add(mesh.withClusterId(each)));
        mesh.peers().stream().filter(each -> !taken.contains(each.address())).forEach(all::add);
        return new PeerSet(all, unnumbered, gateways, dynamic, written, problems);
    }

    /** How long routes are kept for a restart, of those the peers were asked for; zero = not at all. */
    Duration longestRestart() {
        return Stream.of(
                        named.stream(),
                        unnumbered.values().stream(),
                        gateways.values().stream(),
                        dynamic.stream().map(DynamicPeers::template))
                .flatMap(each -> each)
                .map(each -> each.options().restart())
                .filter(PeerOptions.Restart::enabled)
                .map(PeerOptions.Restart::time)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** Whether there may be peers whose addresses are not known beforehand. */
    boolean hasStrangers() {
        return !unnumbered.isEmpty() || !gateways.isEmpty() || !dynamic.isEmpty();
    }

    private static final class Collector {
        private final ClusterSnapshot snapshot;
        private final RoutingConfigView config;
        private final Asn localAsn;
        private final List<IPAddress> own;
        private final Map<String, RoutingIntent.Peer> named = new TreeMap<>();
        private final Map<String, RoutingIntent.Peer> unnumbered = new TreeMap<>();
        private final Map<IpFamily, RoutingIntent.Peer> gateways = new EnumMap<>(IpFamily.class);
        private final Map<String, DynamicPeers> dynamic = new TreeMap<>();
        private final Map<String, BgpPeerView> written = new HashMap<>();
        private final List<Condition> problems = new ArrayList<>();

        Collector(ClusterSnapshot snapshot, Optional<NodeView> node, RoutingConfigView config, Asn localAsn) {
            this.snapshot = snapshot;
            this.config = config;
            this.localAsn = localAsn;
            this.own = node.map(NodeView::internalIPs).orElse(List.of());
        }

        /** One that stands in an annotation, where it was judged already. */
        void takeOwn(BgpPeerView view) {
            obstacle(view).ifPresent(why -> problems.add(RoutingPlan.refused("peer \"" + view.key() + "\": " + why)));
        }

        /**
         * {@code before} is its form that was in force last. A password that is not to be had is no reason to go by that one: a session that
         * is to have a password has it, or there is none.
         */
        void take(BgpPeerView view, Optional<BgpPeerView> before) {
            Optional<String> why = obstacle(view);
            if (why.isPresent()) {
                boolean kept = before.filter(last -> !last.equals(view) && Passwords.isThere(view, snapshot.secrets()))
                        .filter(last -> obstacle(last).isEmpty())
                        .isPresent();
                String rest = kept ? "; its last good form stays in force" : "";
                problems.add(RoutingPlan.refused("BGPPeer " + view.key() + ": " + why.get() + rest));
            }
        }

        /** Takes it in, or says why it cannot. */
        private Optional<String> obstacle(BgpPeerView view) {
            try {
                RoutingIntent.Peer peer =
                        Passwords.given(PeerParser.parse(view, localAsn, config.restart()), view, snapshot.secrets());
                Optional<RoutingIntent.Peer> earlier =
                        view.range().isPresent() ? range(view.range().get(), peer) : place(view, peer);
                if (earlier.isEmpty()) {
                    written.put(peer.name(), view);
                    return Optional.empty();
                }
                if (earlier.get().name().startsWith(NodePeers.NAME)) {
                    return Optional.empty();
                }
                return Optional.of(PeerParser.place(view, peer) + " is already configured by the older BGPPeer "
                        + earlier.get().name());
            } catch (InvalidValueException e) {
                return Optional.of(e.sentence());
            }
        }

        private static String link(RoutingIntent.Peer peer) {
            return Addresses.link(peer.address()).orElse("");
        }

        private Optional<RoutingIntent.Peer> place(BgpPeerView view, RoutingIntent.Peer peer) {
            if (PeerParser.isGateway(view)) {
                return Optional.ofNullable(gateways.putIfAbsent(PeerParser.ofGateway(peer), peer));
            }
            return PeerParser.isUnnumbered(view)
                    ? Optional.ofNullable(unnumbered.putIfAbsent(link(peer), peer))
                    : address(peer);
        }

        /** A peer that is this very node is left out without a word: one BGPPeer for several nodes naturally selects it, too. */
        private Optional<RoutingIntent.Peer> address(RoutingIntent.Peer peer) {
            return own.contains(peer.address())
                    ? Optional.empty()
                    : Optional.ofNullable(named.putIfAbsent(peer.address().toCanonicalString(), peer));
        }

        private Optional<RoutingIntent.Peer> range(BgpPeerView.Range written, RoutingIntent.Peer template)
                throws InvalidValueException {
            if (config.listenPort() == 0) {
                throw new InvalidValueException("prefix needs listenPort in the RoutingConfig: nobody can dial");
            }
            Prefix from = PeerParser.range(written);
            return Optional.ofNullable(
                            dynamic.putIfAbsent(from.toString(), new DynamicPeers(from, template, written.limit())))
                    .map(DynamicPeers::template);
        }
    }
}
