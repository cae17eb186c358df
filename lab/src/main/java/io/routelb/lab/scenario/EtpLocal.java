package io.routelb.lab.scenario;

import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.Endpoint.State;
import io.routelb.lab.cluster.ServiceRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** externalTrafficPolicy Local: exactly the nodes with a usable endpoint announce, and follow the endpoints. */
final class EtpLocal implements ClusterScenario {
    private static final String SERVICE = "local";

    @Override
    public String name() {
        return "etp-local";
    }

    @Override
    public String summary() {
        return "with externalTrafficPolicy Local exactly the nodes with a usable endpoint announce, and follow moves";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        stage.services()
                .create(
                        ServiceRequest.named(SERVICE).local(),
                        List.of(Endpoint.on("n1"), Endpoint.on("n2"), new Endpoint("n3", State.NOT_READY)));
        List<String> addresses = stage.awaitAddresses(SERVICE);
        announcedBy(stage, addresses, "n1", "n2");
        stage.figures().put("addresses", addresses).put("node_set", List.of("n1", "n2"));
        for (String address : addresses) {
            stage.requests(address, 60, "n1", "n2");
        }
        stage.figures()
                .seconds("move_s", change(stage, addresses, List.of(Endpoint.on("n1"), Endpoint.on("n3")), "n1", "n3"));
        noEndpoints(stage, addresses);
        termination(stage, addresses);
    }

    private static void noEndpoints(Stage stage, List<String> addresses) throws IOException, InterruptedException {
        stage.figures().seconds("no_endpoints_to_gone_s", change(stage, addresses, List.of()));
        Stage.require(
                stage.services().addresses(SERVICE).equals(addresses),
                "without endpoints the status lists " + stage.services().addresses(SERVICE) + " instead of "
                        + addresses);
        stage.figures()
                .seconds(
                        "first_endpoint_to_announced_s",
                        change(stage, addresses, List.of(new Endpoint("n2", State.UNSAID)), "n2"));
    }

    /** A serving, terminating endpoint counts only while no endpoint is ready anywhere. */
    private static void termination(Stage stage, List<String> addresses) throws IOException, InterruptedException {
        Endpoint leaving = new Endpoint("n1", State.SERVING_TERMINATING);
        change(stage, addresses, List.of(leaving, Endpoint.on("n2")), "n2");
        change(stage, addresses, List.of(leaving), "n1");
        change(stage, addresses, List.of(leaving, Endpoint.on("n3")), "n3");
    }

    private static Duration change(Stage stage, List<String> addresses, List<Endpoint> endpoints, String... nodes)
            throws IOException, InterruptedException {
        long changed = System.nanoTime();
        stage.services().endpoints(SERVICE, endpoints);
        announcedBy(stage, addresses, nodes);
        return Duration.ofNanos(System.nanoTime() - changed);
    }

    private static void announcedBy(Stage stage, List<String> addresses, String... nodes)
            throws IOException, InterruptedException {
        stage.awaitNextHops(addresses, nodes);
        for (String address : addresses) {
            stage.awaitHolders(address, nodes);
        }
    }
}
