package io.routelb.lab.scenario;

import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.NodeHost;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Every node announces the Service; a node that dies leaves, comes back, and the others carry on. */
final class AnycastEcmp implements ClusterScenario {
    private static final int REQUESTS = 300;

    @Override
    public String name() {
        return "anycast-ecmp";
    }

    @Override
    public String summary() {
        return "a Service has three next hops (IPv4 and IPv6), requests reach all nodes, a killed node leaves and returns";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        long created = System.nanoTime();
        stage.services().create(ServiceRequest.named("web"), List.of(Endpoint.on("n1")));
        List<String> addresses = stage.awaitAddresses("web");
        stage.awaitNextHops(addresses, "n1", "n2", "n3");
        stage.figures()
                .put("addresses", addresses)
                .put("nexthops", 3)
                .seconds("created_to_three_nexthops_s", Duration.ofNanos(System.nanoTime() - created));
        for (String address : addresses) {
            stage.figures().put("requests_" + family(address), stage.requests(address, REQUESTS, "n1", "n2", "n3"));
        }
        nodeDies(stage, addresses);
        nodeReturns(stage, addresses);
    }

    private static void nodeDies(Stage stage, List<String> addresses) throws IOException, InterruptedException {
        NodeHost node = stage.lab().node("n1");
        long killed = System.nanoTime();
        node.powerOff();
        stage.awaitNextHops(addresses, "n2", "n3");
        stage.figures().seconds("killed_to_left_s", Duration.ofNanos(System.nanoTime() - killed));
        for (String address : addresses) {
            stage.requests(address, REQUESTS / 3, "n2", "n3");
        }
    }

    private static void nodeReturns(Stage stage, List<String> addresses) throws IOException, InterruptedException {
        long started = System.nanoTime();
        stage.lab().node("n1").powerOn();
        stage.awaitNextHops(addresses, "n1", "n2", "n3");
        stage.figures().seconds("started_to_back_s", Duration.ofNanos(System.nanoTime() - started));
        for (String address : addresses) {
            stage.requests(address, REQUESTS, "n1", "n2", "n3");
        }
        Await.throughout(
                "three next hops after the return",
                Duration.ofSeconds(2),
                () -> stage.nextHops(addresses.getFirst()).size() == 3);
    }

    private static String family(String address) {
        return address.contains(":") ? "v6" : "v4";
    }
}
