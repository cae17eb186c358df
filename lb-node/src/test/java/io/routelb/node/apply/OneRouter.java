package io.routelb.node.apply;

import io.routelb.model.ClusterSnapshot;
import io.routelb.model.IpFamily;
import io.routelb.model.NodeView;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceView;
import io.routelb.node.desired.Written;
import io.routelb.node.neighbour.Discovery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A reconciler on a node n1 with one router, and the cluster it looks at. */
abstract class OneRouter {
    static final String VIP = "198.51.100.10";
    static final long MILLI = 1_000_000;
    static final Duration LONGEST = Duration.ofSeconds(15);

    final List<String> log = new ArrayList<>();
    final FakeTable table = new FakeTable(log);
    final FakeBackend backend = new FakeBackend(log);
    final AtomicInteger wakes = new AtomicInteger();
    final NodeReconciler reconciler =
            new NodeReconciler("n1", table, backend, Discovery.BLIND, Optional.empty(), now -> wakes.incrementAndGet());
    long asn = 64512;
    String aggregation = "/32";
    Map<String, String> nodeAnnotations = Map.of();
    final Map<String, NodeView> others = new HashMap<>();

    ClusterSnapshot snapshot(String... vips) {
        Map<ObjectKey, ServiceView> services = new HashMap<>();
        for (String vip : vips) {
            ObjectKey key = new ObjectKey("shop", "web" + vip);
            services.put(key, service(key, vip));
        }
        ObjectKey routed = new ObjectKey("routelb-system", "routed");
        ServiceGroupView group = new ServiceGroupView(
                routed,
                "u",
                Instant.EPOCH,
                1,
                "1",
                ServiceGroupView.Kind.REMOTE,
                List.of(
                        new ServiceGroupView.PoolText(
                                IpFamily.IPV4, "198.51.100.10-198.51.100.20", "198.51.100.0/24", aggregation),
                        new ServiceGroupView.PoolText(
                                IpFamily.IPV6, "2001:db8:51::/120", "2001:db8:51::/64", "default")),
                Set.of(),
                ServiceGroupView.Policy.PLAIN,
                Optional.empty());
        Map<String, NodeView> nodes = new HashMap<>(others);
        nodes.put("n1", new NodeView("n1", Map.of(), nodeAnnotations, true, false, false, List.of(), List.of()));
        return new ClusterSnapshot(
                services,
                Map.of(),
                nodes,
                Map.of(routed, group),
                Map.of("all", Written.config("all").asn(asn).view()),
                Map.of("r1", Written.peer("r1", "192.0.2.1").view()));
    }

    static ServiceView service(ObjectKey key, String vip) {
        return ServiceView.showing(
                key,
                ServiceView.TrafficPolicy.CLUSTER,
                Map.of("purelb.io/allocated-by", "PureLB", "purelb.io/pool-type", "remote"),
                List.of(vip));
    }
}
