package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.NodeHost;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import java.io.IOException;
import java.util.List;

/** externalTrafficPolicy Local on a local pool: the announcer is elected among the nodes with an endpoint, and follows them. */
final class NodeEtpLocal implements ClusterScenario {
    private static final String SERVICE = "picky";

    @Override
    public String name() {
        return "node-etp-local";
    }

    @Override
    public String summary() {
        return "with externalTrafficPolicy Local a local address is on a node with an endpoint, follows it, or is nowhere and told so";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        LocalAddresses local = LocalAddresses.watch(stage);
        stage.lab().groups().apply(LocalAddresses.GROUP);
        stage.services()
                .create(ServiceRequest.named(SERVICE).from("default").ipv4().local(), List.of(Endpoint.on("n2")));
        String address = stage.awaitAddresses(SERVICE).getFirst();
        local.awaitOn(address, "n2");
        stage.requests(address, 20, "n2");
        stage.services().endpoints(SERVICE, List.of(Endpoint.on("n3")));
        stage.figures().seconds("move_s", local.awaitOn(address, "n3"));
        stage.requests(address, 20, "n3");
        withoutEndpoints(stage, local, address);
        stage.services().annotate(SERVICE, "purelb.io/allow-local", "true");
        local.awaitHolder(address);
        stage.services().annotate(SERVICE, "purelb.io/allow-local", "false");
        local.awaitNowhere(address);
        stage.services().patch(SERVICE, object("spec", object("externalTrafficPolicy", "Cluster")));
        local.awaitHolder(address);
        local.requireNeverTwo(address);
    }

    /** Nowhere, told on every node and no longer in the annotation; status and spec stay. */
    private static void withoutEndpoints(Stage stage, LocalAddresses local, String address)
            throws IOException, InterruptedException {
        stage.services().endpoints(SERVICE, List.of());
        local.awaitNowhere(address);
        for (NodeHost node : stage.lab().nodes()) {
            LocalAddresses.awaitCondition(stage, node.name(), "LocalAddresses", "False NoLocalEndpoint: " + address);
        }
        Stage.require(
                stage.services().addresses(SERVICE).equals(List.of(address)),
                "without endpoints the status lost " + address);
        Stage.require(
                stage.services()
                        .get(SERVICE)
                        .orElseThrow()
                        .getAsJsonObject("spec")
                        .get("externalTrafficPolicy")
                        .getAsString()
                        .equals("Local"),
                "the spec was edited");
        Await.until(
                "nobody announcing in the annotation",
                Stage.LIMIT,
                () -> stage.services()
                        .annotation(SERVICE, "purelb.io/announcing-IPv4")
                        .isEmpty());
    }
}
