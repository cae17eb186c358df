package io.routelb.lab.scenario;

import io.routelb.lab.cluster.ApiServer;
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
import io.routelb.lab.topology.Namespaces;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Without the API server everything stays as it is; with it again, changes are followed. */
final class NodeApiOutage implements ClusterScenario {
    private static final Duration OUTAGE = Duration.ofSeconds(5);
    private static final String[] ALL = {"n1", "n2", "n3"};

    @Override
    public String name() {
        return "node-api-outage";
    }

    @Override
    public String summary() {
        return "an API outage withdraws nothing, afterwards changes are followed; a restarted allocator keeps addresses";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        stage.services().create(ServiceRequest.named("first"), List.of(Endpoint.on("n1")));
        List<String> first = stage.awaitAddresses("first");
        stage.awaitNextHops(first, ALL);
        outage(
                stage,
                first,
                "cut",
                () -> stage.lab().cutApi(),
                () -> stage.lab().healApi());
        follows(stage, "second", "cut");
        switch (stage.lab().server()) {
            case ApiServer.Own own -> {
                outage(stage, first, "killed", own::kill, () -> {
                    own.restart();
                    stage.lab().awaitApi();
                });
                follows(stage, "second", "killed");
            }
            case ApiServer.External external -> stage.figures().put("killed", "not ours to kill");
        }
        allocatorRestart(stage, first);
    }

    /** Something done to the lab. */
    @FunctionalInterface
    private interface Action {
        void run() throws IOException, InterruptedException;
    }

    private static void outage(Stage stage, List<String> addresses, String name, Action begin, Action end)
            throws IOException, InterruptedException {
        Client.Requests requests = stage.lab().client().start(addresses.getFirst());
        begin.run();
        repaired(stage, addresses, name);
        Monitor router = stage.lab().monitor(LabNetwork.ROUTER);
        List<Monitor> nodes = new ArrayList<>();
        for (NodeHost node : stage.lab().nodes()) {
            nodes.add(stage.lab().monitor(node.name()));
        }
        Await.throughout(
                "three next hops while the API server is away",
                OUTAGE,
                () -> stage.nextHops(addresses.getFirst()).size() == 3
                        && stage.nextHops(addresses.getLast()).size() == 3);
        end.run();
        List<Answer> answers = requests.stop();
        for (Monitor node : nodes) {
            nothingRemoved(node.stop(), addresses);
        }
        for (Answer answer : answers) {
            if (answer instanceof Answer.Failed failed) {
                Stage.require(false, "a request failed during the outage: " + failed.why());
            }
        }
        for (KernelChange change : router.stop()) {
            Stage.require(
                    !(change instanceof KernelChange.Route route) || !addresses.contains(route.destination()),
                    "r1's route changed during the outage: " + change);
        }
        stage.figures().put(name + "_requests_answered", answers.size());
    }

    /** What was last known is not only left alone: it is kept up. The other family's address, so that no request is lost. */
    private static void repaired(Stage stage, List<String> addresses, String name)
            throws IOException, InterruptedException {
        String address = addresses.getLast();
        long removed = System.nanoTime();
        Namespaces.run("n2", "ip", "addr", "del", address + "/128", "dev", LabNetwork.SERVICE_LINK);
        stage.awaitHolders(address, ALL);
        stage.figures().seconds(name + "_then_repaired_s", Duration.ofNanos(System.nanoTime() - removed));
        stage.awaitNextHops(addresses, ALL);
    }

    private static void nothingRemoved(List<KernelChange> changes, List<String> addresses) throws ExpectationException {
        for (String address : addresses) {
            Stage.require(
                    KernelChange.addressRemoved(changes, address).isEmpty(),
                    address + " was removed from a node during the outage");
        }
    }

    /** Creates and deletes a Service, and waits for both to be followed. */
    private static void follows(Stage stage, String service, String name) throws IOException, InterruptedException {
        long created = System.nanoTime();
        stage.services().create(ServiceRequest.named(service), List.of(Endpoint.on("n1")));
        List<String> addresses = stage.awaitAddresses(service);
        stage.awaitNextHops(addresses, ALL);
        stage.figures().seconds(name + "_then_created_to_announced_s", Duration.ofNanos(System.nanoTime() - created));
        stage.services().delete(service);
        stage.awaitNextHops(addresses);
        for (String address : addresses) {
            stage.awaitHolders(address);
        }
    }

    private static void allocatorRestart(Stage stage, List<String> first) throws IOException, InterruptedException {
        stage.services().create(ServiceRequest.named("third"), List.of(Endpoint.on("n1")));
        List<String> third = stage.awaitAddresses("third");
        stage.lab().allocator().kill();
        stage.services().create(ServiceRequest.named("fourth"), List.of(Endpoint.on("n1")));
        long started = System.nanoTime();
        stage.lab().allocator().start();
        List<String> fourth = stage.awaitAddresses("fourth");
        stage.figures().seconds("allocator_start_to_new_address_s", Duration.ofNanos(System.nanoTime() - started));
        Stage.require(
                stage.services().addresses("first").equals(first)
                        && stage.services().addresses("third").equals(third),
                "the restarted allocator moved addresses: " + first + " and " + third + " became "
                        + stage.services().addresses("first") + " and "
                        + stage.services().addresses("third"));
        Stage.require(
                fourth.stream().noneMatch(one -> first.contains(one) || third.contains(one)),
                "the restarted allocator gave " + fourth + " twice");
        stage.awaitNextHops(fourth, ALL);
        stage.awaitNextHops(first, ALL);
    }
}
