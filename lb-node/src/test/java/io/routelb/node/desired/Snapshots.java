package io.routelb.node.desired;

import io.routelb.model.Addresses;
import io.routelb.model.Annotations;
import io.routelb.model.BgpPeerView;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.EndpointView;
import io.routelb.model.IpFamily;
import io.routelb.model.LabelSelector;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Builds the snapshots the tests of this package decide over. */
final class Snapshots {
    final Map<ObjectKey, ServiceView> services = new HashMap<>();
    final Map<ObjectKey, List<EndpointView>> endpoints = new HashMap<>();
    final Map<String, NodeView> nodes = new HashMap<>();
    final Map<ObjectKey, ServiceGroupView> groups = new HashMap<>();
    final Map<String, Written.Config> configs = new HashMap<>();
    final Map<String, Written.Peer> peers = new HashMap<>();
    final Map<String, SecretView> secrets = new HashMap<>();

    static final Map<String, String> OURS =
            Map.of(Annotations.ALLOCATED_BY, Annotations.ALLOCATED_BY_VALUE, Annotations.POOL_TYPE, "remote");

    ClusterSnapshot build() {
        Map<String, RoutingConfigView> writtenConfigs = new HashMap<>();
        configs.forEach((name, config) -> writtenConfigs.put(name, config.view()));
        Map<String, BgpPeerView> writtenPeers = new HashMap<>();
        peers.forEach((name, peer) -> writtenPeers.put(name, peer.view()));
        return new ClusterSnapshot(services, endpoints, nodes, groups, writtenConfigs, writtenPeers, Map.of(), secrets);
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
                name, Written.config(name).selector(selector).backend(backend).asn(asn));
        return this;
    }

    /** The peer named was created then. */
    Snapshots created(String name, long second) {
        written(peers, name).created(second);
        return this;
    }

    Snapshots peer(String name, String address, String asn) {
        peers.put(name, Written.peer(name, address).asn(asn));
        return this;
    }

    Snapshots peer(String name, String address, String asn, Duration hold, String source) {
        peers.put(name, Written.peer(name, address).asn(asn).hold(hold).source(source));
        return this;
    }

    /** The config named also asks for this of all sessions. */
    Snapshots asking(String name, SpeakerOptions.Monitor station, SpeakerOptions.BestPath bestPath, int listenPort) {
        written(configs, name).monitor(station).bestPath(bestPath).listenPort(listenPort);
        return this;
    }

    /** Neighbours known by a prefix; {@code address} and {@code source} should be empty. */
    Snapshots range(String name, String prefix, String address, String source, PeerOptions options) {
        peers.put(
                name,
                Written.peer(name, address)
                        .asn("External")
                        .source(source)
                        .options(options)
                        .range(new BgpPeerView.Range(prefix, 7)));
        return this;
    }

    /** The peer named asks for this, too. */
    Snapshots asking(
            String name,
            Optional<BgpPeerView.SecretRef> password,
            Optional<PeerOptions.Restart> restart,
            PeerOptions options) {
        written(peers, name).password(password).restart(restart).options(options);
        return this;
    }

    private static <T> T written(Map<String, T> objects, String name) {
        return Objects.requireNonNull(objects.get(name), name);
    }

    Snapshots secret(String name, String key, String value) {
        secrets.put(name, new SecretView(name, Map.of(key, value)));
        return this;
    }
}
