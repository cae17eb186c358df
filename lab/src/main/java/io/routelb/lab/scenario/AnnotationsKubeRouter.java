package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import io.routelb.lab.bgp.BirdDaemon;
import io.routelb.lab.bgp.Option;
import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.RoutingObjects;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A cluster as kube-router's users have it: no BGPPeer, everything in the Nodes' annotations, changed while agents run. */
final class AnnotationsKubeRouter implements ClusterScenario {
    private static final String PASSWORD = "known-to-bird-5c1d";
    private static final String ENCODED = "a25vd24tdG8tYmlyZC01YzFk";

    @Override
    public String name() {
        return "annotations-kube-router";
    }

    @Override
    public String summary() {
        return "kube-router's annotations: AS, peers with passwords, prepending, communities; followed live, and a bad one changes nothing and is told";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        stage.services().create(ServiceRequest.named("web"), List.of(Endpoint.on("n1")));
        List<String> addresses = stage.awaitAddresses("web");
        RoutingObjects routing = stage.lab().routing();
        routing.deletePeer("r1");
        stage.awaitNoSession();
        peers(stage, addresses);
        RouterPaths paths = new RouterPaths(stage);
        String route = addresses.getFirst() + "/32";
        attributes(stage, paths, route);
        badOnes(stage, paths, route);
        paths.requireSameSessions();
        secondPeer(stage);
        paths.requireSameSessions();
        routing.annotate("n2", object("kube-router.io/node.asn", "65102"));
        paths.await(route, Map.of("n1", "path 64512", "n2", "path 65102", "n3", "path 64512, communities 64500:77"));
        paths.requireSameSessions(List.of("n1", "n3"));
        routing.annotate("n3", RoutingChange.without("kube-router.io/peer.ips", "kube-router.io/peer.asns"));
        stage.figures().seconds("taken_away_to_gone_s", stage.awaitNextHops(addresses, "n1", "n2"));
        paths.requireSameSessions(List.of("n1"));
    }

    private static void peers(Stage stage, List<String> addresses) throws IOException, InterruptedException {
        for (String node : List.of("n1", "n2", "n3")) {
            stage.lab()
                    .routing()
                    .annotate(
                            node, object("kube-router.io/peer.ips", "192.0.2.1", "kube-router.io/peer.asns", "64500"));
        }
        stage.figures().seconds("annotated_to_nexthops_s", stage.awaitNextHops(addresses, "n1", "n2", "n3"));
    }

    private static void attributes(Stage stage, RouterPaths paths, String route)
            throws IOException, InterruptedException {
        RoutingObjects routing = stage.lab().routing();
        routing.annotate(
                "n2", object("kube-router.io/path-prepend.as", "64512", "kube-router.io/path-prepend.repeat-n", "2"));
        routing.annotate("n3", object("kube-router.io/node.bgp.communities", "64500:77"));
        paths.await(
                route,
                Map.of(
                        "n1", "path 64512",
                        "n2", "path 64512 64512 64512",
                        "n3", "path 64512, communities 64500:77"));
    }

    /** Each is told on the Node, and what it said before stays; another annotation of the same Node is followed. */
    private static void badOnes(Stage stage, RouterPaths paths, String route) throws IOException, InterruptedException {
        RoutingObjects routing = stage.lab().routing();
        routing.annotate("n3", object("kube-router.io/node.bgp.communities", "64500:77,nonsense"));
        awaitTold(stage, "n3", "node.bgp.communities");
        routing.annotate("n1", object("kube-router.io/peer.asns", "64500,64501"));
        awaitTold(stage, "n1", "peer.asns has 2 elements for the 1");
        routing.annotate("n2", object("kube-router.io/node.asn", "0", "kube-router.io/path-prepend.repeat-n", "1"));
        awaitTold(stage, "n2", "AS number 0");
        paths.await(
                route,
                Map.of(
                        "n1", "path 64512",
                        "n2", "path 64512 64512",
                        "n3", "path 64512, communities 64500:77"));
        routing.annotate("n1", object("kube-router.io/peer.asns", "64500"));
        LocalAddresses.awaitCondition(stage, "n1", "Accepted", "True Accepted");
        routing.annotate(
                "n2",
                RoutingChange.without(
                        "kube-router.io/node.asn",
                        "kube-router.io/path-prepend.as",
                        "kube-router.io/path-prepend.repeat-n"));
        LocalAddresses.awaitCondition(stage, "n2", "Accepted", "True Accepted");
    }

    private static void awaitTold(Stage stage, String node, String part) throws IOException, InterruptedException {
        Await.until(
                "a Warning on " + node + " about " + part,
                Stage.LIMIT,
                () -> stage.lab().routing().nodeEvents(node).stream()
                        .anyMatch(event -> event.type().equals("Warning")
                                && event.reason().equals("InvalidAnnotation")
                                && event.note().contains(part)),
                () -> stage.lab().routing().nodeEvents(node).toString());
        LocalAddresses.awaitCondition(stage, node, "Accepted", "False");
    }

    /** With a password, from an address of its own, beside the first. */
    private static void secondPeer(Stage stage) throws IOException, InterruptedException {
        String ours = stage.lab().node("n1").node().v4();
        BirdDaemon bird = OtherRouter.start(stage, "n1", new Option.Md5(PASSWORD));
        stage.lab()
                .routing()
                .annotate(
                        "n1",
                        object(
                                "kube-router.io/peer.ips", "192.0.2.1," + OtherRouter.ADDRESS,
                                "kube-router.io/peer.asns", "64500," + OtherRouter.ASN,
                                "kube-router.io/peer.ports", "179,179",
                                "kube-router.io/peer.passwords", "," + ENCODED,
                                "kube-router.io/peer.localips", "," + ours));
        stage.figures()
                .seconds(
                        "annotated_to_bird_s",
                        Await.until(
                                "the session with BIRD",
                                Stage.LIMIT,
                                () -> bird.established(ours),
                                () -> bird.about(ours)));
        Stage.require(
                !stage.lab().routing().report("n1").contains(ENCODED)
                        && !stage.lab().routing().report("n1").contains(PASSWORD),
                "the password can be read in the report of n1");
    }
}
