package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonObject;
import io.routelb.lab.bgp.BirdDaemon;
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
import java.util.TreeMap;

/** A router that may tell a node anything, and tells it what would take it off its network; one route of it is as it should be. */
final class HostileRouter {
    /** Whom it tells. */
    static final String NODE = "n1";

    static final String PEER = "hostile";
    private static final String HONEST = "10.77.0.0/16";

    private static final List<String> HOSTILE = List.of(
            "0.0.0.0/0",
            "192.0.2.0/24",
            "192.0.2.12/32",
            "198.51.100.0/24",
            "10.96.0.0/16",
            "10.96.0.10/32",
            "10.244.1.0/24",
            "10.244.1.9/32",
            "10.244.2.0/24",
            "10.244.2.9/32",
            "169.254.7.0/24");

    private static final List<String> HOSTILE_V6 = List.of(
            "::/0",
            "2001:db8:0:2::/64",
            "2001:db8:0:2::12/128",
            "2001:db8:51::/64",
            "2001:db8:10:1::/64",
            "2001:db8:10:2::9/128");

    private final Stage stage;
    private final LabNode node;
    private final Upstream upstream;
    private final BirdDaemon bird;

    private HostileRouter(Stage stage, Upstream upstream) throws IOException {
        this.stage = stage;
        this.node = stage.lab().node(NODE).node();
        this.upstream = upstream;
        this.bird = new BirdDaemon(
                upstream.cable(node),
                stage.lab().workspace().own("hostile"),
                stage.lab().workspace().logs());
    }

    static HostileRouter plugIn(Stage stage) throws IOException, InterruptedException {
        return new HostileRouter(stage, Upstream.plugIn("hostile", 1));
    }

    BirdDaemon bird() {
        return bird;
    }

    /** How many hostile routes there are. */
    static int count() {
        return HOSTILE.size() + HOSTILE_V6.size();
    }

    /** Tells all of them, these addresses of Services, and the honest one. */
    void tellEverything(List<String> addresses) throws IOException, InterruptedException {
        List<String> routes = new ArrayList<>(HOSTILE);
        routes.addAll(HOSTILE_V6);
        addresses.forEach(each -> routes.add(each + (each.contains(":") ? "/128" : "/32")));
        routes.add(HONEST);
        tell(routes);
    }

    void tell(List<String> routes) throws IOException, InterruptedException {
        bird.start(setup(routes));
    }

    private RouterSetup setup(List<String> routes) {
        List<RouterSetup.Neighbour> neighbours = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            neighbours.add(new RouterSetup.Neighbour(
                    upstream.address(family),
                    Mesh.address(node, family),
                    64512,
                    Set.of(family),
                    Duration.ofSeconds(9),
                    Set.of()));
        }
        return new RouterSetup(64666, upstream.address(IpFamily.IPV4), neighbours, routes);
    }

    /** Whatever it tells may come in, as far as its import goes. */
    void peer(int maxPrefixes) throws IOException {
        for (IpFamily family : IpFamily.values()) {
            String all = family == IpFamily.IPV4 ? "0.0.0.0/0" : "::/0";
            List<JsonObject> everything = List.of(object("cidr", all), object("cidr", all, "le", family.bits()));
            stage.lab()
                    .routing()
                    .peer(
                            PEER + "-" + Nets.label(family),
                            object(
                                    "address", upstream.address(family),
                                    "asn", 64666,
                                    "families", List.of(family.kubernetesName() + "Unicast"),
                                    "nodeSelector", object("matchLabels", object("kubernetes.io/hostname", NODE)),
                                    "import", object("prefixes", everything, "maxPrefixes", maxPrefixes)));
        }
    }

    /** The node has heard what there is, of both families. */
    void awaitHeard() throws IOException, InterruptedException {
        Await.until(
                "the node having heard both families from " + PEER,
                Stage.LIMIT,
                () -> stage.lab().routing().peers(NODE).stream()
                                .filter(peer -> peer.get("name").getAsString().startsWith(PEER)
                                        && peer.get("received").getAsInt() >= HOSTILE_V6.size())
                                .count()
                        == IpFamily.values().length,
                () -> stage.lab().routing().peers(NODE).toString());
    }

    /** Beside what there was nothing but the honest route is in the node's kernel. */
    void awaitOnlyTheHonestOne(Map<String, ? extends Set<String>> before) throws IOException, InterruptedException {
        Map<String, Set<String>> wanted = new TreeMap<>(before);
        wanted.put(HONEST, Set.of(upstream.address(IpFamily.IPV4)));
        Await.until(
                "exactly " + wanted + " in the kernel of " + NODE,
                Stage.LIMIT,
                () -> KernelRoutes.of(NODE).gateways().equals(wanted),
                () -> KernelRoutes.of(NODE).gateways().toString());
    }
}
