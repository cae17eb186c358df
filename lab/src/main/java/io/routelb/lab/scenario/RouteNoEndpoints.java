package io.routelb.lab.scenario;

import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.ServiceRequest;
import java.io.IOException;
import java.util.List;

/** A Service that asks for it is told to nobody while no node has a usable endpoint, and comes back with the first one. */
final class RouteNoEndpoints implements ClusterScenario {
    private static final String ASK = "routelb.io/withdraw-when-no-endpoints";
    private static final String FAR = "far";
    private static final String NEAR = "near";

    @Override
    public String name() {
        return "withdraw-no-endpoints";
    }

    @Override
    public String summary() {
        return "withdraw-when-no-endpoints: remote, cluster and local addresses are withdrawn with the last endpoint, and come back";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        LocalAddresses local = LocalAddresses.watch(stage);
        stage.lab().groups().apply(LocalAddresses.GROUP);
        stage.services().create(ServiceRequest.named(FAR), List.of(Endpoint.on("n1")));
        stage.services().create(ServiceRequest.named(NEAR).from("default").ipv4(), List.of(Endpoint.on("n1")));
        List<String> remote = stage.awaitAddresses(FAR);
        String address = stage.awaitAddresses(NEAR).getFirst();
        stage.services().annotate(FAR, "routelb.io/advertise-cluster-ip", "true");
        List<String> cluster = List.of(stage.services()
                .get(FAR)
                .orElseThrow()
                .getAsJsonObject("spec")
                .get("clusterIP")
                .getAsString());
        served(stage, List.of());
        stage.awaitNextHops(cluster, "n1", "n2", "n3");
        stage.awaitNextHops(remote, "n1", "n2", "n3"); // nobody has asked for anything yet
        local.awaitHolder(address);
        for (String service : List.of(FAR, NEAR)) {
            stage.services().annotate(service, ASK, "true");
        }
        stage.figures().seconds("withdrawn_s", stage.awaitNextHops(remote));
        stage.awaitNextHops(cluster);
        local.awaitNowhere(address);
        for (String each : remote) {
            stage.awaitHolders(each);
        }
        Stage.require(stage.services().addresses(FAR).equals(remote), "the status lost " + remote);
        LocalAddresses.awaitReason(stage, "n1", remote.getFirst(), "NoEndpoint");
        served(stage, List.of(Endpoint.on("n2")));
        stage.figures().seconds("back_s", stage.awaitNextHops(remote, "n1", "n2", "n3"));
        stage.awaitNextHops(cluster, "n1", "n2", "n3");
        local.awaitHolder(address);
        local.requireNeverTwo(address);
    }

    private static void served(Stage stage, List<Endpoint> by) throws IOException, InterruptedException {
        for (String service : List.of(FAR, NEAR)) {
            stage.services().endpoints(service, by);
        }
    }
}
