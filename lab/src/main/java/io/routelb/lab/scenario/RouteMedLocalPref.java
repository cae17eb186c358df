package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonObject;
import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.RoutingObjects;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * MED is told to a router outside and changed live; two that differ leave the older one's in force, which the node says. Local preference
 * is told inside the AS only.
 */
final class RouteMedLocalPref implements ClusterScenario {
    @Override
    public String name() {
        return "med-localpref";
    }

    @Override
    public String summary() {
        return "MED on FRR outside, LOCAL_PREF only inside the AS; of two MEDs the older object's stays";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        stage.services().create(ServiceRequest.named("web"), List.of(Endpoint.on("n1")));
        List<String> addresses = stage.awaitAddresses("web");
        stage.awaitNextHops(addresses, "n1", "n2", "n3");
        String prefix = addresses.getFirst() + "/32";
        RouterPaths paths = new RouterPaths(stage);
        RoutingObjects routing = stage.lab().routing();
        routing.advertisement("all", spec(object("med", 50, "localPreference", 300)));
        stage.figures().seconds("written_to_told_s", paths.awaitAll(prefix, "path 64512, med 50"));
        routing.advertisement("all", spec(object("med", 4_294_967_295L)));
        paths.awaitAll(prefix, "path 64512, med 4294967295");
        routing.advertisement("bare", spec(object("med", 7, "communities", List.of("65000:7"))));
        Await.until(
                "n1 naming the contradiction",
                Stage.LIMIT,
                () -> routing.report("n1").contains("contradicts that of the older BGPAdvertisement"),
                () -> routing.report("n1"));
        paths.awaitAll(prefix, "path 64512, med 4294967295");
        Await.until(
                "the allocator naming it on the younger object",
                Stage.LIMIT,
                () -> routing.accepted("bare").equals("False Contradicts")
                        && routing.accepted("all").equals("True Accepted"),
                () -> routing.accepted("bare") + ", " + routing.accepted("all"));
        routing.deleteAdvertisement("bare");
        paths.requireSameSessions();
        inside(stage, routing, addresses);
    }

    private static JsonObject spec(JsonObject attributes) {
        return object("sources", List.of("LoadBalancerIP"), "attributes", attributes);
    }

    /** The nodes join the router's AS, which is another session; one of them is preferred then. */
    private static void inside(Stage stage, RoutingObjects routing, List<String> addresses)
            throws IOException, InterruptedException {
        routing.advertisement(
                "preferred",
                object(
                        "sources", List.of("LoadBalancerIP"),
                        "nodeSelector", object("matchLabels", object("kubernetes.io/hostname", "n2")),
                        "attributes", object("localPreference", 400)));
        stage.lab().router().configure("router bgp 64500", "neighbor nodes remote-as internal");
        routing.peer("r1", object("asn", "Internal", "localASN", 64500));
        stage.awaitNextHops(addresses, "n2");
        new RouterPaths(stage)
                .await(
                        addresses.getFirst() + "/32",
                        Map.of(
                                "n1", "path Local, med 4294967295, preference 300",
                                "n2", "path Local, med 4294967295, preference 400",
                                "n3", "path Local, med 4294967295, preference 300"));
    }
}
