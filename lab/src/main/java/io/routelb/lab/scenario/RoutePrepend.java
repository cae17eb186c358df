package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.RoutingObjects;
import io.routelb.lab.cluster.ServiceRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A node that prepends stays known to the router and gets no packets; it comes back in without a new session. */
final class RoutePrepend implements ClusterScenario {
    @Override
    public String name() {
        return "prepend";
    }

    @Override
    public String summary() {
        return "asPathPrepend steers n1 out of ECMP and back in; r1 keeps it as a backup, and its session";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        stage.services().create(ServiceRequest.named("web"), List.of(Endpoint.on("n1")));
        List<String> addresses = stage.awaitAddresses("web");
        stage.awaitNextHops(addresses, "n1", "n2", "n3");
        RouterPaths paths = new RouterPaths(stage);
        RoutingObjects routing = stage.lab().routing();
        routing.advertisement("all", object("sources", List.of("LoadBalancerIP")));
        routing.advertisement(
                "away",
                object(
                        "sources", List.of("LoadBalancerIP"),
                        "nodeSelector", object("matchLabels", object("kubernetes.io/hostname", "n1")),
                        "attributes", object("asPathPrepend", 2)));
        stage.figures().seconds("written_to_out_s", stage.awaitNextHops(addresses, "n2", "n3"));
        paths.await(
                addresses.getFirst() + "/32",
                Map.of("n1", "path 64512 64512 64512", "n2", "path 64512", "n3", "path 64512"));
        stage.requests(addresses.getFirst(), 60, "n2", "n3");
        routing.deleteAdvertisement("away");
        stage.figures().seconds("deleted_to_in_s", stage.awaitNextHops(addresses, "n1", "n2", "n3"));
        paths.awaitAll(addresses.getFirst() + "/32", "path 64512");
        paths.requireSameSessions();
    }
}
