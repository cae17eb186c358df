package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonObject;
import io.routelb.lab.bgp.DaemonKind;
import io.routelb.lab.bgp.Option;
import io.routelb.lab.bgp.RouterSetup;
import io.routelb.lab.bgp.RoutingDaemon;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.KernelChange;
import io.routelb.lab.topology.KernelRoutes;
import io.routelb.lab.topology.LabNode;
import io.routelb.lab.topology.Monitor;
import io.routelb.lab.topology.Namespaces;
import io.routelb.lab.topology.Upstream;
import io.routelb.model.IpFamily;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What two routers tell a node is put in the node's kernel: equal paths as one route with two next hops, both families. It is repaired,
 * outlives the agent, and a router that stops dead is out of it by BFD. What would take the node off its network is not.
 */
final class BgpLearnedRoutes implements ClusterScenario {
    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final Duration BOUND = INTERVAL.multipliedBy(3).plusMillis(50);
    private static final String NODE = "n1";
    /** Where the packets end; it answers to every address behind the routers. */
    private static final String SERVER = "n2";

    private static final Map<IpFamily, String> BOTH =
            Map.of(IpFamily.IPV4, "10.77.0.0/16", IpFamily.IPV6, "2001:db8:77::/48");
    private static final List<String> HOSTILE =
            List.of("0.0.0.0/0", "192.0.2.128/25", "198.51.100.0/24", "2001:db8:0:2::/64", "2001:db8:51::/64");
    private static final String LEFTOVER = "10.99.0.0/16";

    /** A router, its daemon, and what it alone tells. */
    private record Router(DaemonKind kind, Upstream upstream, RoutingDaemon daemon) {
        long asn() {
            return 64600L + upstream.number();
        }

        String own(IpFamily family) {
            return family == IpFamily.IPV4
                    ? "10.78." + upstream.number() + ".0/24"
                    : "2001:db8:78:" + upstream.number() + "::/64";
        }
    }

    @Override
    public String name() {
        return "bgp-learned-routes";
    }

    @Override
    public String summary() {
        return "BIRD and FRR tell a node routes: ECMP in its kernel, repaired, gone by BFD, and nothing that is not theirs to tell";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        List<Router> routers = List.of(router(stage, DaemonKind.BIRD, 1), router(stage, DaemonKind.FRR, 2));
        LabNode node = stage.lab().node(NODE).node();
        long began = System.nanoTime();
        for (Router router : routers) {
            start(router, node);
        }
        configure(stage, true);
        for (Router router : routers) {
            peer(stage, router);
        }
        awaitAll(routers);
        stage.figures().seconds("started_to_installed_s", Duration.ofNanos(System.nanoTime() - began));
        packetsFlow(routers);
        nothingHostile(stage);
        flushed(stage, routers);
        for (Router router : routers) {
            frozen(stage, router, routers);
        }
        agentRestarts(stage, routers);
        configure(stage, false);
        Await.until(
                "no learned route in the kernel of " + NODE,
                Stage.LIMIT,
                () -> KernelRoutes.of(NODE).gateways().isEmpty());
    }

    private static Router router(Stage stage, DaemonKind kind, int number) throws IOException, InterruptedException {
        Upstream upstream = Upstream.plugIn("up-" + kind.label(), number);
        LabNode node = stage.lab().node(NODE).node();
        RoutingDaemon daemon = kind.at(
                upstream.cable(node),
                stage.lab().workspace().own("up-" + kind.label()),
                stage.lab().workspace().logs());
        Router router = new Router(kind, upstream, daemon);
        LabNode server = stage.lab().node(SERVER).node();
        for (IpFamily family : IpFamily.values()) {
            upstream.forward(BOTH.getOrDefault(family, ""), server, inside(BOTH.getOrDefault(family, "")));
            upstream.forward(router.own(family), server, inside(router.own(family)));
        }
        return router;
    }

    /** An address of the prefix. */
    private static String inside(String prefix) {
        String network = prefix.substring(0, prefix.indexOf('/'));
        return prefix.contains(":") ? network + "1" : network.replaceFirst("0$", "1");
    }

    /** One session a family. BIRD tells what it should not besides. */
    private static void start(Router router, LabNode node) throws IOException, InterruptedException {
        List<RouterSetup.Neighbour> neighbours = new ArrayList<>();
        List<String> routes = new ArrayList<>(router.kind() == DaemonKind.BIRD ? HOSTILE : List.of());
        for (IpFamily family : IpFamily.values()) {
            neighbours.add(new RouterSetup.Neighbour(
                    router.upstream().address(family),
                    family == IpFamily.IPV4 ? node.v4() : node.v6(),
                    64512,
                    Set.of(family),
                    Duration.ofSeconds(9),
                    Set.of(new Option.Bfd(INTERVAL, 3))));
            routes.add(BOTH.getOrDefault(family, ""));
            routes.add(router.own(family));
        }
        router.daemon()
                .start(new RouterSetup(router.asn(), router.upstream().address(IpFamily.IPV4), neighbours, routes));
    }

    private static void configure(Stage stage, boolean install) throws IOException {
        stage.lab().routing().configure(object("learnedRoutes", object("install", install)));
    }

    private static void peer(Stage stage, Router router) throws IOException {
        for (IpFamily family : IpFamily.values()) {
            List<JsonObject> prefixes = family == IpFamily.IPV4
                    ? List.of(
                            object("cidr", "0.0.0.0/0"),
                            object("cidr", "10.0.0.0/8", "le", 32),
                            object("cidr", "192.0.2.0/24", "le", 32),
                            object("cidr", "198.51.100.0/24", "le", 32))
                    : List.of(object("cidr", "2001:db8::/32", "le", 64));
            stage.lab()
                    .routing()
                    .peer(
                            router.upstream().name() + "-" + Nets.label(family),
                            object(
                                    "address", router.upstream().address(family),
                                    "asn", router.asn(),
                                    "families", List.of(family.kubernetesName() + "Unicast"),
                                    "nodeSelector", object("matchLabels", object("kubernetes.io/hostname", NODE)),
                                    "bfd", object("transmitInterval", "100ms", "receiveInterval", "100ms"),
                                    "import", object("prefixes", prefixes)));
        }
    }

    /** Exactly the routes of these routers are in the node's kernel. */
    private static Duration awaitAll(List<Router> routers) throws IOException, InterruptedException {
        Map<String, Set<String>> wanted = new TreeMap<>();
        for (Router router : routers) {
            for (IpFamily family : IpFamily.values()) {
                String gateway = router.upstream().nextHop(family);
                wanted.computeIfAbsent(BOTH.getOrDefault(family, ""), prefix -> new TreeSet<>())
                        .add(gateway);
                wanted.put(router.own(family), Set.of(gateway));
            }
        }
        return Await.until(
                "exactly " + wanted + " in the kernel of " + NODE,
                Stage.LIMIT,
                () -> KernelRoutes.of(NODE).gateways().equals(wanted),
                () -> KernelRoutes.of(NODE).gateways().toString());
    }

    /** By either router alone and by both together; nobody else knows the way. */
    private static void packetsFlow(List<Router> routers) throws IOException, InterruptedException {
        List<String> prefixes = new ArrayList<>(BOTH.values());
        for (Router router : routers) {
            for (IpFamily family : IpFamily.values()) {
                prefixes.add(router.own(family));
            }
        }
        for (String prefix : prefixes) {
            String address = inside(prefix);
            String url = "http://" + (address.contains(":") ? "[" + address + "]" : address) + "/";
            String answer = Namespaces.run(NODE, "curl", "--silent", "--show-error", "--fail", "--max-time", "5", url);
            Stage.require(answer.strip().equals(SERVER), address + " was answered by " + answer.strip());
        }
    }

    private static void nothingHostile(Stage stage) throws IOException, InterruptedException {
        String said = LocalAddresses.awaitCondition(
                stage, NODE, "LearnedRoutes", "True Installed: the kernel has 6 learned routes and not 5 others");
        for (String part : List.of(
                "0.0.0.0/0: a default route",
                "192.0.2.128/25: in the connected prefix 192.0.2.0/24",
                "198.51.100.0/24: in the pool of ServiceGroup ")) {
            Stage.require(said.contains(part), "the node does not say \"" + part + "\" but " + said);
        }
        Stage.require(
                LocalAddresses.metric(NODE, "routelb_learned_routes") == 6,
                "the agent's metric does not count 6 learned routes");
        String byDefault = Namespaces.run(NODE, "ip", "route", "show", "default");
        Stage.require(byDefault.strip().startsWith("default via 192.0.2.1 "), "the default route is " + byDefault);
    }

    private static void flushed(Stage stage, List<Router> routers) throws IOException, InterruptedException {
        for (String family : List.of("-4", "-6")) {
            Namespaces.run(NODE, "ip", family, "route", "flush", "proto", "186");
        }
        stage.figures().seconds("flushed_to_repaired_s", awaitAll(routers));
        Await.until(
                "the repairs counted",
                Stage.LIMIT,
                () -> LocalAddresses.metric(NODE, "routelb_learned_route_repairs_total") >= 1);
    }

    /** Its daemon stops dead: neither closes anything nor answers. */
    private static void frozen(Stage stage, Router router, List<Router> all) throws IOException, InterruptedException {
        List<Router> others = all.stream().filter(each -> !each.equals(router)).toList();
        KernelRoutes before = KernelRoutes.of(NODE);
        Monitor monitor = stage.lab().monitor(NODE);
        Instant frozen = Instant.now();
        router.daemon().freeze();
        awaitAll(others);
        List<KernelChange> changes = monitor.stop();
        for (IpFamily family : IpFamily.values()) {
            String prefix = BOTH.getOrDefault(family, "");
            Instant left = KernelChange.gatewayLeft(
                            changes,
                            before.to(prefix),
                            prefix,
                            router.upstream().nextHop(family))
                    .orElse(Instant.MAX);
            Duration took = Duration.between(frozen, left);
            stage.figures().seconds(router.kind().label() + "_frozen_to_gone_" + Nets.label(family) + "_s", took);
            Stage.require(
                    took.compareTo(BOUND) <= 0,
                    "the next hop of a frozen " + router.kind().label() + " was in the kernel for " + took.toMillis()
                            + " ms over " + family.kubernetesName());
        }
        packetsFlow(others);
        router.daemon().thaw();
        awaitAll(all);
    }

    /** Killed, its routes go on; its successor takes away what nobody tells. */
    private static void agentRestarts(Stage stage, List<Router> routers) throws IOException, InterruptedException {
        stage.lab().node(NODE).killAgent();
        String[] left = {"ip", "route", "add", LEFTOVER, "via", "192.0.2.21", "proto", "186", "metric", "1024"};
        Namespaces.run(NODE, left);
        packetsFlow(routers);
        stage.lab().node(NODE).startAgent();
        stage.figures().seconds("agent_restarted_to_right_s", awaitAll(routers));
    }
}
