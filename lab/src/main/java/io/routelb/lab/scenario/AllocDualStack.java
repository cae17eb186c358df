package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonObject;
import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.GroupRequest;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.topology.Client;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A Service's families change with its spec and its group, and its first address stays through all of it. */
final class AllocDualStack implements ClusterScenario {
    private static final String[] ALL = {"n1", "n2", "n3"};
    private static final List<Endpoint> ENDPOINTS = List.of(Endpoint.on("n1"));
    private static final GroupRequest.Pool FOUR = GroupRequest.Pool.of("198.51.103.0/28", "198.51.103.0/24");
    private static final GroupRequest.Pool SIX = GroupRequest.Pool.of("2001:db8:54::/64", "2001:db8:54::/64");

    @Override
    public String name() {
        return "alloc-dualstack";
    }

    @Override
    public String summary() {
        return "Require has both or nothing, Prefer is completed later, single to dual and back keeps the first";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        stage.lab().groups().apply(GroupRequest.of("later", FOUR));
        for (String policy : List.of("PreferDualStack", "RequireDualStack")) {
            stage.services()
                    .create(
                            ServiceRequest.named(policy.equals("PreferDualStack") ? "prefer" : "require")
                                    .from("later")
                                    .families(policy, List.of("IPv4", "IPv6")),
                            ENDPOINTS);
        }
        stage.services().create(ServiceRequest.named("single").from("later").ipv4(), ENDPOINTS);
        String prefer = stage.awaitAddresses("prefer", 1).getFirst();
        String single = stage.awaitAddresses("single", 1).getFirst();
        stage.figures().put("require", stage.awaitPending("require", "NoPoolForFamily"));
        stage.awaitNextHops(List.of(prefer, single), ALL);
        stage.awaitCounts("later", "IPv4", 2, 14);
        Client.Requests requests = stage.lab().client().start(prefer);
        familyAppears(stage, prefer);
        narrow(stage, prefer);
        widen(stage, single);
        stage.figures().put("requests_to_the_first", Traffic.noneFailed("families came and went", requests.stop()));
        stage.awaitCounts("later", "IPv4", 3, 13);
    }

    private static void familyAppears(Stage stage, String prefer) throws IOException, InterruptedException {
        long acted = System.nanoTime();
        stage.lab().groups().apply(GroupRequest.of("later", FOUR, SIX));
        List<String> completed = stage.awaitAddresses("prefer", 2);
        stage.figures().seconds("family_appears_to_completed_s", Duration.ofNanos(System.nanoTime() - acted));
        Stage.require(completed.getFirst().equals(prefer), "completed, the first address became " + completed);
        List<String> required = stage.awaitAddresses("require", 2);
        for (List<String> addresses : List.of(completed, required)) {
            announced(stage, addresses);
            stage.requests(addresses.getLast(), 60, ALL);
        }
        stage.figures().seconds("family_appears_to_announced_s", Duration.ofNanos(System.nanoTime() - acted));
        Stage.require(
                stage.services().addresses("single").size() == 1,
                "a SingleStack Service got " + stage.services().addresses("single"));
    }

    /** Dual to single: the second family leaves status, nodes and router. */
    private static void narrow(Stage stage, String prefer) throws IOException, InterruptedException {
        String gone = stage.services().addresses("prefer").getLast();
        String clusterIp = stage.services()
                .get("prefer")
                .orElseThrow()
                .getAsJsonObject("spec")
                .get("clusterIP")
                .getAsString();
        long acted = System.nanoTime();
        stage.services()
                .patch(
                        "prefer",
                        object(
                                "spec",
                                object(
                                        "ipFamilyPolicy", "SingleStack",
                                        "ipFamilies", List.of("IPv4"),
                                        "clusterIPs", List.of(clusterIp))));
        stage.awaitExactly("prefer", prefer);
        stage.awaitNextHops(List.of(gone));
        stage.awaitHolders(gone);
        stage.figures().seconds("dual_to_single_s", Duration.ofNanos(System.nanoTime() - acted));
        announced(stage, List.of(prefer));
    }

    /** Single to dual keeps the first. */
    private static void widen(Stage stage, String single) throws IOException, InterruptedException {
        JsonObject wide =
                object("spec", object("ipFamilyPolicy", "RequireDualStack", "ipFamilies", List.of("IPv4", "IPv6")));
        long acted = System.nanoTime();
        stage.services().patch("single", wide);
        List<String> both = stage.awaitAddresses("single", 2);
        Stage.require(both.getFirst().equals(single), "widening changed " + single + " to " + both);
        announced(stage, both);
        stage.figures().seconds("single_to_dual_s", Duration.ofNanos(System.nanoTime() - acted));
        stage.requests(both.getLast(), 60, ALL);
    }

    private static void announced(Stage stage, List<String> addresses) throws IOException, InterruptedException {
        stage.awaitNextHops(addresses, ALL);
        for (String address : addresses) {
            stage.awaitHolders(address, ALL);
        }
    }
}
