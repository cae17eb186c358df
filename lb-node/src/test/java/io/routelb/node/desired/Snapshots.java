package io.routelb.node.desired;

import io.routelb.model.Addresses;
import io.routelb.model.Annotations;
import io.routelb.model.BgpPeerView;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.EndpointView;
import io.routelb.model.IpFamily;
import io.routelb.model.LabelSelector;
import io.routelb.model.LearnedRoutesView;
import io.routelb.model.MeshView;
import io.routelb.model.NodeView;
import io.routelb.model.ObjectKey;
import io.routelb.model.PeerOptions;
import io.routelb.model.RoutingConfigView;
import io.routelb.model.SecretView;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceView;
import io.routelb.model.SpeakerOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Builds the snapshots the tests of this package decide over. */
final class Snapshots {
    final Map<ObjectKey, ServiceView> services = new HashMap<>();
    final Map<ObjectKey, List<EndpointView>> endpoints = new HashMap<>();
    final Map<String, NodeView> nodes = new HashMap<>();
    final Map<ObjectKey, ServiceGroupView> groups = new HashMap<>();
    final Map<String, RoutingConfigView> configs = new HashMap<>();
    final Map<String, BgpPeerView> peers = new HashMap<>();
    final Map<String, SecretView> secrets = new HashMap<>();

    static final Map<String, String> OURS =
            Map.of(Annotations.ALLOCATED_BY, Annotations.ALLOCATED_BY_VALUE, Annotations.POOL_TYPE, "remote");

    ClusterSnapshot build() {
        return new ClusterSnapshot(services, endpoints, nodes, groups, configs, peers, Map.of(), secrets);
    }

    Snapshots node(String name) {
        return node(name, Map.of(), true, false);
    }

    Snapshots node(String name, Map<String, String> labels, boolean ready, boolean networkUnavailable) {
        nodes.put(
                name,
                new NodeView(
                        name,
                        labels,
                        Map.of(),
                        ready,
                        networkUnavailable,
                        false,
                        List.of(Addresses.of("192.0.2.11")),
                        List.of()));
        return this;
    }

    Snapshots pool(String range, String subnet, String aggregation) {
        return pool(ServiceGroupView.Kind.REMOTE, range, subnet, aggregation);
    }

    Snapshots localPool(String range, String subnet) {
        return pool(ServiceGroupView.Kind.LOCAL, range, subnet, "");
    }

    private Snapshots pool(ServiceGroupView.Kind kind, String range, String subnet, String aggregation) {
        ObjectKey key = new ObjectKey("routelb-system", "routed" + groups.size());
        IpFamily family = subnet.contains(":") ? IpFamily.IPV6 : IpFamily.IPV4;
        groups.put(
                key,
                new ServiceGroupView(
                        key,
                        "u" + key.name(),
                        Instant.EPOCH,
                        1,
                        "1",
                        kind,
                        List.of(new ServiceGroupView.PoolText(family, range, subnet, aggregation)),
                        Set.of(),
                        ServiceGroupView.Policy.PLAIN,
                        Optional.empty()));
        return this;
    }

    Snapshots service(
            String name, ServiceView.TrafficPolicy policy, Map<String, String> annotations, String... addresses) {
        ObjectKey key = new ObjectKey("shop", name);
        services.put(key, ServiceView.showing(key, policy, annotations, List.of(addresses)));
        return this;
    }

    Snapshots endpoint(String service, String node, boolean ready, boolean serving, boolean terminating) {
        endpoints
                .computeIfAbsent(new ObjectKey("shop", service), key -> new java.util.ArrayList<>())
                .add(new EndpointView(node, ready, serving, terminating));
        return this;
    }

    Snapshots config(String name, LabelSelector selector, RoutingConfigView.Backend backend, long asn) {
        configs.put(
                name,
                new RoutingConfigView(
                        ObjectKey.cluster(name),
                        1,
                        selector,
                        backend,
                        asn,
                        "",
                        179,
                        Duration.ofMillis(200),
                        PeerOptions.Restart.OFF,
                        Optional.empty(),
                        SpeakerOptions.BestPath.DEFAULT,
                        LearnedRoutesView.DEFAULT,
                        MeshView.OFF));
        return this;
    }

    Snapshots peer(String name, String address, String asn) {
        return peer(name, address, asn, Duration.ofSeconds(90), "");
    }

    Snapshots peer(String name, String address, String asn, Duration hold, String source) {
        peers.put(
                name,
                new BgpPeerView(
                        ObjectKey.cluster(name),
                        1,
                        LabelSelector.ALL,
                        address,
                        asn,
                        0,
                        179,
                        source,
                        hold,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(5),
                        1,
                        List.of(),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        PeerOptions.DEFAULT));
        return this;
    }

    /** The config named also asks for this of all sessions. */
    Snapshots asking(String name, SpeakerOptions.Monitor station, SpeakerOptions.BestPath bestPath, int listenPort) {
        configs.computeIfPresent(
                name,
                (key, config) -> new RoutingConfigView(
                        config.key(),
                        config.generation(),
                        config.nodeSelector(),
                        config.backend(),
                        config.localAsn(),
                        config.routerId(),
                        listenPort,
                        config.withdrawDelay(),
                        config.restart(),
                        Optional.of(station),
                        bestPath,
                        config.learnedRoutes(),
                        config.mesh()));
        return this;
    }

    /** Neighbours known by a prefix; {@code address} and {@code source} should be empty. */
    Snapshots range(String name, String prefix, String address, String source, PeerOptions options) {
        peers.put(
                name,
                new BgpPeerView(
                        ObjectKey.cluster(name),
                        1,
                        LabelSelector.ALL,
                        address,
                        "External",
                        0,
                        179,
                        source,
                        Duration.ofSeconds(90),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(5),
                        1,
                        List.of(),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        options,
                        Optional.of(new BgpPeerView.Range(prefix, 7))));
        return this;
    }

    Snapshots secret(String name, String key, String value) {
        secrets.put(name, new SecretView(name, Map.of(key, value)));
        return this;
    }

    /** The peer named asks for this, too. */
    Snapshots asking(
            String name,
            Optional<BgpPeerView.SecretRef> password,
            Optional<PeerOptions.Restart> restart,
            PeerOptions options) {
        peers.computeIfPresent(
                name,
                (key, peer) -> new BgpPeerView(
                        peer.key(),
                        peer.generation(),
                        peer.nodeSelector(),
                        peer.address(),
                        peer.asn(),
                        peer.localAsn(),
                        peer.port(),
                        peer.sourceAddress(),
                        peer.holdTime(),
                        peer.keepaliveTime(),
                        peer.connectRetryTime(),
                        peer.ebgpMultihop(),
                        peer.families(),
                        peer.passive(),
                        password,
                        restart,
                        options));
        return this;
    }
}
