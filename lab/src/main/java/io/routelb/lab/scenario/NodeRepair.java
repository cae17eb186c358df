package io.routelb.lab.scenario;

import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.NodeHost;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import io.routelb.lab.process.Command;
import io.routelb.lab.process.ExpectationException;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.Namespaces;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Addresses somebody takes away are back within a second and counted; who goes on is named; what is not ours is not touched. */
final class NodeRepair implements ClusterScenario {
    private static final String REPAIRS = "routelb_kernel_repairs_total";
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final String FOREIGN = "203.0.113.77";
    private static final int BLOWS = 12;

    @Override
    public String name() {
        return "node-repair";
    }

    @Override
    public String summary() {
        return "addresses taken away by hand are back within 1 s and counted, a fight is named, what is not ours is left alone";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        LocalAddresses local = LocalAddresses.on(stage, LocalAddresses.LINK);
        stage.lab().groups().apply(LocalAddresses.GROUP);
        stage.services().create(ServiceRequest.named("remote"), List.of(Endpoint.on("n1")));
        stage.services().create(ServiceRequest.named("local").from("default"), List.of(Endpoint.on("n1")));
        List<String> remote = stage.awaitAddresses("remote");
        List<String> own = stage.awaitAddresses("local");
        NodeHost node = stage.lab().node(local.awaitHolder(own.getFirst()));
        stage.awaitNextHops(remote, "n1", "n2", "n3");
        for (String link : List.of(LabNetwork.SERVICE_LINK, LocalAddresses.LINK)) {
            Namespaces.run(node.name(), "ip", "addr", "add", FOREIGN + "/32", "dev", link);
        }
        for (String address : remote) {
            repaired(stage, node, LabNetwork.SERVICE_LINK, address);
        }
        repaired(stage, node, LocalAddresses.LINK, own.getFirst());
        linkDown(node, remote);
        for (String link : List.of(LabNetwork.SERVICE_LINK, LocalAddresses.LINK)) {
            Stage.require(node.addresses(link).contains(FOREIGN), FOREIGN + " on " + link + " was touched");
        }
        fight(stage, node, remote.getFirst());
    }

    private static void repaired(Stage stage, NodeHost node, String link, String address)
            throws IOException, InterruptedException {
        double before = LocalAddresses.metric(node.name(), REPAIRS);
        // Not "flush", which looks again and removes again what is back by then.
        String withMask = node.prefixes(link).stream()
                .filter(held -> held.startsWith(address + "/"))
                .findFirst()
                .orElseThrow(() -> new ExpectationException(address + " is not on " + link));
        Namespaces.run(node.name(), "ip", "addr", "del", withMask, "dev", link);
        Duration took = Await.until(
                address + " back on " + link,
                Stage.LIMIT,
                () -> node.addresses(link).contains(address));
        stage.figures().seconds((address.contains(":") ? "v6_" : "v4_") + link + "_repaired_s", took);
        Stage.require(took.compareTo(SOON) <= 0, address + " was back on " + link + " only after " + took);
        Await.until(
                "one repair more in " + REPAIRS,
                Stage.LIMIT,
                () -> LocalAddresses.metric(node.name(), REPAIRS) == before + 1,
                () -> before + " before and " + LocalAddresses.metric(node.name(), REPAIRS) + " after");
    }

    private static void linkDown(NodeHost node, List<String> remote) throws IOException, InterruptedException {
        Namespaces.run(node.name(), "ip", "link", "set", LabNetwork.SERVICE_LINK, "down");
        Await.until(
                "the service link up again with " + remote,
                SOON,
                () -> node.serviceAddresses().containsAll(remote)
                        && Namespaces.run(node.name(), "ip", "link", "show", LabNetwork.SERVICE_LINK)
                                .contains(",UP"));
    }

    /** Whoever keeps removing gets his way for most of a second at a time, and is told of. */
    private static void fight(Stage stage, NodeHost node, String address) throws IOException, InterruptedException {
        double before = LocalAddresses.metric(node.name(), REPAIRS);
        long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
        int blows = 0;
        while (System.nanoTime() - end < 0 || blows < BLOWS) {
            Command.attempt(
                    List.of("ip", "-n", node.name(), "addr", "del", address + "/32", "dev", LabNetwork.SERVICE_LINK),
                    "");
            blows++;
            if (System.nanoTime() - end > Duration.ofSeconds(10).toNanos()) {
                break;
            }
        }
        String condition = LocalAddresses.awaitCondition(stage, node.name(), "Undisturbed", "False Interference");
        Stage.require(
                condition.contains(address + " on " + LabNetwork.SERVICE_LINK), "the fight is not named: " + condition);
        double repairs = LocalAddresses.metric(node.name(), REPAIRS) - before;
        stage.figures().put("blows", blows).put("repairs_in_the_fight", repairs);
        Stage.require(repairs <= 8, "in a fight of " + blows + " blows " + repairs + " repairs were made");
        Await.until(
                address + " back after the fight",
                Stage.LIMIT,
                () -> node.serviceAddresses().contains(address));
        LocalAddresses.awaitCondition(stage, node.name(), "Undisturbed", "True");
    }
}
