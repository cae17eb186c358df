package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.KernelRoutes;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.LabNode;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The nodes' BIRD has a mesh and pod routes of its own, as Calico has, and looks at every link there is. RouteLB is a guest there: nothing of the
 * mesh is disturbed, nothing of it gets to r1, and no Service address gets into the mesh.
 */
final class CalicoLikeHost implements ClusterScenario {
    private static final String[] ALL = {"n1", "n2", "n3"};
    private static final Pattern TIME = Pattern.compile("\\d\\d:\\d\\d:\\d\\d\\.\\d{3}");
    private static final Duration CLOCKS_APART = Duration.ofMillis(10);

    @Override
    public String name() {
        return "calico-like-host";
    }

    @Override
    public String summary() {
        return "a BIRD with its own mesh and pod routes is told of our peers: none of its sessions and routes is disturbed, none gets to r1";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        HostGuests.quiet(stage);
        BirdGuests birds = new BirdGuests(stage, "Include");
        for (LabNode node : LabNetwork.NODES) {
            birds.start(node, configuration(birds, node));
        }
        for (LabNode node : LabNetwork.NODES) {
            awaitPods(node);
        }
        Map<String, String> before = mesh(birds);
        birds.choose();
        stage.services().create(ServiceRequest.named("web"), List.of(Endpoint.on("n1")));
        List<String> addresses = stage.awaitAddresses("web");
        stage.figures().seconds("chosen_to_three_nexthops_s", stage.awaitNextHops(addresses, ALL));
        HostRouter.nothingElse(stage, addresses);
        undisturbed(birds, before, addresses);
        HostRouter.localOnly(stage);
        stage.lab().routing().attributes("all", object("communities", List.of("65000:1")));
        new RouterPaths(stage).awaitAll(addresses.getFirst() + "/32", "path 64512, communities 65000:1");
        undisturbed(birds, before, addresses);
        RouterPaths paths = new RouterPaths(stage);
        birds.leave();
        for (String node : ALL) {
            paths.awaitNewSession(node);
        }
        stage.awaitNextHops(addresses, ALL);
        undisturbed(birds, before, addresses);
        stage.services().delete("web");
        stage.awaitNextHops(addresses);
    }

    /** Every link but kube-proxy's, a pod CIDR, and iBGP with the others that tells of pods alone. */
    private static String configuration(BirdGuests birds, LabNode node) {
        String host = birds.configuration(node).replace("export none", "export where source = RTS_BGP");
        String sessions = LabNetwork.NODES.stream()
                .filter(other -> !other.equals(node))
                .map(other -> "protocol bgp mesh_" + other.name() + " { local " + node.v4() + " as 64512; neighbor "
                        + other.v4()
                        + " as 64512; direct; connect delay time 1; connect retry time 1; error wait time 1, 2;"
                        + " ipv4 { import all; export where net ~ [10.244.0.0/16+]; next hop self; }; }\n")
                .collect(Collectors.joining());
        return host
                + "protocol direct { ipv4; ipv6; interface \"-kube-ipvs*\", \"*\"; }\n"
                + "protocol static { ipv4; route " + pods(node) + " blackhole; }\n"
                + sessions;
    }

    /** Not those of the Nodes' spec, which are no matter here. */
    private static String pods(LabNode node) {
        return "10.244." + (100 + LabNetwork.NODES.indexOf(node)) + ".0/24";
    }

    private static void awaitPods(LabNode node) throws IOException, InterruptedException {
        for (LabNode other : LabNetwork.NODES) {
            if (!other.equals(node)) {
                Await.until(
                        node.name() + " reaching the pods of " + other.name(),
                        Stage.LIMIT,
                        () -> KernelRoutes.of(node.name()).to(pods(other)).contains(other.v4()),
                        () -> KernelRoutes.of(node.name()).gateways().toString());
            }
        }
    }

    /** The sessions of each node's mesh, and since when they are what they are. */
    private static Map<String, String> mesh(BirdGuests birds) throws IOException, InterruptedException {
        Map<String, String> mesh = new TreeMap<>();
        for (String node : ALL) {
            mesh.put(
                    node,
                    birds.daemon(node)
                            .ask("show protocols")
                            .lines()
                            .filter(line -> line.startsWith("mesh_"))
                            .collect(Collectors.joining("\n")));
        }
        return mesh;
    }

    /** BIRD works out a session's time from two clocks each time it is asked, and may be a millisecond off. */
    static boolean isSame(Map<String, String> before, Map<String, String> now) {
        Matcher was = TIME.matcher(before.toString());
        Matcher is = TIME.matcher(now.toString());
        if (!was.replaceAll("").equals(is.replaceAll(""))) {
            return false;
        }
        was.reset();
        is.reset();
        while (was.find() && is.find()) {
            if (Duration.between(LocalTime.parse(was.group()), LocalTime.parse(is.group()))
                            .abs()
                            .compareTo(CLOCKS_APART)
                    > 0) {
                return false;
            }
        }
        return true;
    }

    private static void undisturbed(BirdGuests birds, Map<String, String> before, List<String> addresses)
            throws IOException, InterruptedException {
        Map<String, String> now = mesh(birds);
        Stage.require(isSame(before, now), "the mesh of the hosts is " + now + " and was " + before);
        for (LabNode node : LabNetwork.NODES) {
            awaitPods(node);
            String heard = birds.daemon(node.name()).ask("show route where source = RTS_BGP");
            Stage.require(
                    addresses.stream().noneMatch(heard::contains),
                    node.name() + " has a Service address from the mesh: " + heard);
        }
    }
}
