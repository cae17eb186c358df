package io.routelb.node.desired;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.Addresses;
import io.routelb.model.Annotations;
import io.routelb.model.BgpPeerView;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.EndpointView;
import io.routelb.model.InvalidValueException;
import io.routelb.model.IpFamily;
import io.routelb.model.LabelSelector;
import io.routelb.model.MeshView;
import io.routelb.model.NodeView;
import io.routelb.model.ObjectKey;
import io.routelb.model.Prefix;
import io.routelb.model.RoutingConfigView;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** A node's share decides as the whole does, and holds nothing else. */
class NodeShareTest {
    private static final String NODE = "n1";

    @Property(tries = 2000)
    void theShareGivesThePlansOfTheWhole(@ForAll long seed) throws InvalidValueException {
        ClusterSnapshot whole = new Cluster(seed).snapshot();
        ClusterSnapshot share = NodeShare.of(whole, NODE);
        assertEquals(
                NodePlan.of(whole, NODE).addresses(), NodePlan.of(share, NODE).addresses());
        assertEquals(RoutingPlan.of(whole, NODE), RoutingPlan.of(share, NODE));
        assertEquals(share, NodeShare.of(share, NODE), "a share is its own share");
    }

    @Property(tries = 500)
    void noLocalAddressIsInTheShare(@ForAll long seed) {
        ClusterSnapshot share = NodeShare.of(new Cluster(seed).snapshot(), NODE);
        for (ServiceView service : share.services().values()) {
            assertEquals("remote", service.annotation(Annotations.POOL_TYPE));
            assertTrue(
                    service.ingress().stream().noneMatch(ingress -> ingress.ip().startsWith(Cluster.LOCAL)),
                    () -> service.ingress().toString());
        }
    }

    @Test
    void whatAServicesAuthorWritesIsNotInTheShare() {
        String huge = "x".repeat(100_000);
        ObjectKey key = new ObjectKey("shop", "web");
        Map<String, String> annotations = new HashMap<>(Snapshots.OURS);
        annotations.put("routelb.io/" + huge, huge);
        annotations.put(Annotations.ADDRESSES, huge);
        List<ServiceView.Ingress> ingress = List.of(
                new ServiceView.Ingress(" 198.51.100.10" + " ".repeat(1000), huge, huge),
                new ServiceView.Ingress(huge, "", ""));
        ServiceView service = new ServiceView(
                key,
                huge,
                huge,
                Instant.EPOCH,
                false,
                "LoadBalancer",
                huge,
                huge,
                List.of(IpFamily.IPV4),
                ServiceView.IpFamilyPolicy.SINGLE_STACK,
                List.of(new ServiceView.Port("TCP", 80)),
                Map.of("app", huge),
                ServiceView.TrafficPolicy.CLUSTER,
                annotations,
                ingress,
                List.of(),
                false,
                Set.of(huge));
        ClusterSnapshot whole =
                new ClusterSnapshot(Map.of(key, service), Map.of(), Map.of(), Map.of(), Map.of(), Map.of());
        ClusterSnapshot share = NodeShare.of(whole, NODE);
        assertEquals(Set.of(key), share.services().keySet());
        assertFalse(share.toString().contains("xxxx"), "nothing of what the author wrote");
    }

    /** Random clusters in which everything that a plan looks at varies. */
    private static final class Cluster {
        static final String LOCAL = "192.0.2.";
        private static final List<String> NODES = List.of("", NODE, "n2", "n3");
        private final Random random;

        Cluster(long seed) {
            random = new Random(seed);
        }

        ClusterSnapshot snapshot() {
            Map<ObjectKey, ServiceView> services = new HashMap<>();
            Map<ObjectKey, List<EndpointView>> endpoints = new HashMap<>();
            for (int i = 0; i < 6; i++) {
                ObjectKey key = new ObjectKey("shop", "web" + i);
                services.put(key, service(key));
                if (random.nextInt(4) > 0) {
                    endpoints.put(key, endpoints());
                }
            }
            return new ClusterSnapshot(
                    services,
                    endpoints,
                    Map.of(NODE, node(NODE), "n2", node("n2")),
                    groups(),
                    Map.of("a", config("a"), "b", config("b")),
                    Map.of("r1", peer("r1"), "r2", peer("r2")));
        }

        /** Remote and local Services never share an address: the allocator sees to it. */
        private ServiceView service(ObjectKey key) {
            boolean remote = random.nextInt(4) > 0;
            List<ServiceView.Ingress> ingress = new ArrayList<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                String local = LOCAL + (1 + random.nextInt(2));
                String address =
                        remote ? one(List.of("198.51.100.1", "198.51.100.2", "2001:DB8::1", "nonsense", local)) : local;
                ingress.add(new ServiceView.Ingress(address, "", "VIP"));
            }
            Map<String, String> marks = Map.of(
                    Annotations.ALLOCATED_BY,
                    one(List.of("PureLB", "PureLB", "PureLB", "somebody")),
                    Annotations.POOL_TYPE,
                    remote ? "remote" : "local");
            return new ServiceView(
                    key,
                    "uid",
                    "1",
                    Instant.EPOCH,
                    random.nextInt(8) == 0,
                    one(List.of("LoadBalancer", "LoadBalancer", "LoadBalancer", "ClusterIP")),
                    "",
                    "",
                    List.of(),
                    ServiceView.IpFamilyPolicy.SINGLE_STACK,
                    List.of(),
                    Map.of(),
                    one(List.of(ServiceView.TrafficPolicy.values())),
                    marks,
                    ingress,
                    List.of(),
                    false,
                    Set.of());
        }

        private List<EndpointView> endpoints() {
            List<EndpointView> endpoints = new ArrayList<>();
            for (int i = random.nextInt(5); i > 0; i--) {
                endpoints.add(
                        new EndpointView(one(NODES), random.nextBoolean(), random.nextBoolean(), random.nextBoolean()));
            }
            return endpoints;
        }

        private NodeView node(String name) {
            Map<String, String> labels = random.nextInt(6) == 0
                    ? Map.of("rack", "1", NodeView.EXCLUDE_LABEL, "")
                    : one(List.of(Map.of("rack", "1"), Map.of("rack", "2")));
            return new NodeView(
                    name,
                    labels,
                    one(List.of(
                            Map.of("routelb.io/noise", "x"),
                            Map.of("kube-router.io/rr.server", "1"),
                            Map.of("routelb.io/rr.client", "1", "routelb.io/pod-cidrs", "10.1.0.0/24"))),
                    random.nextInt(6) > 0,
                    random.nextInt(6) == 0,
                    false,
                    List.of(Addresses.of("192.0.2.1" + name.substring(1))),
                    one(List.of(List.of(), List.of(Prefix.of("10.1.0.0/24")), List.of(Prefix.of("10.2.0.0/24")))));
        }

        private Map<ObjectKey, ServiceGroupView> groups() {
            return Map.of(
                    new ObjectKey("routelb-system", "far"),
                    group("far", ServiceGroupView.Kind.REMOTE, "198.51.100.0/31", "198.51.100.0/24"),
                    new ObjectKey("routelb-system", "near"),
                    group("near", ServiceGroupView.Kind.LOCAL, LOCAL + "1-" + LOCAL + "2", LOCAL + "0/24"),
                    new ObjectKey("routelb-system", "outside"),
                    group("outside", ServiceGroupView.Kind.EXTERNAL, "198.51.100.2/31", "198.51.100.0/24"));
        }

        private ServiceGroupView group(String name, ServiceGroupView.Kind kind, String pool, String subnet) {
            return new ServiceGroupView(
                    new ObjectKey("routelb-system", name),
                    "uid",
                    Instant.EPOCH,
                    1,
                    "1",
                    kind,
                    List.of(new ServiceGroupView.PoolText(
                            IpFamily.IPV4,
                            pool,
                            subnet,
                            kind == ServiceGroupView.Kind.LOCAL
                                    ? "default"
                                    : one(List.of("", "/28", "default", "bad")))),
                    Set.of(),
                    ServiceGroupView.Policy.PLAIN,
                    Optional.empty());
        }

        private RoutingConfigView config(String name) {
            return Written.config(name)
                    .selector(selector())
                    .backend(one(List.of(RoutingConfigView.Backend.NATIVE, RoutingConfigView.Backend.KERNEL)))
                    .asn(64512 + random.nextInt(2))
                    .mesh(one(List.of(MeshView.OFF, Meshes.FULL)))
                    .view();
        }

        private BgpPeerView peer(String name) {
            return Written.peer(name, one(List.of("192.0.2.1", "192.0.2.254", "bad")))
                    .selector(selector())
                    .passive(random.nextBoolean())
                    .view();
        }

        private LabelSelector selector() {
            return one(List.of(
                    LabelSelector.ALL,
                    new LabelSelector(Map.of("rack", "1"), List.of()),
                    new LabelSelector(Map.of("rack", "2"), List.of())));
        }

        private <T> T one(List<T> choices) {
            return choices.get(random.nextInt(choices.size()));
        }
    }
}
