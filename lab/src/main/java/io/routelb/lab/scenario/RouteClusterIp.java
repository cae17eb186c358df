package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonObject;
import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.RoutingObjects;
import io.routelb.lab.cluster.ServiceRequest;
import java.io.IOException;
import java.util.List;

/** Cluster IPs are told when an object or the Service asks for it, and from endpoint nodes only when they are internal. */
final class RouteClusterIp implements ClusterScenario {
    private static final String ASK = "routelb.io/advertise-cluster-ip";

    @Override
    public String name() {
        return "cluster-ip";
    }

    @Override
    public String summary() {
        return "cluster IPs by BGPAdvertisement or annotation; internalTrafficPolicy Local: endpoint nodes only; on no link";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        stage.services().create(ServiceRequest.named("web"), List.of(Endpoint.on("n1"), Endpoint.on("n2")));
        List<String> addresses = stage.awaitAddresses("web");
        stage.awaitNextHops(addresses, "n1", "n2", "n3");
        JsonObject spec = stage.services().get("web").orElseThrow().getAsJsonObject("spec");
        List<String> cluster = spec.getAsJsonArray("clusterIPs").asList().stream()
                .map(each -> each.getAsString())
                .toList();
        stage.awaitNextHops(cluster);
        stage.services().annotate("web", ASK, "true");
        stage.figures().seconds("asked_to_told_s", stage.awaitNextHops(cluster, "n1", "n2", "n3"));
        stage.services().patch("web", object("spec", object("internalTrafficPolicy", "Local")));
        stage.awaitNextHops(cluster, "n1", "n2");
        stage.services().endpoints("web", List.of(Endpoint.on("n3")));
        stage.awaitNextHops(cluster, "n3");
        stage.awaitNextHops(addresses, "n1", "n2", "n3");
        stage.services().annotate("web", ASK, "false");
        stage.awaitNextHops(cluster);
        RoutingObjects routing = stage.lab().routing();
        routing.advertisement("cluster", object("sources", List.of("ClusterIP", "LoadBalancerIP")));
        stage.services().create(ServiceRequest.named("other"), List.of(Endpoint.on("n1")));
        String other = stage.services()
                .get("other")
                .orElseThrow()
                .getAsJsonObject("spec")
                .get("clusterIP")
                .getAsString();
        stage.awaitNextHops(List.of(other), "n1", "n2", "n3");
        stage.awaitNextHops(cluster);
        stage.awaitHolders(other);
        stage.services().delete("other");
        stage.awaitNextHops(List.of(other));
    }
}
