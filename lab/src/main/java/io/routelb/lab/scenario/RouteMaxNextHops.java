package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.ResourceKind;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/** Two of three nodes announce each address, not the same two for all; a node that fails is replaced and the other stays. */
final class RouteMaxNextHops implements ClusterScenario {
    @Override
    public String name() {
        return "max-next-hops";
    }

    @Override
    public String summary() {
        return "maxNextHops: 2 of 3 nodes announce each address, spread; one that fails has one replacement";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        List<String> addresses = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            stage.services().create(ServiceRequest.named(name), List.of(Endpoint.on("n1")));
            addresses.addAll(stage.awaitAddresses(name));
        }
        stage.awaitNextHops(addresses, "n1", "n2", "n3");
        stage.lab().routing().advertisement("two", object("sources", List.of("LoadBalancerIP"), "maxNextHops", 2));
        Set<Set<String>> pairs = new HashSet<>();
        for (String address : addresses) {
            awaitPair(stage, address);
            pairs.add(new TreeSet<>(stage.nextHops(address)));
        }
        Stage.require(pairs.size() > 1, "all addresses have the same next hops " + pairs);
        String watched = addresses.getFirst();
        NavigableSet<String> before = stage.nextHops(watched);
        stage.requests(watched, 60, before.toArray(String[]::new));
        long failed = System.nanoTime();
        exclude(stage, before.first(), new JsonPrimitive(""));
        Set<String> others = new TreeSet<>(Set.of("n1", "n2", "n3"));
        others.remove(before.first());
        stage.awaitNextHops(List.of(watched), others.toArray(String[]::new));
        stage.figures().seconds("failed_to_replaced_s", Duration.ofNanos(System.nanoTime() - failed));
        Stage.require(others.contains(before.last()), before + " became " + others);
        exclude(stage, before.first(), JsonNull.INSTANCE);
        stage.awaitNextHops(List.of(watched), before.toArray(String[]::new));
        stage.lab().routing().deleteAdvertisement("two");
        stage.awaitNextHops(addresses, "n1", "n2", "n3");
    }

    private static void awaitPair(Stage stage, String address) throws IOException, InterruptedException {
        Await.until(
                "two next hops of " + address,
                Stage.LIMIT,
                () -> stage.nextHops(address).size() == 2,
                () -> stage.nextHops(address).toString());
    }

    private static void exclude(Stage stage, String node, JsonElement value) throws IOException {
        stage.lab()
                .api()
                .merge(
                        ResourceKind.NODE.path("", node),
                        object(
                                "metadata",
                                object(
                                        "labels",
                                        object("node.kubernetes.io/exclude-from-external-load-balancers", value))));
    }
}
