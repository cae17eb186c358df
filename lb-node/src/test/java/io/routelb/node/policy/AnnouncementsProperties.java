package io.routelb.node.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.Annotations;
import io.routelb.model.BgpAdvertisementView.Source;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.Contradictions;
import io.routelb.model.InvalidValueException;
import io.routelb.model.MeshView.PodRoutes;
import io.routelb.model.ObjectKey;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.model.RoutingIntent;
import io.routelb.model.ServiceView.TrafficPolicy;
import io.routelb.node.desired.NodePlan;
import io.routelb.node.desired.NodePlanner;
import io.routelb.node.desired.NodeShare;
import io.routelb.node.desired.PlannedAddress;
import io.routelb.node.desired.RoutingPlan;
import io.routelb.node.desired.Written;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What holds for every cluster. */
class AnnouncementsProperties {
    private static final String NODE = "n1";

    @Property(tries = 1000)
    void whatIsKeptOnTheDiskAnnouncesTheSame(@ForAll long seed) {
        ClusterSnapshot whole = new Some(seed).cluster().snapshot();
        ClusterSnapshot share = NodeShare.of(whole, NODE);
        assertEquals(
                Clusters.announced(whole, NODE).intent(),
                Clusters.announced(share, NODE).intent());
        assertEquals(share, NodeShare.of(share, NODE), "a share is its own share");
    }

    @Property(tries = 1000)
    void anInvalidObjectThatIsAddedChangesNoOtherRoute(@ForAll long seed) {
        Some some = new Some(seed);
        Clusters cluster = some.cluster()
                .advertisement("base", ad -> ad.of(Source.values()).with(some.med(77)));
        Map<String, Map<Prefix, RouteAttributes>> before = routes(cluster);
        cluster.advertisement(
                "contradicts", ad -> some.random(ad).created(100).length(32).with(some.med(78)));
        cluster.peers.put("bad", Written.peer("bad", "not an address").view());
        cluster.peers.put("twice", Written.peer("twice", "203.0.113.1").asn("1").view());
        assertEquals(before, routes(cluster));
    }

    @Property(tries = 1000)
    void whatANodeSeesContradictedIsContradictedInTheCluster(@ForAll long seed) {
        Some some = new Some(seed);
        Clusters cluster = some.cluster()
                .advertisement("seven", ad -> some.random(ad).with(some.med(7)))
                .advertisement("eight", ad -> some.random(ad).created(1).with(some.med(8)));
        Set<String> seen = new TreeSet<>();
        for (String node : cluster.nodes.keySet()) {
            cluster.announced(node).problems().forEach(each -> seen.add(each.message()));
        }
        Set<String> judged = Contradictions.of(cluster.snapshot()).keySet();
        assertTrue(
                judged.containsAll(seen.stream()
                        .map(each -> each.substring("BGPAdvertisement ".length(), each.indexOf(':')))
                        .toList()),
                seen + " and " + judged);
    }

    @Property(tries = 300)
    void whatIsMadeOfAChangeIsWhatIsMadeOfTheWhole(@ForAll long seed) throws InvalidValueException {
        Some some = new Some(seed);
        Clusters cluster = some.cluster();
        NodePlanner plans = new NodePlanner(NODE);
        AnnouncementPlanner announcements = new AnnouncementPlanner(NODE);
        for (int step = 0; step < 30; step++) {
            ClusterSnapshot now = cluster.snapshot();
            int missing = some.random.nextInt(6);
            Predicate<PlannedAddress> confirmed =
                    planned -> !planned.address().toString().endsWith("." + missing);
            NodePlan plan = plans.plan(now);
            assertEquals(NodePlan.of(now, NODE), plan, "the plan at step " + step);
            RoutingPlan routing = RoutingPlan.of(now, NODE);
            assertEquals(
                    Announcements.of(now, NODE, plan, routing, confirmed),
                    announcements.plan(now, plan, routing, confirmed),
                    "the announcements at step " + step);
            some.change(cluster);
        }
    }

    private static Map<String, Map<Prefix, RouteAttributes>> routes(Clusters cluster) {
        Map<String, Map<Prefix, RouteAttributes>> routes = new HashMap<>();
        for (RoutingIntent.Peer peer : cluster.announced(NODE).intent().peers()) {
            routes.put(peer.name(), peer.routes());
        }
        return routes;
    }

    /** Clusters in which everything varies that decides over an announcement. */
    private static final class Some {
        private final Random random;

        Some(long seed) {
            random = new Random(seed);
        }

        Clusters cluster() {
            Clusters cluster = Clusters.lab()
                    .allowing("203.0.113.0/24", "10.0.0.0/8")
                    .peer("r2", one("64512", "64501"), one(Map.of(), Map.of("edge", "yes")))
                    .node("n2", Map.of("rack", "2"), random.nextInt(4) > 0);
            if (random.nextBoolean()) {
                cluster.meshed(one(PodRoutes.values()));
            }
            for (int i = 1; i <= 4; i++) {
                service(cluster, "web" + i, i);
            }
            cluster.namespaces.put("shop", one(Map.of(), Map.of("team", "a", "noise", "x")));
            for (int i = random.nextInt(3); i > 0; i--) {
                int second = random.nextInt(3);
                cluster.advertisement("ad" + i, ad -> random(ad).created(second));
            }
            return cluster;
        }

        /** One of all that can happen, or two at once. */
        void change(Clusters cluster) {
            for (int i = random.nextInt(2); i >= 0; i--) {
                int number = 1 + random.nextInt(5);
                String name = "web" + number;
                ObjectKey key = new ObjectKey("shop", name);
                switch (random.nextInt(12)) {
                    case 0, 1 -> service(cluster, name, number);
                    case 2 -> cluster.services.remove(key);
                    case 3, 4 -> cluster.endpoints(name, "n" + one(1, 2, 3), random.nextInt(3));
                    case 5 -> cluster.endpoints.remove(key);
                    case 6 ->
                        cluster.node(
                                "n" + one(1, 2, 3, 4),
                                Map.of("rack", one("1", "2")),
                                one(
                                        Map.of(),
                                        Map.of(Annotations.DRAIN, "now"),
                                        Map.of("routelb.io/node.bgp.communities", "65000:7")),
                                random.nextInt(4) > 0);
                    case 7 -> advertisement(cluster, "ad" + one(1, 2, 3));
                    case 8 -> cluster.advertisements.remove("ad" + one(1, 2, 3));
                    case 9 ->
                        cluster.peer("r" + one(1, 2, 3), one("64512", "64501"), one(Map.of(), Map.of("edge", "yes")));
                    case 10 -> cluster.peers.remove("r" + one(2, 3));
                    default -> {
                        cluster.allowing(one("203.0.113.0/24", "192.0.2.0/24"), "10.0.0.0/8");
                        cluster.namespaces.put("shop", one(Map.of(), Map.of("team", "a")));
                    }
                }
            }
        }

        private void advertisement(Clusters cluster, String name) {
            int second = random.nextInt(3);
            RouteAttributes with = one(RouteAttributes.DEFAULT, med(7), med(8));
            cluster.advertisement(name, ad -> random(ad).created(second).with(with));
        }

        private void service(Clusters cluster, String name, int number) {
            cluster.service(
                            name,
                            one(TrafficPolicy.CLUSTER, TrafficPolicy.LOCAL),
                            Map.of("tier", one("web", "db"), "noise", "x"),
                            one(
                                    Map.of("purelb.io/allocated-from", "routed0", "noise", "x"),
                                    Map.of("routelb.io/advertise-cluster-ip", "true"),
                                    Map.of(Annotations.WITHDRAW_WHEN_NO_ENDPOINTS, "true"),
                                    Map.of("routelb.io/advertise-external-ip", "true"),
                                    Map.of("kube-router.io/service.advertise.loadbalancerip", "false")),
                            "198.51.100." + one(number, 1))
                    .exposed(
                            name,
                            List.of("10.96.0." + number),
                            List.of(one("203.0.113.9" + number, "10.96.0.1", "192.0.2.12", "nonsense")),
                            one(TrafficPolicy.CLUSTER, TrafficPolicy.LOCAL));
            for (int node = 1; node <= 3; node++) {
                cluster.endpoints(name, "n" + node, random.nextInt(3));
            }
        }

        Clusters.Ad random(Clusters.Ad ad) {
            ad.of(one(Source.values()), one(Source.LOAD_BALANCER_IP, Source.POD_CIDR, Source.CLUSTER_IP));
            if (random.nextBoolean()) {
                ad.services("tier", "web");
            }
            if (random.nextInt(3) == 0) {
                ad.namespaces("team", "a");
            }
            if (random.nextInt(3) == 0) {
                ad.groups("routed0");
            }
            if (random.nextInt(3) == 0) {
                ad.nodes("rack", one("1", "2"));
            }
            if (random.nextInt(3) == 0) {
                ad.weighted();
            }
            return ad.most(random.nextInt(3)).length(one(24, 32)).to(one("r1", "r2"));
        }

        RouteAttributes med(long med) {
            return new RouteAttributes(List.of(), List.of(), List.of(), OptionalLong.of(med), OptionalLong.empty(), 0);
        }

        @SafeVarargs
        private <T> T one(T... choices) {
            return choices[random.nextInt(choices.length)];
        }
    }
}
