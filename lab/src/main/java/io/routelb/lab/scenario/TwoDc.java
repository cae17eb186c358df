package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonObject;
import io.routelb.lab.bgp.BirdDaemon;
import io.routelb.lab.bgp.Option;
import io.routelb.lab.bgp.RouterSetup;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.KernelRoutes;
import io.routelb.lab.topology.LabNode;
import io.routelb.lab.topology.Upstream;
import io.routelb.model.IpFamily;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Two sites of one cluster, all nodes AS 65001, each behind a BIRD of AS 65000; these two speak iBGP and are each other's next hop. Both have
 * all pod CIDRs. The nodes see their own AS in the path of the other site's and take them for loops, visibly, unless allowOwnASN says that
 * this is meant: then pods reach each other through both routers.
 */
final class TwoDc implements ClusterScenario {
    private static final long ROUTERS = 65000;
    private static final long NODES = 65001;
    /** Which nodes are behind which router. */
    private static final Map<String, List<String>> SITES = Map.of("dc1", List.of("n1", "n3"), "dc2", List.of("n2"));

    /** A router and its daemon. */
    private record Router(Upstream upstream, BirdDaemon bird) {
        String name() {
            return upstream.name();
        }
    }

    @Override
    public String name() {
        return "two-dc";
    }

    @Override
    public String summary() {
        return "two sites of one AS behind routers of another: 65000 65001 is a loop, and is seen as one, unless allowOwnASN is 1";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        Mesh mesh = Mesh.withPods(stage);
        List<Router> routers = List.of(router(stage, "dc1", 1), router(stage, "dc2", 2));
        start(stage, routers.get(0), routers.get(1), true);
        start(stage, routers.get(1), routers.get(0), false);
        stage.lab().routing().deletePeer("r1");
        stage.lab()
                .routing()
                .configure(object(
                        "localASN",
                        NODES,
                        "podCIDRs",
                        object("advertise", "All"),
                        "learnedRoutes",
                        object("install", true)));
        for (Router router : routers) {
            peer(stage, router, 0);
        }
        for (Router router : routers) {
            bothHaveAll(stage, router, routers);
        }
        loopsAreSeen(stage, mesh);
        Map<String, String> before = mesh.since("n1");
        long began = System.nanoTime();
        for (Router router : routers) {
            peer(stage, router, 1);
        }
        awaitThrough(stage, "n1", "n2", routers.get(0));
        awaitThrough(stage, "n2", "n1", routers.get(1));
        stage.figures().seconds("allowed_to_routed_s", Duration.ofNanos(System.nanoTime() - began));
        for (IpFamily family : IpFamily.values()) {
            Mesh.packetsFlow(mesh.node("n1"), mesh.node("n2"), family);
            Mesh.packetsFlow(mesh.node("n2"), mesh.node("n3"), family);
        }
        Stage.require(
                before.equals(mesh.since("n1")), "sessions were reset: before " + before + ", now " + mesh.since("n1"));
        peer(stage, routers.get(0), 0);
        mesh.awaitRoutes(mesh.node("n1"), List.of());
    }

    private static Router router(Stage stage, String name, int number) throws IOException, InterruptedException {
        Upstream upstream = Upstream.plugIn(name, number);
        BirdDaemon bird = new BirdDaemon(
                upstream.cable(stage.lab().node("n1").node()),
                stage.lab().workspace().own(name),
                stage.lab().workspace().logs());
        bird.forward();
        return new Router(upstream, bird);
    }

    /** One session a family with each node of the site, and with the other router. */
    private static void start(Stage stage, Router router, Router other, boolean dials)
            throws IOException, InterruptedException {
        List<RouterSetup.Neighbour> neighbours = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            Set<Option> transit = Set.of(new Option.Transit());
            for (String node : SITES.getOrDefault(router.name(), List.of())) {
                String address = Mesh.address(stage.lab().node(node).node(), family);
                neighbours.add(neighbour(router, family, address, NODES, transit));
            }
            neighbours.add(neighbour(
                    router,
                    family,
                    other.upstream().address(family),
                    ROUTERS,
                    dials ? Set.of(new Option.Transit(), new Option.Dials()) : transit));
        }
        router.bird().start(new RouterSetup(ROUTERS, router.upstream().address(IpFamily.IPV4), neighbours, List.of()));
    }

    private static RouterSetup.Neighbour neighbour(
            Router router, IpFamily family, String address, long asn, Set<Option> options) {
        return new RouterSetup.Neighbour(
                router.upstream().address(family), address, asn, Set.of(family), Duration.ofSeconds(9), options);
    }

    private static void peer(Stage stage, Router router, int allowOwnAsn) throws IOException {
        JsonObject site = object(
                "matchExpressions",
                List.of(object(
                        "key",
                        "kubernetes.io/hostname",
                        "operator",
                        "In",
                        "values",
                        SITES.getOrDefault(router.name(), List.of()))));
        for (IpFamily family : IpFamily.values()) {
            JsonObject pods = family == IpFamily.IPV4
                    ? object("cidr", "10.244.0.0/16", "le", 24)
                    : object("cidr", "2001:db8::/32", "le", 64);
            stage.lab()
                    .routing()
                    .peer(
                            router.name() + "-" + Nets.label(family),
                            object(
                                    "address",
                                    router.upstream().address(family),
                                    "asn",
                                    ROUTERS,
                                    "families",
                                    List.of(family.kubernetesName() + "Unicast"),
                                    "nodeSelector",
                                    site,
                                    "allowOwnASN",
                                    allowOwnAsn,
                                    "import",
                                    object("prefixes", List.of(pods))));
        }
    }

    /** Those of its own nodes by these, the others by the other router. */
    private static void bothHaveAll(Stage stage, Router router, List<Router> routers)
            throws IOException, InterruptedException {
        for (Router site : routers) {
            for (String name : SITES.getOrDefault(site.name(), List.of())) {
                LabNode node = stage.lab().node(name).node();
                String gateway =
                        site.equals(router) ? node.v4() : site.upstream().address(IpFamily.IPV4);
                Await.until(
                        node.podCidrV4() + " by " + gateway + " and " + node.podCidrV6() + " in the kernel of "
                                + router.name(),
                        Stage.LIMIT,
                        () -> KernelRoutes.of(router.name())
                                        .to(node.podCidrV4())
                                        .equals(Set.of(gateway))
                                && !KernelRoutes.of(router.name())
                                        .to(node.podCidrV6())
                                        .isEmpty(),
                        () -> KernelRoutes.of(router.name()).gateways().toString());
            }
        }
    }

    private static void loopsAreSeen(Stage stage, Mesh mesh) throws IOException, InterruptedException {
        for (IpFamily family : IpFamily.values()) {
            String name = "dc1-" + Nets.label(family);
            Await.until(
                    "the routes to the pods of n2 and n3, told by " + name + ", being seen as loops by n1",
                    Stage.LIMIT,
                    () -> stage.lab().routing().peers("n1").stream()
                            .anyMatch(peer -> peer.get("name").getAsString().equals(name)
                                    && peer.has("looped")
                                    && peer.get("looped").getAsLong() == 2
                                    && peer.get("accepted").getAsLong() == 0),
                    () -> stage.lab().routing().peers("n1").toString());
        }
        mesh.awaitRoutes(mesh.node("n1"), List.of());
    }

    private static void awaitThrough(Stage stage, String from, String to, Router router)
            throws IOException, InterruptedException {
        LabNode other = stage.lab().node(to).node();
        Await.until(
                "the pods of " + to + " through " + router.name() + " in the kernel of " + from,
                Stage.LIMIT,
                () -> KernelRoutes.of(from)
                                .to(other.podCidrV4())
                                .equals(Set.of(router.upstream().address(IpFamily.IPV4)))
                        && !KernelRoutes.of(from).to(other.podCidrV6()).isEmpty(),
                () -> KernelRoutes.of(from).gateways().toString());
    }
}
