package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonObject;
import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.ResourceKind;
import io.routelb.lab.cluster.RoutingObjects;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.FrrRouter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Every field that can be changed on a running lab, one after the other: who keeps the session, and who has another. */
final class LiveReconfigure implements ClusterScenario {
    private static final String NODE = "n1";
    private static final List<String> OTHERS = List.of("n2", "n3");
    private static final List<String> ALL = List.of("n1", "n2", "n3");
    private static final String ROUTER = "router bgp " + FrrRouter.ASN;
    private static final String MARKER = "marker";
    /** No other community begins like these. */
    private static final int FIRST_MARK = 1000;

    @Override
    public String name() {
        return "live-reconfigure";
    }

    @Override
    public String summary() {
        return "fields of RoutingConfig, BGPPeer and BGPAdvertisement are changed one by one: only sessions that need it begin anew, only those concerned";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        new Run(stage).all();
    }

    private static final class Run {
        private final Stage stage;
        private final RoutingObjects routing;
        private final String route;
        private final RouterPaths paths;
        private int kept;
        private int anew;
        private int mark;
        private Duration longest = Duration.ZERO;

        Run(Stage stage) throws IOException, InterruptedException {
            this.stage = stage;
            this.routing = stage.lab().routing();
            stage.services().create(ServiceRequest.named("web"), List.of(Endpoint.on(NODE)));
            List<String> addresses = stage.awaitAddresses("web");
            this.route = addresses.getFirst() + "/32";
            stage.awaitNextHops(addresses, "n1", "n2", "n3");
            ownPeer();
            stage.awaitNextHops(addresses, "n1", "n2", "n3");
            this.paths = new RouterPaths(stage);
        }

        /**
         * n1 has a BGPPeer to itself, so that what is changed there must not be noticed by the others; and r1 knows n1 by name, so that it can
         * follow.
         */
        private void ownPeer() throws IOException, InterruptedException {
            JsonObject others = object("key", "kubernetes.io/hostname", "operator", "In", "values", OTHERS);
            routing.peer("r1", object("nodeSelector", object("matchExpressions", List.of(others))));
            Await.until(
                    "r1 having forgotten " + NODE,
                    Stage.LIMIT,
                    () -> stage.lab()
                                    .router()
                                    .json("show bgp neighbors " + LiveChanges.N1)
                                    .get(LiveChanges.N1)
                            == null);
            String n1 = "neighbor " + LiveChanges.N1 + " ";
            stage.lab().router().configure(ROUTER, n1 + "peer-group nodes", n1 + "passive", n1 + "local-role provider");
            routing.secret(LiveChanges.SECRET, LiveChanges.PASSWORD);
            JsonObject own = object("matchLabels", object("kubernetes.io/hostname", NODE));
            routing.peer(
                    "own",
                    object(
                            "address",
                            "192.0.2.1",
                            "asn",
                            64_500,
                            "nodeSelector",
                            own,
                            "timers",
                            object("connectRetryTime", "1s")));
            awaitAccepted(ResourceKind.BGP_PEER, "own");
        }

        void all() throws IOException, InterruptedException {
            routing.advertisement(MARKER, object("sources", List.of("LoadBalancerIP")));
            for (LiveChanges.Change change : LiveChanges.OF_ADVERTISEMENTS) {
                routing.advertisement("changed", change.patch());
                follow(ResourceKind.BGP_ADVERTISEMENT, "changed", change);
            }
            routing.deleteAdvertisement("changed");
            for (LiveChanges.Change change : LiveChanges.OF_PEERS) {
                if (!change.router().isEmpty()) {
                    stage.lab().router().configure(ROUTER, change.router());
                    paths.awaitNoSession(NODE);
                }
                routing.peer("own", change.patch());
                follow(ResourceKind.BGP_PEER, "own", change);
            }
            for (LiveChanges.Change change : LiveChanges.OF_CONFIGS) {
                routing.configure(change.patch());
                follow(ResourceKind.ROUTING_CONFIG, "default", change);
            }
            otherBackend();
            stage.figures().put("kept", kept);
            stage.figures().put("anew", anew);
            stage.figures().seconds("longest_to_new_session_s", longest);
        }

        /** Without a speaker all sessions end; with it they are there again. */
        private void otherBackend() throws IOException, InterruptedException {
            routing.configure(object("backend", "Kernel"));
            for (String node : ALL) {
                paths.awaitNoSession(node);
            }
            LiveChanges.Change back =
                    LiveChanges.Change.resets("backend", object("backend", "Native"), "n1", "n2", "n3");
            routing.configure(back.patch());
            follow(ResourceKind.ROUTING_CONFIG, "default", back);
        }

        /** Until the change is in force: it is accepted, and what is written after it has arrived. */
        private void follow(ResourceKind kind, String name, LiveChanges.Change change)
                throws IOException, InterruptedException {
            try {
                awaitAccepted(kind, name);
                if (change.concerned().isEmpty()) {
                    kept++;
                } else {
                    anew++;
                    for (String node : change.concerned()) {
                        Duration took = paths.awaitNewSession(node);
                        longest = took.compareTo(longest) > 0 ? took : longest;
                    }
                }
                awaitMark();
                paths.requireSameSessions();
            } catch (IOException e) {
                throw new IOException(change.what() + ": " + e.getMessage(), e);
            }
        }

        private void awaitMark() throws IOException, InterruptedException {
            mark++;
            String community = "64500:" + (FIRST_MARK + mark);
            routing.advertisement(MARKER, object("attributes", object("communities", List.of(community))));
            Await.until(
                    community + " from all nodes",
                    Stage.LIMIT,
                    () -> {
                        Map<String, String> told = paths.to(route);
                        return told.keySet().containsAll(ALL)
                                && told.values().stream().allMatch(path -> path.contains(community));
                    },
                    () -> paths.to(route).toString());
        }

        private void awaitAccepted(ResourceKind kind, String name) throws IOException, InterruptedException {
            Await.until(
                    "Accepted True on " + name,
                    Stage.LIMIT,
                    () -> routing.accepted(kind, name).startsWith("True"),
                    () -> routing.acceptedMessage(kind, name));
        }
    }
}
