package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.routelb.lab.cluster.ApiRefusedException;
import io.routelb.lab.cluster.ClusterObjects;
import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The families a Service asks for are the families it gets, all the way to the router. */
final class DualStack implements ClusterScenario {
    private static final String[] ALL = {"n1", "n2", "n3"};
    private static final List<Endpoint> ENDPOINTS = List.of(Endpoint.on("n1"));

    @Override
    public String name() {
        return "dual-stack";
    }

    @Override
    public String summary() {
        return "RequireDualStack, PreferDualStack and single-stack Services get, announce and lose the right families";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        if (!dualStackCluster(stage)) {
            oneFamilyCluster(stage);
            return;
        }
        List<String> both = stage.awaitAddresses("both", 2);
        stage.services().create(ServiceRequest.named("six").families("SingleStack", List.of("IPv6")), ENDPOINTS);
        List<String> six = stage.awaitAddresses("six", 1);
        Stage.require(six.getFirst().contains(":"), "the IPv6 Service got " + six);
        stage.services().create(ServiceRequest.named("four").families("SingleStack", List.of("IPv4")), ENDPOINTS);
        List<String> four = stage.awaitAddresses("four", 1);
        Stage.require(four.getFirst().contains("."), "the IPv4 Service got " + four);
        for (List<String> addresses : List.of(both, six, four)) {
            stage.awaitNextHops(addresses, ALL);
            for (String address : addresses) {
                stage.requests(address, 60, ALL);
            }
        }
        stage.figures().put("both", both).put("six", six).put("four", four);
        oneFamilyGroup(stage);
        narrow(stage, both);
    }

    /** Whether the API server gives Services both families; the Service {@code both} is there then. */
    private static boolean dualStackCluster(Stage stage) throws IOException {
        try {
            stage.services().create(ServiceRequest.named("both").families("RequireDualStack", List.of()), ENDPOINTS);
            return true;
        } catch (ApiRefusedException e) {
            if (e.code() != 422) {
                throw e;
            }
            return false;
        }
    }

    /** Such a cluster refuses RequireDualStack itself; PreferDualStack is what there is. */
    private static void oneFamilyCluster(Stage stage) throws IOException, InterruptedException {
        stage.services().create(ServiceRequest.named("prefer"), ENDPOINTS);
        List<String> prefer = stage.awaitAddresses("prefer", 1);
        stage.awaitNextHops(prefer, ALL);
        stage.requests(prefer.getFirst(), 60, ALL);
        stage.figures().put("cluster", "single-stack").put("prefer", prefer);
    }

    /** With a group of one family, Require gets nothing and Prefer gets what there is. */
    private static void oneFamilyGroup(Stage stage) throws IOException, InterruptedException {
        stage.lab().objects().create(serviceGroup());
        stage.services()
                .create(
                        ServiceRequest.named("require").from("only-v4").families("RequireDualStack", List.of()),
                        ENDPOINTS);
        stage.services().create(ServiceRequest.named("prefer").from("only-v4"), ENDPOINTS);
        List<String> prefer = stage.awaitAddresses("prefer", 1);
        stage.awaitNextHops(prefer, ALL);
        Await.throughout(
                "RequireDualStack holding nothing of a group of one family",
                Duration.ofMillis(500),
                () -> stage.services().addresses("require").isEmpty());
        stage.figures().put("prefer_of_one_family", prefer);
    }

    /** Dual to single: the second family leaves status, nodes and router; the first stays. */
    private static void narrow(Stage stage, List<String> both) throws IOException, InterruptedException {
        JsonObject spec = stage.services().get("both").orElseThrow().getAsJsonObject("spec");
        stage.services()
                .patch(
                        "both",
                        object(
                                "spec",
                                object(
                                        "ipFamilyPolicy", "SingleStack",
                                        "ipFamilies", firstOf(spec, "ipFamilies"),
                                        "clusterIPs", firstOf(spec, "clusterIPs"))));
        List<String> left = stage.awaitAddresses("both", 1);
        Stage.require(both.contains(left.getFirst()), "narrowing changed the address: " + both + " to " + left);
        List<String> gone = both.stream().filter(one -> !left.contains(one)).toList();
        stage.awaitNextHops(gone);
        stage.awaitHolders(gone.getFirst());
        stage.awaitNextHops(left, ALL);
        stage.requests(left.getFirst(), 60, ALL);
        stage.figures().put("narrowed_to", left);
    }

    private static JsonArray firstOf(JsonObject spec, String field) {
        JsonElement all = spec.get(field);
        JsonArray one = new JsonArray();
        one.add(all.getAsJsonArray().get(0));
        return one;
    }

    private static JsonObject serviceGroup() {
        return object(
                "apiVersion",
                "purelb.io/v2",
                "kind",
                "ServiceGroup",
                "metadata",
                object("name", "only-v4", "namespace", ClusterObjects.SYSTEM),
                "spec",
                object(
                        "remote",
                        object(
                                "v4pool",
                                object(
                                        "pool", "198.51.101.0/28",
                                        "subnet", "198.51.101.0/24",
                                        "aggregation", "/32"))));
    }
}
