package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonObject;
import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.Client;
import java.io.IOException;
import java.util.List;

/** Two Services on one address, each on its port: who was there first is never hurt by what comes, changes or goes. */
final class AllocSharing implements ClusterScenario {
    private static final String[] ALL = {"n1", "n2", "n3"};
    private static final List<Endpoint> ENDPOINTS = List.of(Endpoint.on("n1"));
    private static final String KEY = "web";

    @Override
    public String name() {
        return "alloc-sharing";
    }

    @Override
    public String summary() {
        return "Services with one key share an address; a clash hurts only the newcomer, a deletion nobody";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        stage.services().create(sharing("first", 80), ENDPOINTS);
        String address = stage.awaitAddresses("first", 1).getFirst();
        stage.services().create(sharing("second", 81), ENDPOINTS);
        stage.awaitExactly("second", address);
        stage.awaitNextHops(List.of(address), ALL);
        stage.awaitHolders(address, ALL);
        stage.awaitCounts("routed", "IPv4", 1, 2);
        stage.figures().put("address", address);
        Client.Requests first = stage.lab().client().start(address, 80);
        Client.Requests second = stage.lab().client().start(address, 81);
        Await.until("both ports answering", Stage.LIMIT, () -> first.answered() && second.answered());
        refuse(stage, address);
        clashByEdit(stage, address);
        stage.figures().put("requests_first", Traffic.noneFailed("others came and changed", first.stop()));
        stage.services().delete("first");
        stage.awaitCounts("routed", "IPv4", 1, 2);
        stage.services().create(sharing("third", 80), ENDPOINTS);
        stage.awaitExactly("third", address);
        stage.awaitExactly("second", address);
        stage.awaitHolders(address, ALL);
        stage.figures().put("requests_second", Traffic.noneFailed("the other holders went and came", second.stop()));
        stage.requests(address, 60, ALL);
        goneWithTheLast(stage, address);
    }

    /** A port in use, another policy, and no key: each pending, although the group has other addresses. */
    private static void refuse(Stage stage, String address) throws IOException, InterruptedException {
        stage.services().create(sharing("clash", 80), ENDPOINTS);
        String message = stage.awaitPending("clash", "SharedPortInUse");
        Stage.require(message.contains("first"), "the message does not name the holder of the port: " + message);
        stage.services().create(sharing("policy", 82).local(), ENDPOINTS);
        stage.figures().put("clash", message).put("policy", stage.awaitPending("policy", "SharingMismatch"));
        stage.services().create(ServiceRequest.named("keyless").ipv4().port(83).pinned(address), ENDPOINTS);
        stage.figures().put("keyless", stage.awaitPending("keyless", "AddressInUse"));
        for (String service : List.of("clash", "policy", "keyless")) {
            stage.services().delete(service);
        }
    }

    /** A third holder takes the first one's port: it has to go, and may return when it lets the port be. */
    private static void clashByEdit(Stage stage, String address) throws IOException, InterruptedException {
        stage.services().create(sharing("editor", 84), ENDPOINTS);
        stage.awaitExactly("editor", address);
        stage.services().patch("editor", port(80));
        stage.figures().put("edit", stage.awaitPending("editor", "SharedPortInUse"));
        for (String service : List.of("first", "second")) {
            stage.awaitExactly(service, address);
        }
        stage.services().patch("editor", port(84));
        stage.awaitExactly("editor", address);
        stage.services().delete("editor");
    }

    private static void goneWithTheLast(Stage stage, String address) throws IOException, InterruptedException {
        stage.services().delete("second");
        stage.services().delete("third");
        stage.awaitNextHops(List.of(address));
        stage.awaitHolders(address);
        stage.awaitCounts("routed", "IPv4", 0, 3);
    }

    private static ServiceRequest sharing(String name, int port) {
        return ServiceRequest.named(name).ipv4().shared(KEY).port(port);
    }

    private static JsonObject port(int port) {
        return object(
                "spec",
                object("ports", List.of(object("name", "http", "protocol", "TCP", "port", port, "targetPort", 8080))));
    }
}
