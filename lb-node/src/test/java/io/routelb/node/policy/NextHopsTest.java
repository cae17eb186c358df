package io.routelb.node.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.Prefix;
import io.routelb.model.RoutingConfigView.Backend;
import io.routelb.model.ServiceView.TrafficPolicy;
import io.routelb.node.desired.Written;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Exactly so many nodes, spread, and moved as little as possible. */
class NextHopsTest {
    private static List<String> nodes(int count) {
        List<String> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            nodes.add("node" + i);
        }
        return nodes;
    }

    private static Set<String> announcing(NextHops hops, List<String> nodes, Prefix route) {
        Set<String> chosen = new TreeSet<>();
        for (String node : nodes) {
            if (hops.includes(node, route, Optional.empty())) {
                chosen.add(node);
            }
        }
        return chosen;
    }

    @Property(tries = 500)
    void oneThatFailsIsReplacedByOneAndTheOthersStay(
            @ForAll @IntRange(min = 1, max = 12) int count,
            @ForAll @IntRange(min = 1, max = 5) int most,
            @ForAll @IntRange(max = 255) int host,
            @ForAll @IntRange(max = 11) int failing) {
        List<String> nodes = nodes(count);
        Prefix route = Prefix.of("198.51.100." + host + "/32");
        Set<String> before = announcing(NextHops.of(most, nodes), nodes, route);
        assertEquals(Math.min(most, count), before.size());
        String failed = nodes.get(failing % count);
        List<String> left = new ArrayList<>(nodes);
        left.remove(failed);
        Set<String> after = announcing(NextHops.of(most, left), left, route);
        assertEquals(Math.min(most, count - 1), after.size());
        Set<String> stayed = new HashSet<>(before);
        stayed.remove(failed);
        assertTrue(after.containsAll(stayed), before + " became " + after + " without " + failed);
    }

    @Test
    void routesAreSpreadOverTheNodes() {
        List<String> nodes = nodes(10);
        NextHops hops = NextHops.of(2, nodes);
        Map<String, Integer> load = new HashMap<>();
        for (int host = 0; host < 250; host++) {
            announcing(hops, nodes, Prefix.of("198.51.100." + host + "/32"))
                    .forEach(node -> load.merge(node, 1, Integer::sum));
        }
        load.forEach((node, routes) -> assertTrue(routes > 30 && routes < 75, node + " has " + routes + " of 500"));
        assertEquals(10, load.size());
    }

    private static Clusters limited() {
        return Clusters.lab()
                .service("web", TrafficPolicy.CLUSTER, "198.51.100.1", "198.51.100.2", "198.51.100.3", "198.51.100.4")
                .advertisement("a", ad -> ad.most(2));
    }

    private static Set<String> announcing(Clusters cluster, String route) {
        Set<String> nodes = new TreeSet<>();
        for (String node : cluster.nodes.keySet()) {
            if (cluster.told(node, "r1").contains(route)) {
                nodes.add(node);
            }
        }
        return nodes;
    }

    @Test
    void exactlySoManyNodesAnnounceAnAddressAndAnotherPairAnother() {
        Set<Set<String>> pairs = new HashSet<>();
        for (int i = 1; i <= 4; i++) {
            Set<String> pair = announcing(limited(), "198.51.100." + i + "/32");
            assertEquals(2, pair.size());
            pairs.add(pair);
        }
        assertTrue(pairs.size() > 1, pairs.toString());
    }

    @Test
    void whoCannotServeOrHasNobodyToTellIsNotCounted() {
        String route = "198.51.100.1/32";
        assertEquals(Set.of("n1", "n2"), announcing(limited().node("n3", Map.of(), false), route), "not ready");
        Clusters oneRack = limited().peer("r1", "64500", Map.of(), Clusters.label("rack", "2"));
        assertTrue(oneRack.announced("n2").intent().peers().getFirst().routes().containsKey(Prefix.of(route)));
        Clusters silent = limited();
        silent.configs.put(
                "quiet",
                Written.config("quiet")
                        .selector(Clusters.label("rack", "1"))
                        .backend(Backend.KERNEL)
                        .view());
        for (String node : List.of("n2", "n3")) {
            assertTrue(silent.told(node, "r1").contains(route), node);
        }
    }

    @Test
    void whoIsTakenOutIsReplacedAndGoesOnUntilItsTimeIsOver() {
        String route = "198.51.100.1/32";
        Set<String> before = announcing(limited(), route);
        String leaving = before.iterator().next();
        Clusters drained = limited().node(leaving, Map.of(), Map.of("routelb.io/drain", "now"), true);
        assertEquals(Set.of("n1", "n2", "n3"), announcing(drained, route));
        Clusters all = limited();
        List.of("n1", "n2", "n3").forEach(each -> all.node(each, Map.of(), Map.of("routelb.io/drain", "now"), true));
        assertEquals(
                Set.of("n1", "n2", "n3"), announcing(all, route), "which of them goes is not for next hops to say");
    }

    @Test
    void ofALocalServiceOnlyNodesWithEndpointsCount() {
        Clusters cluster = Clusters.lab()
                .service("web", TrafficPolicy.LOCAL, "198.51.100.1")
                .endpoints("web", "n1", 1)
                .endpoints("web", "n3", 1)
                .advertisement("a", ad -> ad.most(2));
        assertEquals(Set.of("n1", "n3"), announcing(cluster, "198.51.100.1/32"));
    }

    @Test
    void whoIsNotChosenSaysSo() {
        Clusters cluster = limited();
        List<String> reasons = new ArrayList<>();
        for (String node : cluster.nodes.keySet()) {
            cluster.announced(node)
                    .withheld()
                    .forEach(each -> reasons.add(each.reason().word()));
        }
        assertEquals(4, reasons.size());
        assertEquals(Set.of("OtherNextHops"), Set.copyOf(reasons));
    }
}
