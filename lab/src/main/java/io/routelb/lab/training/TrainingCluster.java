package io.routelb.lab.training;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.routelb.lab.cluster.ClusterObjects;
import io.routelb.lab.cluster.ControlPlane;
import io.routelb.lab.cluster.ResourceKind;
import io.routelb.lab.process.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The objects of the cluster that the programs are recorded in: one node, a group of each kind but external, Services of many sorts. */
final class TrainingCluster {
    static final String NODE = "n1";
    private static final String NAMESPACE = "training";
    private static final String GROUP = "purelb.io/service-group";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final ControlPlane plane;
    private int services;

    private TrainingCluster(ControlPlane plane) {
        this.plane = plane;
    }

    static TrainingCluster create(ControlPlane plane, int services) throws IOException {
        TrainingCluster cluster = new TrainingCluster(plane);
        plane.namespace(NAMESPACE);
        cluster.node();
        cluster.groups();
        cluster.routing();
        cluster.services(services);
        return cluster;
    }

    /** How many addresses of remote pools the agent has to put on its link, at least. */
    int remoteAddresses() {
        return services / 2;
    }

    /** What a day brings: new Services, some gone, some changed, endpoints that come and go. */
    void change(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            plane.api().delete(ResourceKind.SERVICE.path(NAMESPACE, "service-" + i));
            plane.api().delete(ResourceKind.ENDPOINT_SLICE.path(NAMESPACE, "service-" + i));
            String changed = "service-" + (count + i);
            plane.api()
                    .merge(
                            ResourceKind.ENDPOINT_SLICE.path(NAMESPACE, changed),
                            object("endpoints", List.of(endpoint(count + i, false))));
            plane.api()
                    .merge(
                            ResourceKind.SERVICE.path(NAMESPACE, changed),
                            object("metadata", object("annotations", object("purelb.io/allow-shared-ip", changed))));
        }
        services(count);
    }

    /** Waits until every Service has an address. */
    void awaitAddresses() throws IOException, InterruptedException {
        Await.until("an address for every Service", LIMIT, () -> waiting() == 0, () -> waiting() + " without one");
    }

    private long waiting() throws IOException {
        return plane.api().list(ResourceKind.SERVICE.in(NAMESPACE), "").stream()
                .filter(service -> service.getAsJsonObject("status")
                        .getAsJsonObject("loadBalancer")
                        .isEmpty())
                .count();
    }

    private void node() throws IOException {
        plane.objects()
                .create(object(
                        "apiVersion",
                        "v1",
                        "kind",
                        "Node",
                        "metadata",
                        object("name", NODE, "labels", object("kubernetes.io/os", "linux"))));
        JsonObject ready = object("type", "Ready", "status", "True");
        plane.api()
                .merge(
                        ResourceKind.NODE.path("", NODE) + "/status",
                        object("status", object("conditions", List.of(ready))));
    }

    private void groups() throws IOException {
        JsonObject v4 = object("pool", "10.1.0.0/16", "subnet", "10.1.0.0/16", "aggregation", "/32");
        JsonObject v6 = object(
                "pool", "2001:db8:1::/112", "subnet", "2001:db8:1::/64", "aggregation", "/128", "avoidEdges", true);
        group("default", object("remote", object("v4pools", List.of(v4), "v6pools", List.of(v6))));
        JsonObject local = object("pool", "10.2.0.1-10.2.255.250", "subnet", "10.2.0.0/16", "aggregation", "default");
        group("local", object("local", object("v4pool", local)));
    }

    private void group(String name, JsonObject spec) throws IOException {
        plane.objects()
                .create(object(
                        "apiVersion",
                        "purelb.io/v2",
                        "kind",
                        "ServiceGroup",
                        "metadata",
                        object("name", name, "namespace", ClusterObjects.SYSTEM),
                        "spec",
                        spec));
    }

    private void routing() throws IOException {
        for (JsonObject object : Neighbour.objects()) {
            plane.objects().create(object);
        }
    }

    private void services(int more) throws IOException {
        for (int i = services; i < services + more; i++) {
            plane.api().create(ResourceKind.ENDPOINT_SLICE.in(NAMESPACE), slice(i));
            plane.api().create(ResourceKind.SERVICE.in(NAMESPACE), service(i));
        }
        services += more;
    }

    /** One in four of a local pool, one in four through nodes with endpoints only, one in three of both families. */
    private static JsonObject service(int number) {
        String name = "service-" + number;
        JsonObject annotations = object(GROUP, number % 4 == 0 ? "local" : "default");
        JsonObject spec = object(
                "type",
                "LoadBalancer",
                "allocateLoadBalancerNodePorts",
                false,
                "ipFamilyPolicy",
                number % 3 == 0 && number % 4 != 0 ? "RequireDualStack" : "SingleStack",
                "externalTrafficPolicy",
                number % 4 == 1 ? "Local" : "Cluster",
                "selector",
                object("app", name),
                "ports",
                List.of(object("name", "http", "protocol", "TCP", "port", 80)));
        return object(
                "apiVersion",
                "v1",
                "kind",
                "Service",
                "metadata",
                object("name", name, "namespace", NAMESPACE, "annotations", annotations),
                "spec",
                spec);
    }

    private static JsonObject slice(int number) {
        String name = "service-" + number;
        JsonArray endpoints = new JsonArray();
        endpoints.add(endpoint(number, true));
        return object(
                "apiVersion",
                "discovery.k8s.io/v1",
                "kind",
                "EndpointSlice",
                "metadata",
                object("name", name, "namespace", NAMESPACE, "labels", object("kubernetes.io/service-name", name)),
                "addressType",
                "IPv4",
                "endpoints",
                endpoints,
                "ports",
                List.of(object("name", "http", "protocol", "TCP", "port", 8080)));
    }

    private static JsonObject endpoint(int number, boolean ready) {
        return object(
                "addresses",
                List.of("10.244." + number / 250 + "." + (1 + number % 250)),
                "nodeName",
                NODE,
                "conditions",
                object("ready", ready, "serving", true, "terminating", !ready));
    }
}
