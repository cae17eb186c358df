package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.GroupRequest;
import io.routelb.lab.cluster.ObjectCondition;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** More Services than addresses: whoever waits longest has what is freed, however it is freed, at once and unasked. */
final class AllocExhaustion implements ClusterScenario {
    private static final String[] ALL = {"n1", "n2", "n3"};
    private static final List<Endpoint> ENDPOINTS = List.of(Endpoint.on("n1"));
    private static final String SUBNET = "198.51.101.0/24";
    private static final Duration PROMISED = Duration.ofSeconds(1);

    @Override
    public String name() {
        return "alloc-exhaustion";
    }

    @Override
    public String summary() {
        return "the oldest pending Service has a freed address within 1 s: delete, growth, type change, family shrink";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        stage.lab().groups().apply(pool(3));
        for (int i = 1; i <= 5; i++) {
            stage.services().create(service("s" + i), ENDPOINTS);
        }
        for (int i = 1; i <= 3; i++) {
            stage.awaitExactly("s" + i, address(i));
        }
        stage.figures().put("pending", stage.awaitPending("s4", "PoolExhausted"));
        stage.awaitPending("s5", "PoolExhausted");
        stage.figures()
                .put(
                        "exhausted",
                        stage.awaitGroup("small", ObjectCondition.EXHAUSTED, "True")
                                .message());
        stage.awaitCounts("small", "IPv4", 3, 0);
        freed(stage, "delete", "s4", address(2), () -> stage.services().delete("s2"));
        Stage.require(stage.services().addresses("s5").isEmpty(), "the younger Service was served too");
        freed(stage, "growth", "s5", address(4), () -> stage.lab().groups().apply(pool(4)));
        stage.awaitNextHops(List.of(address(1), address(2), address(3), address(4)), ALL);
        typeChange(stage);
        familyShrink(stage);
    }

    /** What frees an address. */
    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }

    private static void freed(Stage stage, String what, String heir, String address, Action action)
            throws IOException, InterruptedException {
        long acted = System.nanoTime();
        action.run();
        stage.awaitExactly(heir, address);
        Duration took = Duration.ofNanos(System.nanoTime() - acted);
        stage.figures().seconds(what + "_to_heir_s", took);
        Stage.require(
                took.compareTo(PROMISED) <= 0,
                heir + " had the address freed by " + what + " only after " + took.toMillis() + " ms");
    }

    /** With nobody waiting nothing of it is left anywhere; with somebody waiting it changes hands. */
    private static void typeChange(Stage stage) throws IOException, InterruptedException {
        JsonObject clusterIp = object("spec", object("type", "ClusterIP"));
        stage.services().patch("s3", clusterIp);
        stage.awaitNextHops(List.of(address(3)));
        stage.awaitHolders(address(3));
        Await.until(
                "s3 bare of addresses and marks",
                Stage.LIMIT,
                () -> stage.services().addresses("s3").isEmpty()
                        && stage.services().marks("s3").isEmpty()
                        && stage.services().condition("s3").isEmpty(),
                () -> String.valueOf(stage.services().get("s3")));
        stage.awaitCounts("small", "IPv4", 3, 1);
        stage.awaitGroup("small", ObjectCondition.EXHAUSTED, "False");
        stage.services().create(service("s6"), ENDPOINTS);
        stage.awaitExactly("s6", address(3));
        stage.services().create(service("s7"), ENDPOINTS);
        stage.awaitPending("s7", "PoolExhausted");
        freed(stage, "type_change", "s7", address(1), () -> stage.services().patch("s1", clusterIp));
        stage.awaitNextHops(List.of(address(1), address(3)), ALL);
    }

    /** Another family's address is freed by a Service that keeps its first. */
    private static void familyShrink(Stage stage) throws IOException, InterruptedException {
        String six = "2001:db8:53::7";
        stage.lab()
                .groups()
                .apply(GroupRequest.of(
                        "one-six",
                        GroupRequest.Pool.of("198.51.102.0/30", "198.51.102.0/24"),
                        GroupRequest.Pool.of(six + "/128", "2001:db8:53::/64")));
        stage.services()
                .create(
                        ServiceRequest.named("both")
                                .from("one-six")
                                .families("PreferDualStack", List.of("IPv4", "IPv6")),
                        ENDPOINTS);
        List<String> both = stage.awaitAddresses("both", 2);
        stage.services()
                .create(
                        ServiceRequest.named("six").from("one-six").families("SingleStack", List.of("IPv6")),
                        ENDPOINTS);
        stage.awaitPending("six", "PoolExhausted");
        JsonObject spec = stage.services().get("both").orElseThrow().getAsJsonObject("spec");
        JsonObject narrow = object(
                "spec",
                object(
                        "ipFamilyPolicy", "SingleStack",
                        "ipFamilies", List.of("IPv4"),
                        "clusterIPs", List.of(first(spec.getAsJsonArray("clusterIPs")))));
        freed(stage, "family_shrink", "six", six, () -> stage.services().patch("both", narrow));
        stage.awaitExactly("both", both.getFirst());
        stage.awaitNextHops(List.of(six, both.getFirst()), ALL);
    }

    private static String first(JsonArray array) {
        return array.get(0).getAsString();
    }

    private static GroupRequest pool(int size) {
        return GroupRequest.of("small", GroupRequest.Pool.of(address(1) + " - " + address(size), SUBNET));
    }

    private static String address(int number) {
        return "198.51.101." + (20 + number);
    }

    private static ServiceRequest service(String name) {
        return ServiceRequest.named(name).ipv4().from("small");
    }
}
