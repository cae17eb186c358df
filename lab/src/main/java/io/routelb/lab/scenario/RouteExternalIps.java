package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.RoutingObjects;
import io.routelb.lab.cluster.ServiceRequest;
import java.io.IOException;
import java.util.List;

/** External IPs are told only as far as the RoutingConfig allows, whatever a Service's author writes; the node says why not. */
final class RouteExternalIps implements ClusterScenario {
    private static final String ALLOWED = "203.0.113.77";
    private static final String OUTSIDE = "192.0.2.200";
    private static final String IN_POOL = "198.51.100.12";

    @Override
    public String name() {
        return "external-ip-allow-list";
    }

    @Override
    public String summary() {
        return "external IPs only from the RoutingConfig's list, never a cluster IP or a pool's address; live both ways";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        RoutingObjects routing = stage.lab().routing();
        stage.services().create(ServiceRequest.named("web"), List.of(Endpoint.on("n1")));
        List<String> addresses = stage.awaitAddresses("web");
        String clusterIp = stage.services()
                .get("web")
                .orElseThrow()
                .getAsJsonObject("spec")
                .get("clusterIP")
                .getAsString();
        stage.services().create(ServiceRequest.named("evil"), List.of(Endpoint.on("n1")));
        stage.services()
                .patch("evil", object("spec", object("externalIPs", List.of(ALLOWED, OUTSIDE, IN_POOL, clusterIp))));
        routing.advertisement("all", object("sources", List.of("LoadBalancerIP", "ExternalIP")));
        LocalAddresses.awaitReason(stage, "n1", ALLOWED, "ExternalIPNotAllowed");
        stage.awaitNextHops(List.of(ALLOWED, OUTSIDE, clusterIp));
        routing.configure(object(
                "externalIPs",
                object(
                        "allowed", List.of("203.0.113.0/24", "198.51.100.0/24", clusterIp + "/32"),
                        "clusterIPRanges", List.of("172.31.0.0/16"))));
        stage.figures().seconds("allowed_to_told_s", stage.awaitNextHops(List.of(ALLOWED), "n1", "n2", "n3"));
        LocalAddresses.awaitReason(stage, "n1", OUTSIDE, "ExternalIPNotAllowed");
        LocalAddresses.awaitReason(stage, "n1", clusterIp, "ExternalIPTaken");
        LocalAddresses.awaitReason(stage, "n1", IN_POOL, "ExternalIPTaken");
        stage.awaitNextHops(List.of(OUTSIDE, IN_POOL, clusterIp));
        stage.awaitHolders(ALLOWED);
        routing.configure(object("externalIPs", object("clusterIPRanges", List.of("203.0.113.0/24"))));
        stage.awaitNextHops(List.of(ALLOWED));
        stage.awaitNextHops(addresses, "n1", "n2", "n3");
    }
}
