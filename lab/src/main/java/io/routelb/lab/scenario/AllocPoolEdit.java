package io.routelb.lab.scenario;

import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.GroupRequest;
import io.routelb.lab.cluster.GroupRequest.Pool;
import io.routelb.lab.cluster.ObjectCondition;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.Client;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Pools that overlap, shrink, vanish, are renamed and split: whoever holds an address keeps it, and no request is lost. */
final class AllocPoolEdit implements ClusterScenario {
    private static final String[] ALL = {"n1", "n2", "n3"};
    private static final List<Endpoint> ENDPOINTS = List.of(Endpoint.on("n1"));
    private static final String NET = "198.51.104.";
    private static final String SUBNET = NET + "0/24";

    @Override
    public String name() {
        return "alloc-pool-edit";
    }

    @Override
    public String summary() {
        return "overlaps are refused naming the earlier group; shrinking, deleting, splitting a pool moves nobody";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        overlap(stage, "alpha", "zulu", "198.51.105.");
        overlap(stage, "zebra", "ant", "198.51.106.");
        edges(stage);
        stage.lab().groups().apply(GroupRequest.of("whole", Pool.of(NET + "10-" + NET + "12", SUBNET)));
        stage.services().create(service("held").pinned(NET + "12"), ENDPOINTS);
        stage.awaitExactly("held", NET + "12");
        stage.awaitNextHops(List.of(NET + "12"), ALL);
        Client.Requests requests = stage.lab().client().start(NET + "12");
        shrink(stage);
        vanish(stage);
        split(stage);
        stage.figures().put("requests", Traffic.noneFailed("the pool was edited around the address", requests.stop()));
        stage.awaitHolders(NET + "12", ALL);
    }

    /** The later of two is refused, whatever their names, and says who was earlier. */
    private static void overlap(Stage stage, String earlier, String later, String net)
            throws IOException, InterruptedException {
        stage.lab().groups().apply(GroupRequest.of(earlier, Pool.of(net + "0/26", net + "0/24")));
        stage.awaitGroup(earlier, ObjectCondition.ACCEPTED, "True");
        nextSecond(stage, earlier);
        stage.lab().groups().apply(GroupRequest.of(later, Pool.of(net + "32-" + net + "99", net + "0/24")));
        ObjectCondition refused = stage.awaitGroup(later, ObjectCondition.ACCEPTED, "False");
        Stage.require(
                refused.reason().equals("Overlaps") && refused.message().contains(earlier),
                later + " is refused with " + refused + " instead of naming " + earlier);
        stage.awaitGroup(earlier, ObjectCondition.ACCEPTED, "True");
        stage.figures().put(later + "_after_" + earlier, refused.message());
    }

    /** The API tells the time of a creation in whole seconds. */
    private static void nextSecond(Stage stage, String group) throws IOException, InterruptedException {
        Instant created = Instant.parse(stage.lab()
                .groups()
                .get(group)
                .orElseThrow()
                .getAsJsonObject("metadata")
                .get("creationTimestamp")
                .getAsString());
        Await.until(
                "the second after " + created, Stage.LIMIT, () -> Instant.now().isAfter(created.plusMillis(1_010)));
    }

    /** Of a /29 that leaves out its edges, one address and one range, three are left. */
    private static void edges(Stage stage) throws IOException, InterruptedException {
        String net = "198.51.107.";
        stage.lab()
                .groups()
                .apply(GroupRequest.of(
                        "edges",
                        new Pool(net + "0/29", net + "0/29", List.of(net + "1", net + "4-" + net + "5"), true)));
        List<String> offered = List.of(net + "2", net + "3", net + "6");
        for (String address : offered) {
            String name = "e" + address.substring(net.length());
            stage.services().create(ServiceRequest.named(name).ipv4().from("edges"), ENDPOINTS);
            stage.awaitExactly(name, address);
        }
        stage.services().create(ServiceRequest.named("e-none").ipv4().from("edges"), ENDPOINTS);
        stage.awaitPending("e-none", "PoolExhausted");
        for (String excluded : List.of("0", "1", "5", "7")) {
            stage.services()
                    .create(ServiceRequest.named("e-pin" + excluded).ipv4().pinned(net + excluded), ENDPOINTS);
            stage.awaitPending("e-pin" + excluded, "AddressExcluded");
        }
        stage.awaitCounts("edges", "IPv4", 3, 0);
    }

    private static void shrink(Stage stage) throws IOException, InterruptedException {
        stage.lab().groups().apply(GroupRequest.of("whole", Pool.of(NET + "10-" + NET + "11", SUBNET)));
        stage.figures().put("shrunk", awaitOutside(stage, "held"));
        stage.services().create(service("a"), ENDPOINTS);
        stage.services().create(service("b"), ENDPOINTS);
        stage.services().create(service("c"), ENDPOINTS);
        stage.awaitExactly("a", NET + "10");
        stage.awaitExactly("b", NET + "11");
        stage.awaitPending("c", "PoolExhausted");
        stays(stage);
    }

    private static void vanish(Stage stage) throws IOException, InterruptedException {
        stage.lab().groups().delete("whole");
        awaitOutside(stage, "a");
        awaitOutside(stage, "b");
        stage.figures().put("vanished", stage.awaitPending("c", "GroupNotFound"));
        stays(stage);
    }

    /** Two groups of other names cover the same addresses: all is well again, and counted where it lies now. */
    private static void split(Stage stage) throws IOException, InterruptedException {
        long acted = System.nanoTime();
        stage.lab().groups().apply(GroupRequest.of("left", Pool.of(NET + "10-" + NET + "11", SUBNET)));
        stage.lab().groups().apply(GroupRequest.of("right", Pool.of(NET + "12-" + NET + "20", SUBNET)));
        for (String service : List.of("held", "a", "b")) {
            Await.until(
                    service + " being told that all is well",
                    Stage.LIMIT,
                    () -> stage.services()
                            .condition(service)
                            .filter(one -> one.reason().equals("Allocated"))
                            .isPresent(),
                    () -> String.valueOf(stage.services().condition(service)));
        }
        stage.figures().seconds("split_to_all_well_s", Duration.ofNanos(System.nanoTime() - acted));
        stage.awaitCounts("left", "IPv4", 2, 0);
        stage.awaitCounts("right", "IPv4", 1, 8);
        stays(stage);
    }

    private static String awaitOutside(Stage stage, String service) throws IOException, InterruptedException {
        return stage.awaitTold(service, "True", "AddressOutsidePools");
    }

    private static void stays(Stage stage) throws IOException, InterruptedException {
        stage.awaitExactly("held", NET + "12");
        stage.awaitExactly("a", NET + "10");
        stage.awaitExactly("b", NET + "11");
        stage.awaitNextHops(List.of(NET + "10", NET + "11", NET + "12"), ALL);
    }

    private static ServiceRequest service(String name) {
        return ServiceRequest.named(name).ipv4().from("whole");
    }
}
