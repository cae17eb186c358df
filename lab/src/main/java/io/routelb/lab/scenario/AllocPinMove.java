package io.routelb.lab.scenario;

import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.GroupRequest;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.Answer;
import io.routelb.lab.topology.Client;
import io.routelb.lab.topology.KernelRoutes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A Service gets the address it names or none, and one that is moved is reachable throughout. */
final class AllocPinMove implements ClusterScenario {
    private static final String[] ALL = {"n1", "n2", "n3"};
    private static final List<Endpoint> ENDPOINTS = List.of(Endpoint.on("n1"));
    private static final String FIRST = "198.51.100.11";
    private static final String SECOND = "198.51.100.12";
    private static final String ELSEWHERE = "198.51.101.7";
    private static final String PIN = "purelb.io/addresses";

    /** A pin that cannot be had. */
    private record Refusal(String name, String pin, String reason) {}

    private static final List<Refusal> REFUSALS = List.of(
            new Refusal("taken", SECOND, "AddressInUse"),
            new Refusal("outside", "203.0.113.77", "AddressNotInGroup"),
            new Refusal("wrong-family", "2001:db8:51::10", "FamilyMismatch"),
            new Refusal("unparsable", "198.51.100.300", "AddressInvalid"),
            new Refusal("two-of-one", "198.51.100.10, 198.51.100.11", "FamilyMismatch"));

    @Override
    public String name() {
        return "alloc-pin-move";
    }

    @Override
    public String summary() {
        return "a pinned Service gets exactly that address or none; moved by pin or group, it answers throughout";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        stage.services().create(pinned("one", FIRST), ENDPOINTS);
        stage.figures().seconds("pinned_s", stage.awaitExactly("one", FIRST));
        stage.awaitNextHops(List.of(FIRST), ALL);
        move(stage, "pin", "one", FIRST, SECOND, () -> stage.services().annotate("one", PIN, SECOND));
        stage.services().create(pinned("two", FIRST), ENDPOINTS);
        stage.awaitExactly("two", FIRST);
        refuse(stage);
        stage.lab()
                .groups()
                .apply(GroupRequest.of("elsewhere", GroupRequest.Pool.of(ELSEWHERE + "/32", "198.51.101.0/24")));
        stage.services().create(ServiceRequest.named("mover").ipv4(), ENDPOINTS);
        String old = stage.awaitAddresses("mover", 1).getFirst();
        stage.awaitNextHops(List.of(old), ALL);
        move(
                stage,
                "group",
                "mover",
                old,
                ELSEWHERE,
                () -> stage.services().annotate("mover", "purelb.io/service-group", "elsewhere"));
        stage.awaitCounts("routed", "IPv4", 2, 1);
        stage.awaitCounts("elsewhere", "IPv4", 1, 0);
        stage.requests(SECOND, 60, ALL);
        stage.requests(FIRST, 60, ALL);
    }

    /** What moves a Service. */
    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }

    /** The new address answers before the old one stops, and the router knows both at once. */
    private static void move(Stage stage, String what, String service, String old, String next, Action action)
            throws IOException, InterruptedException {
        Client.Requests toOld = stage.lab().client().start(old);
        Client.Requests toNext = stage.lab().client().startEarly(next);
        Await.until(old + " answering", Stage.LIMIT, toOld::answered);
        long acted = System.nanoTime();
        action.run();
        Await.until(
                old + " and " + next + " in " + service + "'s status, and both in r1's kernel",
                Stage.LIMIT,
                () -> stage.services().addresses(service).equals(List.of(next, old)) && bothRouted(stage, old, next),
                () -> stage.services().addresses(service) + " "
                        + stage.lab().router().routes().gateways());
        stage.figures().seconds(what + "_change_to_both_routed_s", Duration.ofNanos(System.nanoTime() - acted));
        stage.awaitExactly(service, next);
        stage.awaitNextHops(List.of(old));
        stage.awaitHolders(old);
        stage.figures().seconds(what + "_change_to_old_gone_s", Duration.ofNanos(System.nanoTime() - acted));
        stage.awaitHolders(next, ALL);
        List<Answer> olds = toOld.stop();
        stage.figures().seconds(what + "_change_both_answered_s", Traffic.overlap(olds, toNext.stop()));
    }

    private static boolean bothRouted(Stage stage, String old, String next) throws IOException, InterruptedException {
        KernelRoutes routes = stage.lab().router().routes();
        return routes.to(old).size() == ALL.length && routes.to(next).size() == ALL.length;
    }

    private static ServiceRequest pinned(String name, String pin) {
        return ServiceRequest.named(name).ipv4().pinned(pin);
    }

    /** None of them holds anything, and nobody else is touched. */
    private static void refuse(Stage stage) throws IOException, InterruptedException {
        for (Refusal refusal : REFUSALS) {
            stage.services().create(pinned(refusal.name(), refusal.pin()), ENDPOINTS);
        }
        for (Refusal refusal : REFUSALS) {
            stage.figures().put(refusal.name(), stage.awaitPending(refusal.name(), refusal.reason()));
        }
        stage.awaitCounts("routed", "IPv4", 2, 1);
        Stage.require(
                stage.services().addresses("one").equals(List.of(SECOND)),
                "a refused pin moved its holder to " + stage.services().addresses("one"));
        for (Refusal refusal : REFUSALS) {
            stage.services().delete(refusal.name());
        }
    }
}
