package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonObject;
import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.ResourceKind;
import io.routelb.lab.cluster.RoutingObjects;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What is wrong with one peer or one RoutingConfig is said there, and nobody else's routes or sessions notice. */
final class BadPeer implements ClusterScenario {
    private static final String NODE = "n1";

    @Override
    public String name() {
        return "bad-peer";
    }

    @Override
    public String summary() {
        return "peers that cannot be used, reached or agreed with say why; edits that cannot be used leave sessions and routes as they were";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        stage.services().create(ServiceRequest.named("web"), List.of(Endpoint.on(NODE)));
        List<String> addresses = stage.awaitAddresses("web");
        stage.awaitNextHops(addresses, "n1", "n2", "n3");
        RouterPaths paths = new RouterPaths(stage);
        edited(stage);
        paths.requireSameSessions();
        refused(stage);
        paths.requireSameSessions();
        disagreeing(stage);
        config(stage);
        paths.requireSameSessions();
        paths.awaitAll(addresses.getFirst() + "/32", "path 64512, communities 64500:9");
        stage.awaitNextHops(addresses, "n1", "n2", "n3");
        stage.figures().put("requests", stage.requests(addresses.getFirst(), 60, "n1", "n2", "n3"));
    }

    /** The only session's own object: its last good form stays, and what was edited meanwhile counts when it is right again. */
    private static void edited(Stage stage) throws IOException, InterruptedException {
        RoutingObjects routing = stage.lab().routing();
        routing.peer("r1", object("address", "127.0.0.1"));
        stage.figures().seconds("edited_to_told_s", awaitAccepted(stage, "r1", "False Invalid"));
        LocalAddresses.awaitCondition(
                stage, NODE, "Accepted", "False Refused: BGPPeer r1: address 127.0.0.1 cannot be a BGP neighbour");
        Stage.require(
                routing.report(NODE).contains("its last good form stays in force"),
                "what is in force instead is not said: " + routing.report(NODE));
        routing.peer("r1", object("address", "192.0.2.1"));
        awaitAccepted(stage, "r1", "True Accepted");
        LocalAddresses.awaitCondition(stage, NODE, "Accepted", "True Accepted");
    }

    private static Duration awaitAccepted(Stage stage, String peer, String wanted)
            throws IOException, InterruptedException {
        RoutingObjects routing = stage.lab().routing();
        return Await.until(
                "Accepted " + wanted + " on BGPPeer " + peer,
                Stage.LIMIT,
                () -> routing.accepted(ResourceKind.BGP_PEER, peer).equals(wanted),
                () -> routing.acceptedMessage(ResourceKind.BGP_PEER, peer));
    }

    /** New ones that cannot be used: one with r1's place, one that names no neighbour, one without its Secret. */
    private static void refused(Stage stage) throws IOException, InterruptedException {
        RoutingObjects routing = stage.lab().routing();
        routing.peer("a-second", object("address", "192.0.2.1", "asn", 64_999));
        routing.peer("multicast", object("address", "224.0.0.5", "asn", 64_999));
        routing.peer(
                "secretive",
                object("address", "192.0.2.66", "asn", 64_999, "passwordSecretRef", object("name", "nowhere")));
        awaitAccepted(stage, "a-second", "False Duplicate");
        awaitAccepted(stage, "multicast", "False Invalid");
        for (String why : List.of(
                "peer 192.0.2.1 is already configured by the older BGPPeer r1",
                "address 224.0.0.5 cannot be a BGP neighbour",
                "Secret nowhere of passwordSecretRef is not in the namespace")) {
            Await.until(
                    "the report of " + NODE + " with: " + why,
                    Stage.LIMIT,
                    () -> routing.report(NODE).contains(why),
                    () -> routing.report(NODE));
        }
        for (String peer : List.of("a-second", "multicast", "secretive")) {
            routing.deletePeer(peer);
        }
        LocalAddresses.awaitCondition(stage, NODE, "Accepted", "True Accepted");
    }

    /** Such as can be configured, and with whom no session comes about; each says why, and r1 is told the same as ever. */
    private static void disagreeing(Stage stage) throws IOException, InterruptedException {
        OtherRouter.start(stage, NODE);
        RoutingObjects routing = stage.lab().routing();
        JsonObject here = object("matchLabels", object("kubernetes.io/hostname", NODE));
        JsonObject quick = object("connectRetryTime", "1s");
        routing.peer(
                "wrong-as",
                object("address", OtherRouter.ADDRESS, "asn", 64_999, "nodeSelector", here, "timers", quick));
        routing.peer("nobody", object("address", "192.0.2.77", "asn", 64_999, "nodeSelector", here, "timers", quick));
        routing.peer(
                "deaf",
                object("address", "192.0.2.13", "asn", 64_999, "port", 1, "nodeSelector", here, "timers", quick));
        for (Map.Entry<String, String> each : Map.of(
                        OtherRouter.ADDRESS, "2/2", "192.0.2.77", "", "192.0.2.13", "refused")
                .entrySet()) {
            Await.until(
                    "the reason why there is no session with " + each.getKey(),
                    Stage.LIMIT,
                    () -> lastError(routing, each.getKey()).contains(each.getValue())
                            && !lastError(routing, each.getKey()).isEmpty(),
                    () -> routing.peers(NODE).toString());
            stage.figures().put("said_of_" + each.getKey(), lastError(routing, each.getKey()));
        }
    }

    private static String lastError(RoutingObjects routing, String address) throws IOException {
        return routing.peers(NODE).stream()
                .filter(peer -> peer.get("address").getAsString().equals(address) && peer.has("lastError"))
                .map(peer -> peer.get("lastError").getAsString())
                .findFirst()
                .orElse("");
    }

    /** A RoutingConfig that cannot be used; what is edited beside it is followed all the same. */
    private static void config(Stage stage) throws IOException, InterruptedException {
        RoutingObjects routing = stage.lab().routing();
        routing.configure(object("learnedRoutes", object("protectedPrefixes", List.of("10.0.0.1/8"))));
        Await.until(
                "Accepted False Invalid on the RoutingConfig",
                Stage.LIMIT,
                () -> routing.accepted(ResourceKind.ROUTING_CONFIG, "default").equals("False Invalid"),
                () -> routing.acceptedMessage(ResourceKind.ROUTING_CONFIG, "default"));
        routing.attributes("marked", object("communities", List.of("64500:9")));
    }
}
