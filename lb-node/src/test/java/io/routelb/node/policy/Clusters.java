package io.routelb.node.policy;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.Annotations;
import io.routelb.model.BgpAdvertisementView;
import io.routelb.model.BgpAdvertisementView.LinkBandwidth;
import io.routelb.model.BgpAdvertisementView.Selection;
import io.routelb.model.BgpAdvertisementView.Source;
import io.routelb.model.BgpPeerView;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.EndpointView;
import io.routelb.model.ExternalIpsView;
import io.routelb.model.InvalidValueException;
import io.routelb.model.IpFamily;
import io.routelb.model.LabelSelector;
import io.routelb.model.MeshView;
import io.routelb.model.MeshView.PodRoutes;
import io.routelb.model.NodeView;
import io.routelb.model.ObjectKey;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.model.RoutingConfigView;
import io.routelb.model.RoutingIntent;
import io.routelb.model.RoutingPolicies;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceView;
import io.routelb.model.ServiceView.TrafficPolicy;
import io.routelb.node.desired.NodePlan;
import io.routelb.node.desired.RoutingPlan;
import io.routelb.node.desired.Written;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Builds the clusters the tests of this package decide over; says what a peer is told as text. */
final class Clusters {
    static final Map<String, String> OURS =
            Map.of(Annotations.ALLOCATED_BY, Annotations.ALLOCATED_BY_VALUE, Annotations.POOL_TYPE, "remote");

    final Map<ObjectKey, ServiceView> services = new HashMap<>();
    final Map<ObjectKey, List<EndpointView>> endpoints = new HashMap<>();
    final Map<String, NodeView> nodes = new HashMap<>();
    final Map<ObjectKey, ServiceGroupView> groups = new HashMap<>();
    final Map<String, RoutingConfigView> configs = new HashMap<>();
    final Map<String, BgpPeerView> peers = new HashMap<>();
    final Map<String, BgpAdvertisementView> advertisements = new HashMap<>();
    final Map<String, Map<String, String>> namespaces = new HashMap<>();

    /** Nodes n1 to n3, a pool with aggregation /24, the router r1 (AS 64500). */
    static Clusters lab() {
        Clusters lab = new Clusters();
        for (int i = 1; i <= 3; i++) {
            lab.node("n" + i, Map.of("rack", "" + i), true);
        }
        return lab.config(ExternalIpsView.NONE)
                .pool("198.51.100.0/25", "198.51.100.0/24", "/24")
                .peer("r1", "64500", Map.of("edge", "yes"));
    }

    ClusterSnapshot snapshot() {
        return new ClusterSnapshot(services, endpoints, nodes, groups, configs, peers)
                .withPolicies(new RoutingPolicies(advertisements, namespaces));
    }

    Announcements announced(String node) {
        return announced(snapshot(), node);
    }

    static Announcements announced(ClusterSnapshot snapshot, String node) {
        try {
            return Announcements.of(
                    snapshot, node, NodePlan.of(snapshot, node), RoutingPlan.of(snapshot, node), planned -> true);
        } catch (InvalidValueException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What n1 tells that peer: {@code PREFIX} alone or with what is special about it, sorted. */
    String told(String peer) {
        return told("n1", peer);
    }

    String told(String node, String peer) {
        return routes(node, peer).entrySet().stream()
                .map(each -> each.getKey() + shown(each.getValue()))
                .sorted()
                .collect(Collectors.joining(" "));
    }

    Map<Prefix, RouteAttributes> routes(String node, String peer) {
        return announced(node).intent().peers().stream()
                .filter(each -> each.name().equals(peer))
                .map(RoutingIntent.Peer::routes)
                .findFirst()
                .orElseThrow();
    }

    private static String shown(RouteAttributes attributes) {
        StringBuilder text = new StringBuilder();
        attributes.communities().stream()
                .sorted()
                .forEach(each ->
                        text.append(" c").append(each >>> 16).append(':').append(each & 0xFFFF));
        attributes.largeCommunities().forEach(each -> text.append(" l").append(each.local2()));
        attributes.extendedCommunities().forEach(each -> text.append(" e").append(Long.toHexString(each)));
        attributes.med().ifPresent(med -> text.append(" m").append(med));
        attributes.localPref().ifPresent(preference -> text.append(" p").append(preference));
        return text + (attributes.prepend() == 0 ? "" : " x" + attributes.prepend());
    }

    Clusters node(String name, Map<String, String> labels, boolean ready) {
        return node(name, labels, Map.of(), ready);
    }

    Clusters node(String name, Map<String, String> labels, Map<String, String> annotations, boolean ready) {
        IPAddress address = Addresses.of("192.0.2.1" + name.substring(1));
        Prefix pods = Prefix.of("10.244." + name.substring(1) + ".0/24");
        nodes.put(name, new NodeView(name, labels, annotations, ready, false, false, List.of(address), List.of(pods)));
        return this;
    }

    Clusters pool(String range, String subnet, String aggregation) {
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
                        ServiceGroupView.Kind.REMOTE,
                        List.of(new ServiceGroupView.PoolText(family, range, subnet, aggregation)),
                        Set.of(),
                        ServiceGroupView.Policy.PLAIN,
                        Optional.empty()));
        return this;
    }

    Clusters config(ExternalIpsView externalIps) {
        configs.put("all", Written.config("all").externalIps(externalIps).view());
        return this;
    }

    /** All nodes are a mesh, and these are told of pod CIDRs. */
    Clusters meshed(PodRoutes told) {
        MeshView mesh = new MeshView(true, Optional.empty(), Optional.empty(), told);
        configs.computeIfPresent(
                "all",
                (name, config) -> Written.config(name)
                        .externalIps(config.externalIps())
                        .mesh(mesh)
                        .view());
        return this;
    }

    /** External IPs inside of that may be announced; cluster IPs are of 10.96.0.0/12. */
    Clusters allowing(String... allowed) {
        return config(
                new ExternalIpsView(Stream.of(allowed).map(Prefix::of).toList(), List.of(Prefix.of("10.96.0.0/12"))));
    }

    Clusters peer(String name, String asn, Map<String, String> labels) {
        return peer(name, asn, labels, LabelSelector.ALL);
    }

    Clusters peer(String name, String asn, Map<String, String> labels, LabelSelector selector) {
        peers.put(
                name,
                Written.peer(name, "203.0.113." + name.substring(1))
                        .asn(asn)
                        .labels(labels)
                        .selector(selector)
                        .view());
        return this;
    }

    /** A LoadBalancer Service of ours, in the namespace {@code shop}. */
    Clusters service(String name, TrafficPolicy policy, String... addresses) {
        return service(name, policy, Map.of(), Map.of(), addresses);
    }

    Clusters service(
            String name,
            TrafficPolicy policy,
            Map<String, String> labels,
            Map<String, String> annotations,
            String... addresses) {
        ObjectKey key = new ObjectKey("shop", name);
        Map<String, String> all = new HashMap<>(OURS);
        all.putAll(annotations);
        services.put(
                key,
                ServiceView.showing(key, policy, all, List.of(addresses))
                        .withExposure(new ServiceView.Exposure(labels, List.of(), List.of(), TrafficPolicy.CLUSTER)));
        return this;
    }

    /** The Service is exposed like this, too. */
    Clusters exposed(String name, List<String> clusterIps, List<String> externalIps, TrafficPolicy internal) {
        services.computeIfPresent(
                new ObjectKey("shop", name),
                (key, service) -> service.withExposure(
                        new ServiceView.Exposure(service.exposure().labels(), clusterIps, externalIps, internal)));
        return this;
    }

    /** So many ready endpoints on that node. */
    Clusters endpoints(String service, String node, int count) {
        endpoints.merge(
                new ObjectKey("shop", service),
                Collections.nCopies(count, new EndpointView(node, true, true, false)),
                (before, more) -> Stream.concat(before.stream(), more.stream()).toList());
        return this;
    }

    Clusters advertisement(String name, UnaryOperator<Ad> how) {
        advertisements.put(name, how.apply(new Ad()).view(name));
        return this;
    }

    /** A BGPAdvertisement, of LoadBalancer addresses unless it says something else. */
    static final class Ad {
        private long created;
        private Set<Source> sources = Set.of(Source.LOAD_BALANCER_IP);
        private Set<String> groups = Set.of();
        private LabelSelector services = LabelSelector.ALL;
        private LabelSelector namespaces = LabelSelector.ALL;
        private LabelSelector nodes = LabelSelector.ALL;
        private Set<String> peers = Set.of();
        private LabelSelector peerLabels = LabelSelector.ALL;
        private RouteAttributes attributes = RouteAttributes.DEFAULT;
        private LinkBandwidth bandwidth = LinkBandwidth.NONE;
        private OptionalInt length = OptionalInt.empty();
        private int most;

        Ad created(long second) {
            created = second;
            return this;
        }

        Ad of(Source... wanted) {
            sources = Set.copyOf(List.of(wanted));
            return this;
        }

        Ad groups(String... names) {
            groups = Set.of(names);
            return this;
        }

        Ad services(String key, String value) {
            services = label(key, value);
            return this;
        }

        Ad namespaces(String key, String value) {
            namespaces = label(key, value);
            return this;
        }

        Ad nodes(String key, String value) {
            nodes = label(key, value);
            return this;
        }

        Ad to(String... names) {
            peers = Set.of(names);
            return this;
        }

        Ad toLabelled(String key, String value) {
            peerLabels = label(key, value);
            return this;
        }

        Ad with(RouteAttributes wanted) {
            attributes = wanted;
            return this;
        }

        Ad weighted() {
            bandwidth = LinkBandwidth.PER_ENDPOINT;
            return this;
        }

        Ad length(int bits) {
            length = OptionalInt.of(bits);
            return this;
        }

        Ad most(int nextHops) {
            most = nextHops;
            return this;
        }

        BgpAdvertisementView view(String name) {
            return new BgpAdvertisementView(
                    ObjectKey.cluster(name),
                    1,
                    Instant.ofEpochSecond(created),
                    sources,
                    new Selection(groups, services, namespaces, nodes, peers, peerLabels),
                    attributes,
                    bandwidth,
                    length,
                    OptionalInt.empty(),
                    most);
        }
    }

    static LabelSelector label(String key, String value) {
        return new LabelSelector(Map.of(key, value), List.of());
    }
}
