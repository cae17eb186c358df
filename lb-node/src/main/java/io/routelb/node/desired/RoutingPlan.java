package io.routelb.node.desired;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.model.Asn;
import io.routelb.model.BackendChoice;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.Condition;
import io.routelb.model.InvalidValueException;
import io.routelb.model.IpFamily;
import io.routelb.model.NodeView;
import io.routelb.model.RouterId;
import io.routelb.model.RoutingConfigView;
import io.routelb.model.RoutingConfigView.Backend;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SpeakerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Who on this node speaks to whom: the RoutingConfig that applies and the BGPPeers that select the node. A peer that cannot be
 * configured is left out and named in a condition; it never takes another one down.
 *
 * @param choice who of the backends of that kind
 * @param unnumbered peers that are to be found on an interface, by its name, with no address to go by
 * @param gateways peers that are the node's default gateway, by the family whose default route is looked at first, with no address to go by
 * @param options for all sessions; the templates of dynamic neighbours have no routes
 * @param mesh what this node and the others tell each other; its peers are among {@code peers}
 * @param basis what the next plan may fall back on
 * @param problems one condition per object that could not be honoured
 */
public record RoutingPlan(
        Backend backend,
        BackendChoice choice,
        Asn localAsn,
        IPv4Address routerId,
        int listenPort,
        Duration withdrawDelay,
        List<RoutingIntent.Peer> peers,
        Map<String, RoutingIntent.Peer> unnumbered,
        Map<IpFamily, RoutingIntent.Peer> gateways,
        SpeakerOptions options,
        LearnedPlan learned,
        MeshPlan mesh,
        Basis basis,
        List<Condition> problems) {
    /** The private AS number used when nothing says otherwise. */
    public static final long DEFAULT_ASN = 64512;

    private static final Duration DEFAULT_WITHDRAW_DELAY = Duration.ofMillis(200);

    public RoutingPlan {
        peers = List.copyOf(peers);
        unnumbered = Map.copyOf(unnumbered);
        gateways = Map.copyOf(gateways);
        problems = List.copyOf(problems);
    }

    /**
     * As {@link #of(ClusterSnapshot, String, Basis)}, for the first time.
     *
     * @throws InvalidValueException as there
     */
    public static RoutingPlan of(ClusterSnapshot snapshot, String nodeName) throws InvalidValueException {
        return of(snapshot, nodeName, Basis.NOTHING);
    }

    /**
     * Decides for the node of that name.
     *
     * @param before of the plan that was in force last
     * @throws InvalidValueException when the RoutingConfig itself cannot be used; the last good plan should stay in force
     */
    public static RoutingPlan of(ClusterSnapshot snapshot, String nodeName, Basis before) throws InvalidValueException {
        Optional<NodeView> node = Optional.ofNullable(snapshot.nodes().get(nodeName));
        Optional<RoutingConfigView> chosen = snapshot.routingConfigFor(snapshot.labelsOf(nodeName));
        if (chosen.isEmpty()) {
            return silent(nodeName, node);
        }
        RoutingConfigView config = chosen.get();
        Asn configured = Asn.parse(config.localAsn(), "RoutingConfig " + config.key() + " localASN");
        NodeSays own =
                node.map(view -> NodeSays.of(view, configured, before.node())).orElse(before.node());
        Asn localAsn = own.asn().orElse(configured);
        boolean speaks = config.backend().speaks();
        MeshPlan mesh =
                speaks && node.isPresent() ? MeshPlan.of(snapshot, node.get(), config, localAsn) : MeshPlan.NONE;
        PeerSet peers = speaks
                ? PeerSet.of(snapshot, node, config, localAsn, new Basis(own, before.peers()))
                        .and(mesh)
                : PeerSet.NOBODY;
        return new RoutingPlan(
                config.backend(),
                config.choice(),
                localAsn,
                RouterId.of(config.routerId(), nodeName, node),
                speaks ? config.listenPort() : 0,
                config.withdrawDelay(),
                peers.named(),
                peers.unnumbered(),
                peers.gateways(),
                speaks ? options(config, own, peers) : SpeakerOptions.DEFAULT,
                speaks ? LearnedPlan.of(config, peers, mesh, snapshot) : LearnedPlan.OFF,
                mesh,
                new Basis(own, peers.written()),
                problems(nodeName, own, peers, mesh));
    }

    private static SpeakerOptions options(RoutingConfigView config, NodeSays own, PeerSet peers) {
        return new SpeakerOptions(
                peers.dynamic(),
                config.monitor(),
                Optional.empty(),
                config.bestPath(),
                own.listens().isEmpty() ? config.listenAddresses() : own.listens());
    }

    private static List<Condition> problems(String node, NodeSays own, PeerSet peers, MeshPlan mesh) {
        List<Condition> problems = new ArrayList<>();
        own.problems().forEach(each -> problems.add(NodeSays.refused(node, each)));
        problems.addAll(peers.problems());
        problems.addAll(mesh.problems());
        return problems;
    }

    /** Without a RoutingConfig nobody is told anything. */
    private static RoutingPlan silent(String nodeName, Optional<NodeView> node) throws InvalidValueException {
        return new RoutingPlan(
                Backend.KERNEL,
                BackendChoice.SPEAKER,
                new Asn(DEFAULT_ASN),
                RouterId.of("", nodeName, node),
                0,
                DEFAULT_WITHDRAW_DELAY,
                List.of(),
                Map.of(),
                Map.of(),
                SpeakerOptions.DEFAULT,
                LearnedPlan.OFF,
                MeshPlan.NONE,
                Basis.NOTHING,
                List.of());
    }

    /** The same with the unnumbered peers that were found, by interface. One whose address another BGPPeer names is left to that. */
    public RoutingPlan withFound(Map<String, IPAddress> found) {
        List<RoutingIntent.Peer> more = new ArrayList<>();
        new TreeMap<>(found)
                .forEach((link, address) -> Optional.ofNullable(unnumbered.get(link))
                        .ifPresent(peer -> more.add(peer.withAddress(address))));
        return withPeers(more);
    }

    /** The same with these peers, too, as far as nobody before them has their address. */
    public RoutingPlan withPeers(List<RoutingIntent.Peer> more) {
        List<RoutingIntent.Peer> all = new ArrayList<>(peers);
        Set<IPAddress> taken = peers.stream().map(RoutingIntent.Peer::address).collect(Collectors.toSet());
        more.stream().filter(peer -> taken.add(peer.address())).forEach(all::add);
        return new RoutingPlan(
                backend,
                choice,
                localAsn,
                routerId,
                listenPort,
                withdrawDelay,
                all,
                unnumbered,
                gateways,
                options,
                learned,
                mesh,
                basis,
                problems);
    }

    /** Whether a peer has that one's address. */
    public boolean hasPeer(RoutingIntent.Peer other) {
        return peers.stream().anyMatch(peer -> peer.address().equals(other.address()));
    }

    /** What is said of an object that is not in force as it is written. */
    public static Condition refused(String message) {
        return new Condition("Accepted", false, "Refused", message);
    }
}
