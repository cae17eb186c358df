package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import io.routelb.lab.bgp.BirdDaemon;
import io.routelb.lab.bgp.SeenRoute;
import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import io.routelb.lab.process.Command;
import io.routelb.lab.topology.LabNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a drain does beside addresses of remote pools: local addresses go to another node, those without failback, too; cluster and external
 * IPs stand back and are withdrawn; pods stay. r2 is a BIRD of the nodes' AS, where local preference 0 is to be seen.
 */
final class DrainLocal implements ClusterScenario {
    private static final String LABEL = "node.kubernetes.io/exclude-from-external-load-balancers";
    private static final String EXTERNAL = "203.0.113.9";
    private static final long OUR_ASN = 64512;
    private static final String[] ALL = {"n1", "n2", "n3"};

    @Override
    public String name() {
        return "drain-local";
    }

    @Override
    public String summary() {
        return "a drain hands local addresses over, has cluster and external IPs stand back (local preference 0 inside the AS), and leaves pods";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        LocalAddresses local = LocalAddresses.watch(stage);
        stage.lab().groups().apply(LocalAddresses.GROUP);
        stage.lab()
                .routing()
                .configure(object(
                        "drain", object("onCordon", true, "gracefulShutdown", "2s"),
                        "podCIDRs", object("advertise", "All"),
                        "externalIPs",
                                object(
                                        "allowed", List.of("203.0.113.0/24"),
                                        "clusterIPRanges", List.of("10.96.0.0/12"))));
        stage.lab()
                .routing()
                .advertisement("all", object("sources", List.of("LoadBalancerIP", "ClusterIP", "ExternalIP")));
        new Run(stage, local, Drain.secondRouter(stage, OUR_ASN)).all();
    }

    private record Run(Stage stage, LocalAddresses local, BirdDaemon r2) {
        void all() throws IOException, InterruptedException {
            stage.services()
                    .create(
                            ServiceRequest.named("web").ipv4(),
                            List.of(Endpoint.on("n1"), Endpoint.on("n2"), Endpoint.on("n3")));
            stage.services().patch("web", object("spec", object("externalIPs", List.of(EXTERNAL))));
            List<String> exposed = new ArrayList<>(stage.awaitAddresses("web"));
            exposed.add(EXTERNAL);
            exposed.add(clusterIp());
            Map<String, String> before = holders();
            String sticky = before.keySet().iterator().next();
            LabNode node =
                    stage.lab().node(Objects.requireNonNull(before.get(sticky))).node();
            String pods = node.podCidrV4();
            awaitTold(node, exposed, pods);
            byCommand(node, exposed, pods, before);
            lastOne(node, before);
            for (String address : before.keySet()) {
                local.requireNeverTwo(address);
            }
        }

        private String clusterIp() throws IOException {
            return stage.services()
                    .get("web")
                    .orElseThrow()
                    .getAsJsonObject("spec")
                    .get("clusterIP")
                    .getAsString();
        }

        /** Of local addresses; the first one's Service wants it to stay wherever it got. */
        private Map<String, String> holders() throws IOException, InterruptedException {
            Map<String, String> holders = new TreeMap<>();
            for (int i = 0; i < 4; i++) {
                ServiceRequest request =
                        ServiceRequest.named("local" + i).from("default").ipv4();
                stage.services()
                        .create(
                                i == 0 ? request.annotated("routelb.io/no-failback", "true") : request,
                                List.of(Endpoint.on("n1")));
                String address = stage.awaitAddresses("local" + i).getFirst();
                holders.put(address, local.awaitHolder(address));
            }
            return holders;
        }

        private Optional<SeenRoute> route(LabNode node, String prefix) throws IOException, InterruptedException {
            return r2.routes(node.v4()).stream()
                    .filter(route -> route.prefix().equals(prefix))
                    .findFirst();
        }

        private void awaitTold(LabNode node, List<String> exposed, String pods)
                throws IOException, InterruptedException {
            Await.until(
                    "r2 hearing all of " + node.name(),
                    Stage.LIMIT,
                    () -> stands(node, exposed, 100) && route(node, pods).isPresent(),
                    () -> r2.routes(node.v4()).toString());
        }

        private boolean stands(LabNode node, List<String> addresses, long preference)
                throws IOException, InterruptedException {
            for (String address : addresses) {
                Optional<SeenRoute> route = route(node, address + "/32");
                boolean back = route.map(SeenRoute::communities)
                        .filter(each -> each.contains(Drain.GRACEFUL_SHUTDOWN))
                        .isPresent();
                if (!route.flatMap(SeenRoute::localPref).equals(Optional.of(preference)) || back == preference > 0) {
                    return false;
                }
            }
            return true;
        }

        private void byCommand(LabNode node, List<String> exposed, String pods, Map<String, String> before)
                throws IOException, InterruptedException {
            long began = System.nanoTime();
            Command.Output asked = Drain.routelb(stage, "drain", node.name(), "--timeout", "0s");
            Stage.require(asked.exit() == 0, "the drain was not taken: " + asked);
            Await.until(
                    "local preference 0 and GRACEFUL_SHUTDOWN at r2 for " + exposed,
                    Stage.LIMIT,
                    () -> stands(node, exposed, 0),
                    () -> r2.routes(node.v4()).toString());
            stage.figures().seconds("command_to_preference_0_s", Duration.ofNanos(System.nanoTime() - began));
            Stage.require(
                    route(node, pods)
                            .filter(each -> each.localPref().equals(Optional.of(100L)))
                            .filter(each -> !each.communities().contains(Drain.GRACEFUL_SHUTDOWN))
                            .isPresent(),
                    "pods stand back: " + route(node, pods));
            for (Map.Entry<String, String> each : before.entrySet()) {
                if (each.getValue().equals(node.name())) {
                    String taker = local.awaitHolderBut(each.getKey(), node.name());
                    stage.requests(each.getKey(), 20, taker);
                } else {
                    local.awaitOn(each.getKey(), each.getValue());
                }
            }
            stage.figures().seconds("command_to_local_handed_over_s", Duration.ofNanos(System.nanoTime() - began));
            Await.until(
                    "nothing but pods of " + node.name() + " at r2",
                    Stage.LIMIT,
                    () -> r2.routes(node.v4()).stream()
                            .allMatch(each -> each.prefix().startsWith(pods)
                                    || each.prefix().equals(node.podCidrV6())),
                    () -> r2.routes(node.v4()).toString());
            Stage.require(route(node, pods).isPresent() && r2.established(node.v4()), "pods went, too");
            Command.Output again = Drain.routelb(stage, "drain", node.name());
            Stage.require(again.exit() == 0 && again.out().contains("Drained"), "the command said " + again);
            String sticky = before.keySet().iterator().next();
            LocalAddresses.awaitReason(stage, node.name(), sticky, "NodeDrained");
        }

        /** The others, too, by label and by cordon: whoever comes last keeps what is left. Undone, only those without failback stay. */
        private void lastOne(LabNode node, Map<String, String> before) throws IOException, InterruptedException {
            List<String> others = new ArrayList<>(List.of(ALL));
            others.remove(node.name());
            String labelled = others.getFirst();
            String last = others.getLast();
            Drain.change(stage, labelled, object("metadata", object("labels", object(LABEL, ""))));
            for (String address : before.keySet()) {
                local.awaitOn(address, last);
            }
            Drain.change(stage, last, object("spec", object("unschedulable", true)));
            String said = LocalAddresses.awaitCondition(stage, last, "InService", "False LastNode");
            Await.throughout(
                    "the last node's local addresses",
                    Duration.ofSeconds(2),
                    () -> local.holders(before.keySet().iterator().next()).equals(Set.of(last)));
            stage.figures().put("said", said);
            Drain.change(stage, labelled, object("metadata", object("labels", RoutingChange.without(LABEL))));
            Drain.change(stage, last, object("spec", object("unschedulable", false)));
            Command.Output undone = Drain.routelb(stage, "drain", node.name(), "--undo");
            Stage.require(undone.exit() == 0, "the drain was not undone: " + undone);
            String sticky = before.keySet().iterator().next();
            for (Map.Entry<String, String> each : before.entrySet()) {
                if (!each.getKey().equals(sticky)) {
                    local.awaitOn(each.getKey(), each.getValue());
                }
            }
            Stage.require(!local.awaitHolder(sticky).equals(node.name()), sticky + " moved back of itself");
        }
    }
}
