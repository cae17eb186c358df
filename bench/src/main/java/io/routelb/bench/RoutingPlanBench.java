package io.routelb.bench;

import com.google.gson.JsonParser;
import io.routelb.bench.measure.Percentiles;
import io.routelb.kube.watch.ObjectViews;
import io.routelb.lab.scenario.Figures;
import io.routelb.model.Addresses;
import io.routelb.model.Annotations;
import io.routelb.model.BgpAdvertisementView;
import io.routelb.model.BgpPeerView;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.EndpointView;
import io.routelb.model.InvalidValueException;
import io.routelb.model.NodeView;
import io.routelb.model.ObjectKey;
import io.routelb.model.RoutingConfigView;
import io.routelb.model.RoutingIntent;
import io.routelb.model.RoutingPolicies;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceView;
import io.routelb.model.ServiceView.TrafficPolicy;
import io.routelb.node.desired.NodePlanner;
import io.routelb.node.desired.RoutingPlan;
import io.routelb.node.policy.AnnouncementPlanner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What deciding costs on one node of a large cluster: objects to the intent for the speaker, and again after the endpoints of one Service
 * have changed. Reading objects and telling peers is not in it.
 */
final class RoutingPlanBench implements Benchmark {
    private static final int NODES = 500;
    private static final int ENDPOINTS = 3;
    private static final int WARM = 60;
    private static final int MEASURED = 100;
    private static final String NODE = "node-0";

    @Override
    public String name() {
        return "routing-plan";
    }

    @Override
    public String summary() {
        return "objects to routing intent on one of 500 nodes: a full pass, and one after an endpoint change";
    }

    @Override
    public int defaultSize() {
        return 10_000;
    }

    @Override
    public Figures run(Effort effort) throws IOException {
        try {
            return measure(effort.size());
        } catch (InvalidValueException e) {
            throw new IOException(e.sentence(), e);
        }
    }

    private static Figures measure(int services) throws InvalidValueException {
        ClusterSnapshot cluster = cluster(services);
        Figures figures = new Figures().put("services", services).put("nodes", NODES);
        List<Long> full = new ArrayList<>();
        List<Long> incremental = new ArrayList<>();
        Planning lasting = new Planning();
        int routes = 0;
        for (int i = 0; i < WARM + MEASURED; i++) {
            ClusterSnapshot now = changed(cluster, i);
            long start = System.nanoTime();
            RoutingIntent whole = new Planning().intent(now);
            long made = System.nanoTime();
            RoutingIntent intent = lasting.intent(now);
            long again = System.nanoTime();
            if (!intent.equals(whole)) {
                throw new IllegalStateException("what is made of a change is not what is made of the whole");
            }
            if (i >= WARM) {
                full.add(made - start);
                incremental.add(again - made);
            }
            routes = intent.peers().getFirst().routes().size();
        }
        return figures.put("routes", routes)
                .put("full", new Percentiles(full).figures())
                .put("endpoint_change", new Percentiles(incremental).figures());
    }

    /** As an agent goes on planning, and as it begins. */
    private static final class Planning {
        private final NodePlanner plans = new NodePlanner(NODE);
        private final AnnouncementPlanner announcements = new AnnouncementPlanner(NODE);

        RoutingIntent intent(ClusterSnapshot cluster) throws InvalidValueException {
            return announcements
                    .plan(cluster, plans.plan(cluster), RoutingPlan.of(cluster, NODE), planned -> true)
                    .intent();
        }
    }

    /** The same cluster after the endpoints of one Service have moved to or from this node. */
    private static ClusterSnapshot changed(ClusterSnapshot cluster, int round) {
        Map<ObjectKey, List<EndpointView>> endpoints = new HashMap<>(cluster.endpoints());
        endpoints.replaceAll((key, all) -> List.copyOf(new ArrayList<>(all))); // merged again, as of several slices
        endpoints.put(key(7), List.of(new EndpointView(node(round % 2), true, true, false)));
        return new ClusterSnapshot(
                        cluster.services(),
                        endpoints,
                        cluster.nodes(),
                        cluster.serviceGroups(),
                        cluster.routingConfigs(),
                        cluster.bgpPeers())
                .withPolicies(cluster.policies());
    }

    private static ClusterSnapshot cluster(int services) throws InvalidValueException {
        Map<ObjectKey, ServiceView> all = new HashMap<>();
        Map<ObjectKey, List<EndpointView>> endpoints = new HashMap<>();
        for (int i = 0; i < services; i++) {
            all.put(key(i), service(i));
            List<EndpointView> ready = new ArrayList<>();
            for (int n = 0; n < ENDPOINTS; n++) {
                ready.add(new EndpointView(node((i + n) % NODES), true, true, false));
            }
            endpoints.put(key(i), List.copyOf(ready));
        }
        Map<String, NodeView> nodes = new HashMap<>();
        for (int i = 0; i < NODES; i++) {
            nodes.put(
                    node(i),
                    new NodeView(
                            node(i),
                            Map.of("rack", "r" + i % 20),
                            Map.of(),
                            true,
                            false,
                            false,
                            List.of(Addresses.of("10.0." + i / 250 + "." + (1 + i % 250))),
                            List.of()));
        }
        ServiceGroupView group =
                ObjectViews.serviceGroup(JsonParser.parseString("""
                {"metadata":{"name":"routed","namespace":"routelb-system"},
                 "spec":{"remote":{"v4pool":{"pool":"198.18.0.0/15","subnet":"198.18.0.0/15","aggregation":"/32"}}}}""").getAsJsonObject());
        RoutingConfigView config =
                ObjectViews.routingConfig(JsonParser.parseString("""
                {"metadata":{"name":"default"},"spec":{"backend":"Native"}}""").getAsJsonObject());
        return new ClusterSnapshot(
                        all, endpoints, nodes, Map.of(group.key(), group), Map.of("default", config), peers())
                .withPolicies(policies());
    }

    private static ServiceView service(int number) {
        return ServiceView.showing(
                        key(number),
                        number % 4 == 3 ? TrafficPolicy.LOCAL : TrafficPolicy.CLUSTER,
                        Map.of(
                                Annotations.ALLOCATED_BY,
                                Annotations.ALLOCATED_BY_VALUE,
                                Annotations.POOL_TYPE,
                                "remote",
                                Annotations.ALLOCATED_FROM,
                                "routed"),
                        List.of("198.18." + number / 250 + "." + (1 + number % 250)))
                .withExposure(new ServiceView.Exposure(
                        Map.of("tier", number % 10 == 0 ? "gold" : "plain"),
                        List.of("10.96." + number / 250 + "." + (1 + number % 250)),
                        List.of(),
                        TrafficPolicy.CLUSTER));
    }

    private static Map<String, BgpPeerView> peers() throws InvalidValueException {
        Map<String, BgpPeerView> peers = new HashMap<>();
        for (int i = 1; i <= 2; i++) {
            BgpPeerView peer = ObjectViews.bgpPeer(JsonParser.parseString("{\"metadata\":{\"name\":\"r" + i
                            + "\"},\"spec\":{\"address\":\"192.0.2." + i + "\",\"asn\":64500}}")
                    .getAsJsonObject());
            peers.put("r" + i, peer);
        }
        return peers;
    }

    private static RoutingPolicies policies() throws InvalidValueException {
        Map<String, BgpAdvertisementView> all = new HashMap<>();
        for (String json : List.of("""
                {"metadata":{"name":"all"},"spec":{"sources":["LoadBalancerIP"],"attributes":{"communities":["65000:1"]}}}""", """
                {"metadata":{"name":"gold"},"spec":{"sources":["LoadBalancerIP"],"serviceSelector":{"matchLabels":{"tier":"gold"}},
                 "attributes":{"communities":["65000:2"],"linkBandwidth":"PerEndpoint"}}}""", """
                {"metadata":{"name":"few"},"spec":{"sources":["LoadBalancerIP"],"maxNextHops":8,"peers":["r2"],
                 "attributes":{"med":10}}}""")) {
            BgpAdvertisementView view =
                    ObjectViews.advertisement(JsonParser.parseString(json).getAsJsonObject());
            all.put(view.key().name(), view);
        }
        return new RoutingPolicies(all, Map.of());
    }

    private static ObjectKey key(int number) {
        return new ObjectKey("bench", "service-" + number);
    }

    private static String node(int number) {
        return "node-" + number;
    }
}
