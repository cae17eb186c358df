package io.routelb.node.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.routelb.model.Addresses;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.IpFamily;
import io.routelb.model.MeshView;
import io.routelb.model.NodeView;
import io.routelb.model.ObjectKey;
import io.routelb.model.RoutingConfigView;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceView;
import io.routelb.node.desired.Written;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When a routing plan is made anew. */
class RoutingTest {
    private static final ObjectKey POOL = new ObjectKey("routelb-system", "routed");
    private final Map<String, NodeView> nodes = new HashMap<>();
    private final Map<String, RoutingConfigView> configs = new HashMap<>();
    private final Map<ObjectKey, ServiceView> services = new HashMap<>();
    private ServiceGroupView group = group("1", "198.51.100.0/24");
    private final Routing routing = new Routing("n1");

    RoutingTest() {
        node("n1", true);
        node("n2", true);
        config(64512);
    }

    private void node(String name, boolean ready) {
        nodes.put(
                name,
                new NodeView(
                        name,
                        Map.of(),
                        Map.of(),
                        ready,
                        false,
                        false,
                        List.of(Addresses.of("192.0.2.1" + name.substring(1))),
                        List.of()));
    }

    private void config(long asn) {
        MeshView mesh = new MeshView(true, Optional.empty(), Optional.empty(), MeshView.PodRoutes.MESH);
        configs.put("all", Written.config("all").asn(asn).mesh(mesh).view());
    }

    private static ServiceGroupView group(String version, String subnet) {
        return new ServiceGroupView(
                POOL,
                "uid",
                Instant.EPOCH,
                1,
                version,
                ServiceGroupView.Kind.REMOTE,
                List.of(new ServiceGroupView.PoolText(IpFamily.IPV4, subnet, subnet, "")),
                Set.of(),
                ServiceGroupView.Policy.PLAIN,
                Optional.empty());
    }

    private Routing.InForce now() {
        return routing.of(new ClusterSnapshot(services, Map.of(), nodes, Map.of(POOL, group), configs, Map.of()));
    }

    @Test
    void servicesAndTheCountersOfGroupsLeaveItAsItIs() {
        Routing.InForce first = now();
        assertEquals(1, first.plan().peers().size());
        ObjectKey web = new ObjectKey("shop", "web");
        services.put(web, ServiceView.showing(web, ServiceView.TrafficPolicy.CLUSTER, Map.of(), List.of()));
        group = group("2", "198.51.100.0/24");
        Routing.InForce next = now();
        assertSame(first.plan(), next.plan());
        assertEquals(Set.of(web), next.snapshot().services().keySet());
    }

    @Test
    void whateverItIsMadeOfHasItMadeAnew() {
        Routing.InForce before = now();
        node("n3", true);
        assertEquals(2, now().plan().peers().size());
        node("n3", false);
        assertNotSame(before.plan(), now().plan());
        group = group("2", "203.0.113.0/24");
        assertEquals(
                1,
                now().plan().learned().shielded().keySet().stream()
                        .filter(each -> each.toString().equals("203.0.113.0/24"))
                        .count());
        config(64513);
        assertEquals(64513, now().plan().localAsn().value());
    }

    @Test
    void whatCannotBeUsedIsSaidAgainUntilItCan() {
        Routing.InForce good = now();
        config(0);
        assertEquals(1, now().problems().size());
        assertEquals(1, now().problems().size(), "not only once");
        assertEquals(64512, now().plan().localAsn().value());
        config(64512);
        assertEquals(List.of(), now().problems());
        assertEquals(good.plan(), now().plan());
    }
}
