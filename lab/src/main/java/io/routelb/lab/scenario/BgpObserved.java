package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.routelb.lab.bgp.BmpStation;
import io.routelb.lab.bgp.DaemonKind;
import io.routelb.lab.bgp.RouterSetup;
import io.routelb.lab.cluster.NodeHost;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.KernelRoutes;
import io.routelb.lab.topology.LabNode;
import io.routelb.lab.topology.PacketFile;
import io.routelb.lab.topology.Upstream;
import io.routelb.model.IpFamily;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a RoutingConfig says for all sessions of a node, by the whole way from the API: a BMP station is told of them, equal paths are used
 * together or not, and no session notices. An agent that is asked to writes what its sessions say.
 */
final class BgpObserved implements ClusterScenario {
    private static final String NODE = "n1";
    private static final Map<IpFamily, String> ROUTES =
            Map.of(IpFamily.IPV4, "10.77.0.0/16", IpFamily.IPV6, "2001:db8:77::/48");

    @Override
    public String name() {
        return "bgp-observed";
    }

    @Override
    public String summary() {
        return "a RoutingConfig's BMP station and best path take effect without a session noticing; an agent's captures are read by tshark";
    }

    @Override
    public List<String> packages() {
        return BmpStation.PACKAGES;
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        List<Upstream> routers = List.of(router(stage, 1), router(stage, 2));
        stage.lab().routing().configure(object("learnedRoutes", object("install", true)));
        for (Upstream router : routers) {
            peer(stage, router);
        }
        awaitWays(stage, routers.size());
        List<String> since = since(stage, routers);
        bestPath(stage, routers.size());
        monitored(stage, routers);
        Stage.require(
                since.equals(since(stage, routers.subList(0, 1))),
                "a session began anew: " + stage.lab().routing().report(NODE));
        captured(stage, routers.getFirst());
    }

    private static Upstream router(Stage stage, int number) throws IOException, InterruptedException {
        Upstream upstream = Upstream.plugIn("up-" + number, number);
        LabNode node = stage.lab().node(NODE).node();
        List<RouterSetup.Neighbour> neighbours = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            neighbours.add(new RouterSetup.Neighbour(
                    upstream.address(family),
                    family == IpFamily.IPV4 ? node.v4() : node.v6(),
                    64512,
                    Set.of(family),
                    Duration.ofSeconds(9),
                    Set.of()));
        }
        DaemonKind.BIRD
                .at(
                        upstream.cable(node),
                        stage.lab().workspace().own(upstream.name()),
                        stage.lab().workspace().logs())
                .start(new RouterSetup(
                        asn(upstream), upstream.address(IpFamily.IPV4), neighbours, List.copyOf(ROUTES.values())));
        return upstream;
    }

    private static long asn(Upstream router) {
        return 64600L + router.number();
    }

    private static String name(Upstream router, IpFamily family) {
        return router.name() + "-" + Nets.label(family);
    }

    private static void peer(Stage stage, Upstream router) throws IOException {
        for (IpFamily family : IpFamily.values()) {
            stage.lab()
                    .routing()
                    .peer(
                            name(router, family),
                            object(
                                    "address", router.address(family),
                                    "asn", asn(router),
                                    "families", List.of(family.kubernetesName() + "Unicast"),
                                    "nodeSelector", object("matchLabels", object("kubernetes.io/hostname", NODE)),
                                    "import",
                                            object(
                                                    "prefixes",
                                                    List.of(object("cidr", ROUTES.getOrDefault(family, ""))))));
        }
    }

    /** Each prefix has so many next hops in the node's kernel. */
    private static void awaitWays(Stage stage, int wanted) throws IOException, InterruptedException {
        Await.until(
                wanted + " next hops for each of " + ROUTES.values() + " in the kernel of " + NODE,
                Stage.LIMIT,
                () -> {
                    KernelRoutes routes = KernelRoutes.of(NODE);
                    return ROUTES.values().stream()
                            .allMatch(prefix -> routes.to(prefix).size() == wanted);
                },
                () -> KernelRoutes.of(NODE).gateways() + " "
                        + stage.lab().routing().report(NODE));
    }

    /** Since when the node's sessions with the first router are up, once it says that they are; those with the others do not matter. */
    private static List<String> since(Stage stage, List<Upstream> routers) throws IOException, InterruptedException {
        List<String> since = new ArrayList<>();
        awaitReported(stage, routers.getFirst(), List.of());
        for (IpFamily family : IpFamily.values()) {
            String address = routers.getFirst().address(family);
            since.add(stage.lab().routing().since(NODE, address).orElse("never"));
        }
        return since;
    }

    private static void bestPath(Stage stage, int routers) throws IOException, InterruptedException {
        stage.lab().routing().configure(object("bestPath", object("maximumPaths", 1)));
        awaitWays(stage, 1);
        stage.lab().routing().configure(object("bestPath", object("maximumPaths", routers)));
        awaitWays(stage, routers);
    }

    /** A station that comes late is told all; a peer that is removed, with our NOTIFICATION; then it is not wanted any more. */
    private static void monitored(Stage stage, List<Upstream> routers) throws IOException, InterruptedException {
        Upstream place = routers.getFirst();
        BmpStation station = new BmpStation(
                place.name(),
                place.address(IpFamily.IPV4),
                stage.lab().workspace().own("bmp"),
                stage.lab().workspace().logs().resolve("bmp.log"));
        stage.lab()
                .routing()
                .configure(object(
                        "bmp",
                        object(
                                "address", place.address(IpFamily.IPV4),
                                "port", station.monitor().port(),
                                "statisticsInterval", "1s")));
        LocalAddresses.awaitCondition(stage, NODE, "BackendReady", "False");
        long began = System.nanoTime();
        station.start();
        for (IpFamily family : IpFamily.values()) {
            String peer = place.address(family);
            station.await("the session with " + peer, each -> BmpStation.is(each, "peer_up", peer));
            station.await(
                    "the route of " + peer,
                    each -> BmpStation.is(each, "route_monitor", peer)
                            && BmpStation.text(each, "ip_prefix").equals(ROUTES.getOrDefault(family, "")));
            station.await("the counts of " + peer, each -> BmpStation.is(each, "stats", peer));
        }
        stage.figures().seconds("station_up_to_told_s", Duration.ofNanos(System.nanoTime() - began));
        LocalAddresses.awaitCondition(stage, NODE, "BackendReady", "True");
        ended(stage, routers.getLast(), station);
    }

    private static void ended(Stage stage, Upstream goes, BmpStation station) throws IOException, InterruptedException {
        for (IpFamily family : IpFamily.values()) {
            stage.lab().routing().deletePeer(name(goes, family));
            station.await(
                    "the end of the session with " + goes.address(family) + " by our NOTIFICATION",
                    each -> BmpStation.is(each, "peer_down", goes.address(family))
                            && BmpStation.text(each, "reason_type").equals("1"));
        }
        JsonObject none = new JsonObject();
        none.add("bmp", JsonNull.INSTANCE);
        stage.lab().routing().configure(none);
        station.await("the end", each -> BmpStation.text(each, "bmp_msg_type").equals("term"));
    }

    private static void captured(Stage stage, Upstream router) throws IOException, InterruptedException {
        NodeHost node = stage.lab().node(NODE);
        Path folder = Files.createDirectories(stage.lab().workspace().own("captures"));
        List<String> before = since(stage, List.of(router));
        Stage.require(node.stopAgent(), "the agent of " + NODE + " did not stop by itself");
        node.startAgentCapturing(folder);
        for (IpFamily family : IpFamily.values()) {
            String address = router.address(family);
            Path file = folder.resolve("bgp-" + address.replace(':', '_') + ".pcap");
            Await.until("the capture of " + address, Stage.LIMIT, () -> Files.exists(file));
        }
        awaitSessions(stage, router, before);
        Stage.require(node.stopAgent(), "the agent of " + NODE + " did not stop by itself while it wrote");
        for (IpFamily family : IpFamily.values()) {
            String address = router.address(family);
            requireReadable(folder.resolve("bgp-" + address.replace(':', '_') + ".pcap"));
        }
        stage.figures().put("captures_read_by_tshark", IpFamily.values().length);
    }

    /** Both are up, and not since {@code before}; their routes are in the kernel. */
    private static void awaitSessions(Stage stage, Upstream router, List<String> before)
            throws IOException, InterruptedException {
        awaitReported(stage, router, before);
        awaitWays(stage, 1);
    }

    private static void awaitReported(Stage stage, Upstream router, List<String> before)
            throws IOException, InterruptedException {
        Set<String> addresses =
                Arrays.stream(IpFamily.values()).map(router::address).collect(Collectors.toSet());
        Await.until(
                "sessions with " + addresses + " in the report of " + NODE,
                Stage.LIMIT,
                () -> stage.lab().routing().peers(NODE).stream()
                                .filter(peer -> addresses.contains(
                                                peer.get("address").getAsString())
                                        && peer.get("state").getAsString().equals("Established")
                                        && !before.contains(peer.get("since").getAsString()))
                                .count()
                        == addresses.size(),
                () -> stage.lab().routing().report(NODE));
    }

    /** It shows OPENs, UPDATEs and KEEPALIVEs, and nothing that tshark complains of. */
    private static void requireReadable(Path file) throws IOException, InterruptedException {
        String bgp = "tcp.port==179,bgp";
        Set<String> types = PacketFile.dissect(file, bgp, "bgp", "bgp.type").stream()
                .flatMap(line -> Arrays.stream(line.split(",", -1)))
                .collect(Collectors.toCollection(TreeSet::new));
        Stage.require(types.containsAll(Set.of("1", "2", "4")), "tshark sees messages " + types + " only in " + file);
        List<String> bad = PacketFile.dissect(file, bgp, "_ws.malformed", "frame.number");
        Stage.require(bad.isEmpty(), "tshark complains of " + file + ": frames " + bad);
    }
}
