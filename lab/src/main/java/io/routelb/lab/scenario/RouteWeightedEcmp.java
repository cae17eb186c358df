package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.Namespaces;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Nodes with three, one and no endpoints: FRR puts the weights into its kernel, and changes them as endpoints move. */
final class RouteWeightedEcmp implements ClusterScenario {
    @Override
    public String name() {
        return "weighted-ecmp";
    }

    @Override
    public String summary() {
        return "linkBandwidth PerEndpoint: the weights in FRR's kernel follow the nodes' endpoints; no session is reset";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        Endpoint one = Endpoint.on("n1");
        stage.services().create(ServiceRequest.named("web").local().ipv4(), List.of(one, one, one, Endpoint.on("n2")));
        List<String> addresses = stage.awaitAddresses("web");
        stage.awaitNextHops(addresses, "n1", "n2");
        RouterPaths paths = new RouterPaths(stage);
        stage.lab()
                .routing()
                .advertisement(
                        "weighted",
                        object(
                                "sources", List.of("LoadBalancerIP"),
                                "attributes", object("linkBandwidth", "PerEndpoint")));
        String address = addresses.getFirst();
        awaitShares(stage, address, Map.of("n1", 75L, "n2", 25L));
        stage.figures().put("told", paths.to(address + "/32"));
        stage.services().endpoints("web", List.of(one, Endpoint.on("n2"), Endpoint.on("n3"), Endpoint.on("n3")));
        awaitShares(stage, address, Map.of("n1", 25L, "n2", 25L, "n3", 50L));
        stage.requests(address, 200, "n1", "n2", "n3");
        stage.lab().routing().deleteAdvertisement("weighted");
        awaitShares(stage, address, Map.of("n1", 33L, "n2", 33L, "n3", 33L));
        paths.requireSameSessions();
    }

    /** Percent of the packets that r1's kernel sends to each node, rounded down. */
    private static void awaitShares(Stage stage, String address, Map<String, Long> wanted)
            throws IOException, InterruptedException {
        Await.until(
                "shares " + wanted + " of " + address + " in r1's kernel",
                Stage.LIMIT,
                () -> shares(stage, address).equals(wanted),
                () -> shares(stage, address).toString());
    }

    private static Map<String, Long> shares(Stage stage, String address) throws IOException, InterruptedException {
        Map<String, Long> weights = new TreeMap<>();
        String json = Namespaces.run(LabNetwork.ROUTER, "ip", "-j", "route", "show", address);
        for (JsonElement route :
                JsonParser.parseString(json.isBlank() ? "[]" : json).getAsJsonArray()) {
            if (route.getAsJsonObject().get("nexthops") != null) {
                for (JsonElement each : route.getAsJsonObject().getAsJsonArray("nexthops")) {
                    JsonObject hop = each.getAsJsonObject();
                    weights.put(
                            node(stage, hop.get("gateway").getAsString()),
                            hop.get("weight").getAsLong());
                }
            }
        }
        long sum = weights.values().stream().mapToLong(weight -> weight).sum();
        weights.replaceAll((node, weight) -> weight * 100 / sum);
        return weights;
    }

    private static String node(Stage stage, String gateway) {
        return stage.lab().nodes().stream()
                .filter(node -> node.node().v4().equals(gateway))
                .findFirst()
                .orElseThrow()
                .name();
    }
}
