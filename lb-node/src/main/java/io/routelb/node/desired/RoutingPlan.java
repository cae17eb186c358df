package io.routelb.node.desired;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.BgpPeerView;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.Condition;
import io.routelb.model.InvalidValueException;
import io.routelb.model.LabelSelector;
import io.routelb.model.NodeView;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.model.RoutingConfigView;
import io.routelb.model.RoutingConfigView.Backend;
import io.routelb.model.RoutingIntent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
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
 * @param unnumbered peers that are to be found on an interface, by its name, with no address to go by
 * @param problems one condition per object that could not be honoured
 */
public record RoutingPlan(
        Backend backend,
        Asn localAsn,
        IPv4Address routerId,
        int listenPort,
        Duration withdrawDelay,
        List<RoutingIntent.Peer> peers,
        Map<String, RoutingIntent.Peer> unnumbered,
        List<Condition> problems) {
    /** The private AS number used when nothing says otherwise. */
    public static final long DEFAULT_ASN = 64512;

    private static final Duration DEFAULT_WITHDRAW_DELAY = Duration.ofMillis(200);

    public RoutingPlan {
        peers = List.copyOf(peers);
        unnumbered = Map.copyOf(unnumbered);
        problems = List.copyOf(problems);
    }

    /**
     * Decides for the node of that name.
     *
     * @throws InvalidValueException when the RoutingConfig itself cannot be used; the last good plan should stay in force
     */
    public static RoutingPlan of(ClusterSnapshot snapshot, String nodeName) throws InvalidValueException {
        Optional<NodeView> node = Optional.ofNullable(snapshot.nodes().get(nodeName));
        Map<String, String> labels = node.map(NodeView::labels).orElse(Map.of());
        Optional<RoutingConfigView> chosen = choose(snapshot, labels);
        if (chosen.isEmpty()) {
            return new RoutingPlan(
                    Backend.KERNEL,
                    new Asn(DEFAULT_ASN),
                    RouterId.of("", nodeName, node),
                    0,
                    DEFAULT_WITHDRAW_DELAY,
                    List.of(),
                    Map.of(),
                    List.of());
        }
        RoutingConfigView config = chosen.get();
        Asn localAsn = asn(config.localAsn(), "RoutingConfig " + config.key() + " localASN");
        List<Condition> problems = new ArrayList<>();
        if (config.backend() == Backend.BIRD || config.backend() == Backend.FRR) {
            problems.add(refused("RoutingConfig " + config.key() + ": backend " + config.backend()
                    + " is not supported by this version; kube-lb0 is filled, nothing is announced"));
        }
        Map<String, RoutingIntent.Peer> unnumbered = new TreeMap<>();
        List<RoutingIntent.Peer> peers = config.backend() == Backend.NATIVE
                ? peers(snapshot, node, config, localAsn, unnumbered, problems)
                : List.of();
        return new RoutingPlan(
                config.backend(),
                localAsn,
                RouterId.of(config.routerId(), nodeName, node),
                config.backend() == Backend.NATIVE ? config.listenPort() : 0,
                config.withdrawDelay(),
                peers,
                unnumbered,
                problems);
    }

    /** The same with the unnumbered peers found so far, by interface. One that another BGPPeer names is left to that. */
    public RoutingPlan withFound(Map<String, IPAddress> found) {
        List<RoutingIntent.Peer> all = new ArrayList<>(peers);
        Set<IPAddress> taken = peers.stream().map(RoutingIntent.Peer::address).collect(Collectors.toSet());
        List<Condition> more = new ArrayList<>(problems);
        new TreeMap<>(found).forEach((link, address) -> {
            RoutingIntent.Peer peer = unnumbered.get(link);
            if (peer == null) {
                return;
            }
            if (taken.add(address)) {
                all.add(peer.withAddress(address));
            } else {
                more.add(refused("BGPPeer " + peer.name() + ": the peer on interface " + link + ", " + address
                        + ", is already configured by another BGPPeer"));
            }
        });
        return new RoutingPlan(backend, localAsn, routerId, listenPort, withdrawDelay, all, unnumbered, more);
    }

    /** A specific selector beats a catch-all, then the name decides. */
    private static Optional<RoutingConfigView> choose(ClusterSnapshot snapshot, Map<String, String> labels) {
        Comparator<RoutingConfigView> specificFirst = Comparator.comparing(
                (RoutingConfigView config) -> config.nodeSelector().isCatchAll());
        return snapshot.routingConfigs().values().stream()
                .filter(config -> config.nodeSelector().matches(labels))
                .min(specificFirst.thenComparing(RoutingConfigView::key));
    }

    /** A peer that is this very node is left out without a word: one BGPPeer for several nodes naturally selects it, too. */
    private static List<RoutingIntent.Peer> peers(
            ClusterSnapshot snapshot,
            Optional<NodeView> node,
            RoutingConfigView config,
            Asn localAsn,
            Map<String, RoutingIntent.Peer> unnumbered,
            List<Condition> problems) {
        Map<String, String> labels = node.map(NodeView::labels).orElse(Map.of());
        List<IPAddress> own = node.map(NodeView::internalIPs).orElse(List.of());
        Map<String, RoutingIntent.Peer> byAddress = new TreeMap<>();
        for (BgpPeerView view : new TreeMap<>(snapshot.bgpPeers()).values()) {
            LabelSelector selector = view.nodeSelector();
            if (!selector.matches(labels)) {
                continue;
            }
            try {
                RoutingIntent.Peer peer = PeerParser.parse(view, localAsn, config.restart(), snapshot.secrets());
                if (own.contains(peer.address())) {
                    continue;
                }
                boolean toBeFound = PeerPlace.parse(view.address()).isUnnumbered();
                RoutingIntent.Peer earlier = toBeFound
                        ? unnumbered.putIfAbsent(Addresses.link(peer.address()).orElse(""), peer)
                        : byAddress.putIfAbsent(peer.address().toCanonicalString(), peer);
                if (earlier != null) {
                    problems.add(refused("BGPPeer " + view.key() + ": peer " + view.address()
                            + " is already configured by BGPPeer " + earlier.name()));
                }
            } catch (InvalidValueException e) {
                problems.add(refused("BGPPeer " + view.key() + ": " + e.getMessage()));
            }
        }
        return List.copyOf(byAddress.values());
    }

    /**
     * The intent that tells these routes to whom they are meant for. Without a BGPAdvertisement that is every external peer: inside an AS
     * an address would travel on through whoever heard it.
     */
    public RoutingIntent telling(Set<Prefix> serviceRoutes) {
        Map<Prefix, RouteAttributes> shared = RouteAttributes.plain(serviceRoutes);
        List<RoutingIntent.Peer> told = new ArrayList<>();
        for (RoutingIntent.Peer peer : peers) {
            told.add(peer.asn() instanceof RoutingIntent.PeerAsn.Internal ? peer : peer.withRoutes(shared));
        }
        return new RoutingIntent(localAsn, routerId, listenPort, told);
    }

    static Asn asn(long value, String what) throws InvalidValueException {
        try {
            return new Asn(value);
        } catch (IllegalArgumentException e) {
            throw new InvalidValueException(what + ": " + Addresses.shown(String.valueOf(e.getMessage())), e);
        }
    }

    private static Condition refused(String message) {
        return new Condition("Accepted", false, "Refused", message);
    }
}
