package io.routelb.lab.scenario;

import com.google.gson.JsonObject;
import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.NodeHost;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Addresses of a local pool: each on exactly one node, whatever becomes of the nodes. */
final class NodeLocalElection implements ClusterScenario {
    private static final String ANNOUNCING = "purelb.io/announcing-IPv4";
    private static final int SERVICES = 4;
    /** A dead node's address: its Lease, and a second. */
    private static final Duration DEAD = Duration.ofSeconds(11);

    @Override
    public String name() {
        return "node-local-election";
    }

    @Override
    public String summary() {
        return "an address of a local pool is on one node's own interface, never on two; others take over from a dead or stopped one";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        LocalAddresses local = LocalAddresses.watch(stage);
        stage.lab().groups().apply(LocalAddresses.GROUP);
        Map<String, String> holders = elect(stage, local);
        String stopped = holders.values().iterator().next();
        stop(stage, local, holders, stopped);
        kill(stage, local, holders, stopped);
        for (String address : holders.keySet()) {
            local.requireNeverTwo(address);
        }
    }

    /** By address the node that has it. */
    private static Map<String, String> elect(Stage stage, LocalAddresses local)
            throws IOException, InterruptedException {
        long created = System.nanoTime();
        for (int i = 1; i <= SERVICES; i++) {
            stage.services()
                    .create(ServiceRequest.named("web" + i).from("default").ipv4(), List.of(Endpoint.on("n1")));
        }
        Map<String, String> holders = new TreeMap<>();
        for (int i = 1; i <= SERVICES; i++) {
            String address = stage.awaitAddresses("web" + i).getFirst();
            holders.put(address, local.awaitHolder(address));
        }
        stage.figures()
                .seconds("created_to_held_s", Duration.ofNanos(System.nanoTime() - created))
                .put("holders", holders);
        Stage.require(
                new TreeSet<>(holders.values()).size() > 1,
                "all addresses are on one node, none is spread: " + holders);
        for (int i = 1; i <= SERVICES; i++) {
            String service = "web" + i;
            String address = stage.services().addresses(service).getFirst();
            NodeHost node = stage.lab().node(holders.getOrDefault(address, ""));
            asConfigured(local, node, address);
            awaitTold(stage, service, address, node.name());
            stage.requests(address, 20, node.name());
        }
        return holders;
    }

    private static void asConfigured(LocalAddresses local, NodeHost node, String address)
            throws IOException, InterruptedException {
        JsonObject entry = local.entry(node, address).orElseThrow();
        Stage.require(
                entry.has("noprefixroute")
                        && entry.get("prefixlen").getAsInt() == 32
                        && entry.get("valid_life_time").getAsLong() <= 8,
                address + " has not the mask of a host, noprefixroute and a lifetime within the hold: " + entry);
        Stage.require(!node.serviceAddresses().contains(address), address + " is on the service link, too");
    }

    private static void awaitTold(Stage stage, String service, String address, String node)
            throws IOException, InterruptedException {
        String wanted = node + "," + LocalAddresses.LINK + "," + address;
        Await.until(
                service + " having " + ANNOUNCING + " " + wanted,
                Stage.LIMIT,
                () -> stage.services().annotation(service, ANNOUNCING).equals(wanted),
                () -> stage.services().annotation(service, ANNOUNCING));
    }

    /** SIGTERM: others take over at once, and give back when it returns. */
    private static void stop(Stage stage, LocalAddresses local, Map<String, String> holders, String stopped)
            throws IOException, InterruptedException {
        List<String> moving = addressesOf(holders, stopped);
        long began = System.nanoTime();
        Stage.require(stage.lab().node(stopped).stopAgent(), "the agent of " + stopped + " did not end by itself");
        for (String address : moving) {
            local.awaitHolderBut(address, stopped);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        stage.figures().seconds("stopped_to_taken_over_s", took);
        unmoved(local, holders, moving);
        for (String address : moving) {
            stage.requests(address, 20, local.awaitHolderBut(address, stopped));
        }
        stage.lab().node(stopped).startAgent();
        for (String address : moving) {
            local.awaitOn(address, stopped);
        }
        unmoved(local, holders, List.of());
    }

    /** SIGKILL: the kernel lets go by itself, then others take over. */
    private static void kill(Stage stage, LocalAddresses local, Map<String, String> holders, String killed)
            throws IOException, InterruptedException {
        List<String> moving = addressesOf(holders, killed);
        long began = System.nanoTime();
        stage.lab().node(killed).killAgent();
        for (String address : moving) {
            local.awaitHolderBut(address, killed);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        stage.figures().seconds("killed_to_taken_over_s", took);
        Stage.require(
                took.compareTo(DEAD.plusSeconds(1)) <= 0, "a killed node's addresses were taken over after " + took);
        unmoved(local, holders, moving);
        for (String address : moving) {
            stage.requests(address, 20, local.awaitHolderBut(address, killed));
        }
    }

    private static void unmoved(LocalAddresses local, Map<String, String> holders, List<String> moving)
            throws IOException, InterruptedException {
        for (Map.Entry<String, String> one : holders.entrySet()) {
            Stage.require(
                    moving.contains(one.getKey())
                            || local.holders(one.getKey()).equals(new TreeSet<>(List.of(one.getValue()))),
                    one.getKey() + " moved from " + one.getValue() + " to " + local.holders(one.getKey())
                            + " although its node was well");
        }
    }

    private static List<String> addressesOf(Map<String, String> holders, String node) {
        List<String> addresses = new ArrayList<>();
        holders.forEach((address, holder) -> {
            if (holder.equals(node)) {
                addresses.add(address);
            }
        });
        return addresses;
    }
}
