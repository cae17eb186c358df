package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.ResourceKind;
import io.routelb.lab.cluster.ServiceRequest;
import java.io.IOException;
import java.util.List;

/** A node with the exclude label announces nothing, local or remote; its BGP session stays, and without the label all is back. */
final class NodeExcludeLabel implements ClusterScenario {
    private static final String LABEL = "node.kubernetes.io/exclude-from-external-load-balancers";

    @Override
    public String name() {
        return "node-exclude-label";
    }

    @Override
    public String summary() {
        return "a node with the exclude label announces no Service address, keeps its session, and returns without it";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        LocalAddresses local = LocalAddresses.watch(stage);
        stage.lab().groups().apply(LocalAddresses.GROUP);
        stage.services().create(ServiceRequest.named("remote").ipv4(), List.of(Endpoint.on("n1")));
        stage.services().create(ServiceRequest.named("local").from("default").ipv4(), List.of(Endpoint.on("n1")));
        List<String> remote = stage.awaitAddresses("remote");
        String own = stage.awaitAddresses("local").getFirst();
        stage.awaitNextHops(remote, "n1", "n2", "n3");
        String node = local.awaitHolder(own);
        String[] others = List.of("n1", "n2", "n3").stream()
                .filter(name -> !name.equals(node))
                .toArray(String[]::new);
        label(stage, node, object(LABEL, ""));
        stage.figures().seconds("labelled_to_routes_gone_s", stage.awaitNextHops(remote, others));
        String taker = local.awaitHolderBut(own, node);
        stage.awaitHolders(remote.getFirst(), others);
        stage.requests(own, 20, taker);
        stage.requests(remote.getFirst(), 60, others);
        Stage.require(
                stage.lab().router().establishedPeers().size() == 3,
                "only " + stage.lab().router().establishedPeers() + " are left of the BGP sessions");
        LocalAddresses.awaitReason(stage, node, own, "NodeExcluded");
        JsonObject none = new JsonObject();
        none.add(LABEL, JsonNull.INSTANCE);
        label(stage, node, none);
        stage.awaitNextHops(remote, "n1", "n2", "n3");
        local.awaitOn(own, node);
        local.requireNeverTwo(own);
    }

    private static void label(Stage stage, String node, JsonObject labels) throws IOException {
        stage.lab().api().merge(ResourceKind.NODE.path("", node), object("metadata", object("labels", labels)));
    }
}
