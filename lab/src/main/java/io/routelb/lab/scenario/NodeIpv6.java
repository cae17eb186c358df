package io.routelb.lab.scenario;

import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.NodeHost;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.Namespaces;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** IPv6 addresses of a local pool go through duplicate address detection; a duplicate is told, and comes when it is none any more. */
final class NodeIpv6 implements ClusterScenario {
    private static final String FREE = "2001:db8:0:2::240";
    private static final String TAKEN = "2001:db8:0:2::241";

    @Override
    public String name() {
        return "node-ipv6";
    }

    @Override
    public String summary() {
        return "a local IPv6 address goes through duplicate address detection; a duplicate is told, and comes when it is free";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        LocalAddresses local = LocalAddresses.on(stage, LocalAddresses.LINK);
        stage.lab().groups().apply(LocalAddresses.GROUP);
        for (NodeHost node : stage.lab().nodes()) {
            Namespaces.run(node.name(), "sysctl", "-q", "-w", "net.ipv6.conf.eth0.accept_dad=1");
        }
        Namespaces.run(LabNetwork.ROUTER, "ip", "addr", "add", TAKEN + "/64", "dev", "br0", "nodad");
        create(stage, "free", FREE);
        create(stage, "taken", TAKEN);
        String holder = local.awaitHolder(FREE);
        awaitUsable(stage, local, FREE, holder);
        stage.requests(FREE, 20, holder);
        String refused = awaitDuplicate(stage);
        Namespaces.run(LabNetwork.ROUTER, "ip", "addr", "del", TAKEN + "/64", "dev", "br0");
        stage.figures().seconds("freed_to_held_s", local.awaitOn(TAKEN, refused));
        awaitUsable(stage, local, TAKEN, refused);
        LocalAddresses.awaitCondition(stage, refused, "LocalAddresses", "True");
        stage.requests(TAKEN, 20, refused);
    }

    private static void create(Stage stage, String service, String address) throws IOException {
        stage.services()
                .create(
                        ServiceRequest.named(service)
                                .from("default")
                                .families("SingleStack", List.of("IPv6"))
                                .pinned(address),
                        List.of(Endpoint.on("n1")));
    }

    private static void awaitUsable(Stage stage, LocalAddresses local, String address, String holder)
            throws IOException, InterruptedException {
        NodeHost node = stage.lab().node(holder);
        Await.until(
                address + " on " + holder + ", detection over",
                Stage.LIMIT,
                () -> local.entry(node, address)
                        .filter(entry -> !entry.has("tentative") && !entry.has("dadfailed"))
                        .isPresent());
    }

    /** Whoever was elected says so, in its status and in an event of the Service. */
    private static String awaitDuplicate(Stage stage) throws IOException, InterruptedException {
        Await.until(
                "a Warning DuplicateAddress on taken",
                Stage.LIMIT,
                () -> stage.services().events("taken").stream()
                        .anyMatch(event -> event.type().equals("Warning")
                                && event.reason().equals("DuplicateAddress")
                                && event.note().contains(TAKEN)),
                () -> stage.services().events("taken").toString());
        Await.until(
                "a node's status that says that " + TAKEN + " is a duplicate",
                Stage.LIMIT,
                () -> refusing(stage).isPresent());
        String refused = refusing(stage).orElseThrow();
        LocalAddresses.awaitCondition(stage, refused, "LocalAddresses", "False DuplicateAddress");
        return refused;
    }

    private static Optional<String> refusing(Stage stage) throws IOException {
        for (NodeHost node : stage.lab().nodes()) {
            if (LocalAddresses.reason(stage, node.name(), TAKEN).startsWith("DuplicateAddress")) {
                return Optional.of(node.name());
            }
        }
        return Optional.empty();
    }
}
