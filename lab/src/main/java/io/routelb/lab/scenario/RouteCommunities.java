package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.RoutingObjects;
import io.routelb.lab.cluster.ServiceRequest;
import java.io.IOException;
import java.util.List;

/** Standard, large and well-known communities are on the router as written, change by UPDATE, and go with the object. */
final class RouteCommunities implements ClusterScenario {
    private static final String PLAIN = "path 64512";

    @Override
    public String name() {
        return "communities";
    }

    @Override
    public String summary() {
        return "communities of BGPAdvertisements are on FRR as written, merged, changed live; no session is reset";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        stage.services().create(ServiceRequest.named("web"), List.of(Endpoint.on("n1")));
        List<String> addresses = stage.awaitAddresses("web");
        stage.awaitNextHops(addresses, "n1", "n2", "n3");
        RouterPaths paths = new RouterPaths(stage);
        RoutingObjects routing = stage.lab().routing();
        String v4 = addresses.getFirst() + "/32";
        String v6 = addresses.getLast() + "/128";
        paths.awaitAll(v4, PLAIN);
        routing.advertisement("all", spec(List.of("65000:1", "no-export"), List.of("65000:1:2")));
        String first = PLAIN + ", communities 65000:1 no-export, large 65000:1:2";
        stage.figures().seconds("written_to_told_s", paths.awaitAll(v4, first));
        paths.awaitAll(v6, first);
        routing.advertisement("more", spec(List.of("65000:2"), List.of()));
        paths.awaitAll(v4, PLAIN + ", communities 65000:1 65000:2 no-export, large 65000:1:2");
        routing.deleteAdvertisement("more");
        JsonObject none = object("communities", new JsonArray());
        none.add("largeCommunities", JsonNull.INSTANCE);
        routing.advertisement("all", object("attributes", none));
        paths.awaitAll(v4, PLAIN);
        routing.deleteAdvertisement("all");
        stage.awaitNextHops(addresses, "n1", "n2", "n3");
        paths.awaitAll(v6, PLAIN);
        paths.requireSameSessions();
    }

    private static JsonObject spec(List<String> communities, List<String> large) {
        return object(
                "sources", List.of("LoadBalancerIP"),
                "attributes", object("communities", communities, "largeCommunities", large));
    }
}
