package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.NodeHost;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import io.routelb.lab.process.ExpectationException;
import io.routelb.lab.topology.Answer;
import io.routelb.lab.topology.Client;
import io.routelb.lab.topology.KernelChange;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.Monitor;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A Service that goes, or stops being a LoadBalancer, takes everything with it: first the route, then the address. */
final class ServiceDelete implements ClusterScenario {
    private static final String[] ALL = {"n1", "n2", "n3"};

    @Override
    public String name() {
        return "service-delete";
    }

    @Override
    public String summary() {
        return "a deleted Service leaves the router first and the nodes then; so does one that becomes a ClusterIP";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        stage.services().create(ServiceRequest.named("keep"), List.of(Endpoint.on("n1")));
        stage.services().create(ServiceRequest.named("gone"), List.of(Endpoint.on("n1")));
        stage.services().create(ServiceRequest.named("type"), List.of(Endpoint.on("n1")));
        List<String> kept = stage.awaitAddresses("keep");
        List<String> deleted = stage.awaitAddresses("gone");
        List<String> changed = stage.awaitAddresses("type");
        for (List<String> addresses : List.of(kept, deleted, changed)) {
            stage.awaitNextHops(addresses, ALL);
        }
        withdraw(stage, "delete", deleted, () -> stage.services().delete("gone"));
        withdraw(
                stage,
                "type_change",
                changed,
                () -> stage.services().patch("type", object("spec", object("type", "ClusterIP"))));
        Await.until(
                "status and annotations gone from the Service that became a ClusterIP",
                Stage.LIMIT,
                () -> stage.services().addresses("type").isEmpty()
                        && stage.services().marks("type").isEmpty(),
                () -> stage.services().addresses("type") + " "
                        + stage.services().marks("type"));
        stage.awaitNextHops(kept, ALL);
        for (String address : kept) {
            stage.requests(address, 100, ALL);
        }
    }

    /** What makes an address go. */
    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }

    private static void withdraw(Stage stage, String name, List<String> addresses, Action action)
            throws IOException, InterruptedException {
        Monitor router = stage.lab().monitor(LabNetwork.ROUTER);
        List<Monitor> nodes = new ArrayList<>();
        for (NodeHost node : stage.lab().nodes()) {
            nodes.add(stage.lab().monitor(node.name()));
        }
        String v4 = addresses.getFirst();
        Client.Requests requests = stage.lab().client().start(v4);
        Await.throughout("the address answering", Duration.ofMillis(500), () -> true);
        long acted = System.nanoTime();
        action.run();
        stage.awaitNextHops(addresses);
        stage.figures().seconds(name + "_to_route_gone_s", Duration.ofNanos(System.nanoTime() - acted));
        for (String address : addresses) {
            stage.awaitHolders(address);
        }
        stage.figures().seconds(name + "_to_address_gone_s", Duration.ofNanos(System.nanoTime() - acted));
        List<Answer> answers = requests.stop();
        List<KernelChange> routes = router.stop();
        List<Long> margins = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            List<KernelChange> changes = nodes.get(i).stop();
            for (String address : addresses) {
                margins.add(Withdrawal.margin(stage.lab().nodes().get(i), address, routes, changes));
            }
        }
        stage.figures()
                .put(
                        name + "_route_before_address_min_ms",
                        margins.stream().mapToLong(Long::longValue).min().orElseThrow());
        stage.figures().put(name + "_requests_answered", noneFailedBefore(answers, routes, v4));
    }

    /**
     * r1's own word that it has no route any more (ICMP network unreachable). It may reach the client before the monitor, a process of its
     * own, has read the kernel's message; a node that lost the address too early cannot cause it.
     */
    private static boolean routerHasNoRoute(Answer.Failed failed) {
        return failed.why().equals("Network is unreachable");
    }

    /** A request may fail only when the router has begun to lose the route; gives how many were answered. */
    private static long noneFailedBefore(List<Answer> answers, List<KernelChange> routes, String address)
            throws ExpectationException {
        Instant gone = routes.stream()
                .filter(change -> change instanceof KernelChange.Route route
                        && route.destination().equals(address)
                        && route.deleted())
                .map(KernelChange::time)
                .reduce((first, second) -> second)
                .orElseThrow(() -> new ExpectationException("r1 never told that the route to " + address + " went"));
        for (Answer answer : answers) {
            if (answer instanceof Answer.Failed failed) {
                Stage.require(
                        routerHasNoRoute(failed) || !failed.ended().isBefore(gone),
                        "a request to " + address + " failed (" + failed.why() + ") "
                                + Duration.between(failed.ended(), gone).toMillis() + " ms before the route went");
                Stage.require(
                        !failed.why().contains("refused") && !failed.why().contains("reset"),
                        "a request to " + address + " was cut off by a node: " + failed.why());
            }
        }
        return answers.stream().filter(Answer.From.class::isInstance).count();
    }
}
