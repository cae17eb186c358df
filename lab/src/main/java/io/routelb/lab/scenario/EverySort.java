package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonObject;
import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.GroupRequest;
import io.routelb.lab.cluster.GroupRequest.Pool;
import io.routelb.lab.cluster.RoutingObjects;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.topology.FrrSuite;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.LabNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Objects of every sort that says what is told to a router and with what: a router outside the nodes' AS and one in it, two groups, Services of
 * all kinds, and policies that may be written and taken away.
 */
final class EverySort {
    /** A router in the nodes' own AS. */
    private static final String INSIDE = """
            frr defaults traditional
            router bgp 64512
             bgp router-id 192.0.2.14
             no bgp default ipv4-unicast
             neighbor nodes peer-group
             neighbor nodes remote-as internal
             neighbor nodes timers 3 9
             bgp listen range 192.0.2.0/24 peer-group nodes
             address-family ipv4 unicast
              neighbor nodes activate
             exit-address-family
             address-family ipv6 unicast
              neighbor nodes activate
             exit-address-family
            """;

    private static final List<String> ADDRESSES = List.of("LoadBalancerIP");

    private EverySort() {}

    /** Creates all but the policies, and gives the router inside. */
    static FrrSuite of(Stage stage) throws IOException, InterruptedException {
        FrrSuite inside = inside(stage);
        RoutingObjects routing = stage.lab().routing();
        for (LabNode node : LabNetwork.NODES) {
            routing.config(
                    HostGuests.config(node.name()),
                    object(
                            "backend", "Native",
                            "listenPort", 0,
                            "nodeSelector", HostGuests.selector(node.name()),
                            "podCIDRs", object("advertise", "All"),
                            "externalIPs",
                                    object(
                                            "allowed", List.of("203.0.113.0/24"),
                                            "clusterIPRanges", List.of("10.96.0.0/12"))));
        }
        JsonObject quick = object("connectRetryTime", "1s");
        routing.peer("r1", object("timers", quick));
        routing.peer(
                "inside",
                object(
                        "address",
                        LabNetwork.LATECOMER.v4(),
                        "asn",
                        "Internal",
                        "timers",
                        quick,
                        "families",
                        List.of("IPv4Unicast", "IPv6Unicast")));
        services(stage);
        return inside;
    }

    private static FrrSuite inside(Stage stage) throws IOException, InterruptedException {
        LabNetwork.furtherNode(LabNetwork.LATECOMER);
        FrrSuite inside = new FrrSuite(
                LabNetwork.LATECOMER.name(),
                "inside-",
                stage.lab().workspace().own("inside"),
                stage.lab().workspace().logs());
        // without zebra FRR knows no interface, and takes no link-local next hop
        inside.start(INSIDE, List.of(), "neighbor nodes remote-as internal");
        return inside;
    }

    private static void services(Stage stage) throws IOException, InterruptedException {
        stage.lab()
                .groups()
                .apply(GroupRequest.of(
                        "wide",
                        Pool.of("198.51.101.10-198.51.101.20", "198.51.101.0/24")
                                .aggregated("default"),
                        Pool.of("2001:db8:52::10-2001:db8:52::20", "2001:db8:52::/64")
                                .aggregated("/60")));
        create(stage, ServiceRequest.named("web").annotated("routelb.io/advertise-cluster-ip", "true"), "n1");
        create(stage, ServiceRequest.named("few"), "n1");
        create(stage, ServiceRequest.named("local").local(), "n2");
        create(stage, ServiceRequest.named("sum").from("wide"), "n1");
        create(stage, ServiceRequest.named("sum-local").from("wide").local(), "n3");
        stage.services().annotate("web", "routelb.io/advertise-external-ip", "true");
        stage.services().patch("web", object("spec", object("externalIPs", List.of("203.0.113.7"))));
    }

    private static void create(Stage stage, ServiceRequest request, String node)
            throws IOException, InterruptedException {
        stage.services().create(request, List.of(Endpoint.on(node)));
        stage.services().patch(request.name(), object("metadata", object("labels", object("name", request.name()))));
        stage.awaitAddresses(request.name());
    }

    /** The policies, by the names of their BGPAdvertisements. */
    private static Map<String, JsonObject> policies() {
        JsonObject routed = object(
                "communities", List.of("65000:1", "no-peer"),
                "largeCommunities", List.of("65000:1:2", "65000:1:1"),
                "med", 7);
        JsonObject web = object("communities", List.of("65000:77"), "localPreference", 300);
        Map<String, JsonObject> all = new TreeMap<>();
        all.put("routed", policy("serviceGroups", List.of("routed"), routed));
        JsonObject wide =
                policy("serviceGroups", List.of("wide"), object("largeCommunities", List.of("4200000000:2:3")));
        wide.addProperty("aggregationLength", 25);
        wide.addProperty("aggregationLengthV6", 62);
        all.put("wide", wide);
        all.put("web", policy("serviceSelector", named("web"), web));
        all.put("late", policy("nodeSelector", HostGuests.selector("n1"), object("asPathPrepend", 1)));
        all.put("pods", object("sources", List.of("PodCIDR"), "attributes", object("communities", List.of("65000:9"))));
        all.put("few", object("sources", ADDRESSES, "serviceSelector", named("few"), "maxNextHops", 2));
        return all;
    }

    private static JsonObject policy(String whichOf, Object which, JsonObject attributes) {
        return object("sources", ADDRESSES, whichOf, which, "attributes", attributes);
    }

    private static JsonObject named(String service) {
        return object("matchLabels", object("name", service));
    }

    /** Writes the policies. */
    static void advertise(RoutingObjects routing) throws IOException {
        for (Map.Entry<String, JsonObject> each : policies().entrySet()) {
            routing.advertisement(each.getKey(), each.getValue());
        }
    }

    /** Takes them away. */
    static void withdraw(RoutingObjects routing) throws IOException {
        for (String name : policies().keySet()) {
            routing.deleteAdvertisement(name);
        }
    }
}
