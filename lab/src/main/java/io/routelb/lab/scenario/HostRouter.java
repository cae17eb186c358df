package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.Lab;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.DaemonPrograms;
import io.routelb.lab.topology.HostDaemon;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.LabNode;
import io.routelb.lab.topology.Namespaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The agents only fill kube-lb0; BIRD or FRR on the nodes, configured as deploy/examples shows, tells the router, by BGP or OSPF. Nothing
 * but Service addresses gets there, whatever else the nodes have.
 */
final class HostRouter implements ClusterScenario {
    private static final String[] ALL = {"n1", "n2", "n3"};
    /** In the examples, where each node is to put its own. */
    private static final String ROUTER_ID = LabNetwork.NODES.getFirst().v4();

    /** Which daemon. */
    enum Daemon {
        BIRD,
        FRR
    }

    /** How it tells. */
    enum Protocol {
        BGP,
        OSPF
    }

    private final Daemon daemon;
    private final Protocol protocol;

    HostRouter(Daemon daemon, Protocol protocol) {
        this.daemon = daemon;
        this.protocol = protocol;
    }

    @Override
    public String name() {
        String word = lower(daemon);
        return protocol == Protocol.BGP ? word + "-kernel" : "ospf-" + word;
    }

    @Override
    public String summary() {
        return "backend Kernel: " + daemon + " on the nodes tells by " + protocol
                + " what is on kube-lb0, and nothing else";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        Lab lab = stage.lab();
        HostGuests.quiet(stage);
        if (protocol == Protocol.OSPF) {
            lab.router().speakOspf();
        }
        Map<String, HostDaemon> hosts = new TreeMap<>();
        for (LabNode node : LabNetwork.NODES) {
            HostDaemon host = host(lab, daemon, node.name());
            hosts.put(node.name(), host);
            host.start(example(lab, daemon, protocol, node));
        }
        long created = System.nanoTime();
        stage.services().create(ServiceRequest.named("web"), List.of(Endpoint.on("n1")));
        List<String> addresses = stage.awaitAddresses("web");
        stage.awaitNextHops(addresses, ALL);
        stage.figures().put("addresses", addresses).seconds("created_to_three_nexthops_s", since(created));
        for (String address : addresses) {
            stage.requests(address, 90, ALL);
        }
        nothingElse(stage, addresses);
        localOnly(stage);
        daemonDies(stage, hosts, addresses);
        agentDies(stage, addresses);
        if (protocol == Protocol.OSPF) {
            bgpIsPreferred(stage, addresses);
        }
        long deleted = System.nanoTime();
        stage.services().delete("web");
        stage.awaitNextHops(addresses);
        stage.figures().seconds("deleted_to_gone_s", since(deleted));
    }

    /** A daemon of the node, not started. */
    static HostDaemon host(Lab lab, Daemon daemon, String node) throws IOException {
        Path folder = lab.workspace().own(node + "-" + lower(daemon));
        Path logs = lab.workspace().logs();
        return switch (daemon) {
            case BIRD -> new HostDaemon.Bird(DaemonPrograms.INSTALLED, node, folder, logs);
            case FRR -> new HostDaemon.Frr(DaemonPrograms.INSTALLED, node, folder, logs);
        };
    }

    /** The example as it stands, but for the router ID of each node. */
    static String example(Lab lab, Daemon daemon, Protocol protocol, LabNode node) throws IOException {
        Path example = lab.workspace().deploy("examples/host-" + lower(daemon) + "/" + lower(protocol) + ".conf");
        return Files.readString(example).replace("router-id " + ROUTER_ID, "router-id " + node.v4());
    }

    /** What hosts have beside kube-lb0: a bridge of pods, kube-proxy's link; and what somebody put on kube-lb0 that is of no pool. */
    static void nothingElse(Stage stage, List<String> addresses) throws IOException, InterruptedException {
        for (String link : List.of("cni0", "kube-ipvs0")) {
            LabNetwork.quietLink("n1", link);
        }
        Namespaces.batch(
                "n1",
                List.of(
                        "addr add 10.244.1.1/24 dev cni0",
                        "addr add 198.51.100.200/32 dev cni0",
                        "addr add 2001:db8:51::200/128 dev cni0 nodad",
                        "addr add 10.96.0.10/32 dev kube-ipvs0",
                        "addr add 10.9.9.9/32 dev " + LabNetwork.SERVICE_LINK,
                        "addr add 2001:db8:9::9/128 dev " + LabNetwork.SERVICE_LINK + " nodad"));
        Await.throughout(
                "r1 having routes to " + addresses + " alone",
                Duration.ofSeconds(2),
                () -> stage.lab().router().routes().gateways().keySet().equals(Set.copyOf(addresses)),
                () -> stage.lab().router().routes().gateways().toString());
    }

    /** Exactly the nodes with an endpoint have the address, so exactly they tell it. */
    static void localOnly(Stage stage) throws IOException, InterruptedException {
        stage.services().create(ServiceRequest.named("local").local(), List.of(Endpoint.on("n2")));
        List<String> local = stage.awaitAddresses("local");
        stage.awaitNextHops(local, "n2");
        long moved = System.nanoTime();
        stage.services().endpoints("local", List.of(Endpoint.on("n3")));
        stage.awaitNextHops(local, "n3");
        stage.figures().seconds("move_s", since(moved));
        stage.services().delete("local");
        stage.awaitNextHops(local);
    }

    private void daemonDies(Stage stage, Map<String, HostDaemon> hosts, List<String> addresses)
            throws IOException, InterruptedException {
        HostDaemon host = Objects.requireNonNull(hosts.get("n1"), "n1");
        long killed = System.nanoTime();
        host.kill();
        stage.awaitNextHops(addresses, "n2", "n3");
        stage.figures().seconds("daemon_killed_to_left_s", since(killed));
        long started = System.nanoTime();
        host.start(example(stage.lab(), daemon, protocol, LabNetwork.NODES.getFirst()));
        stage.awaitNextHops(addresses, ALL);
        stage.figures().seconds("daemon_started_to_back_s", since(started));
    }

    /** The node's addresses stay, and so do its routes, whatever r1 still makes of others'. */
    static void agentDies(Stage stage, List<String> addresses) throws IOException, InterruptedException {
        stage.lab().node("n2").killAgent();
        Await.throughout(
                "n2 staying a next hop without its agent",
                Duration.ofSeconds(1),
                () -> stage.nextHops(addresses.getFirst()).contains("n2"),
                () -> stage.lab().router().routes().gateways().toString());
        stage.lab().node("n2").startAgent();
    }

    /** The way over to our speaker: while both tell, the router goes by BGP, and it has OSPF's routes beside them. */
    private static void bgpIsPreferred(Stage stage, List<String> addresses) throws IOException, InterruptedException {
        stage.lab().routing().configure(object("backend", "Native"));
        for (String address : addresses) {
            Await.until(
                    "r1 going by BGP to " + address + ", with OSPF's route beside it",
                    Stage.LIMIT,
                    () -> protocols(stage, address)
                            .equals(List.of("bgp, selected", address.contains(":") ? "ospf6" : "ospf")),
                    () -> protocols(stage, address).toString());
        }
        stage.awaitNextHops(addresses, ALL);
        stage.requests(addresses.getFirst(), 90, ALL);
    }

    private static List<String> protocols(Stage stage, String address) throws IOException, InterruptedException {
        String family = address.contains(":") ? "ipv6" : "ip";
        Set<String> seen = new TreeSet<>();
        for (JsonElement routes : stage.lab()
                .router()
                .json("show " + family + " route " + address)
                .asMap()
                .values()) {
            for (JsonElement route : routes.getAsJsonArray()) {
                JsonObject one = route.getAsJsonObject();
                seen.add(one.get("protocol").getAsString() + (one.has("selected") ? ", selected" : ""));
            }
        }
        return new ArrayList<>(seen);
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
