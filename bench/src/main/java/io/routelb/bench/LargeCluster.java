package io.routelb.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import inet.ipaddr.IPAddress;
import io.routelb.kube.api.KubeApi;
import io.routelb.model.Addresses;
import java.io.IOException;

/**
 * Objects of a large cluster as its API server would give them: nodes, Services that users applied with kubectl and an allocator served,
 * and slices whose endpoints are spread over the nodes.
 */
final class LargeCluster {
    static final String NAMESPACE = "bench";
    private static final IPAddress FIRST = Addresses.of("198.18.0.1");
    private static final int NODES = 200;
    private static final int SLICES_PER_SERVICE = 2;
    private static final int ENDPOINTS_PER_SLICE = 5;
    private static final String SERVICES = "/api/v1/namespaces/" + NAMESPACE + "/services";
    private static final String SLICES = "/apis/discovery.k8s.io/v1/namespaces/" + NAMESPACE + "/endpointslices";

    private final KubeApi api;

    LargeCluster(KubeApi api) {
        this.api = api;
    }

    /** The name of a node, from 0. */
    static String node(int number) {
        return "node-" + number + ".example.org";
    }

    static int nodes() {
        return NODES;
    }

    /** How many slices belong to so many Services. */
    static int slices(int services) {
        return services * SLICES_PER_SERVICE;
    }

    void create(int services) throws IOException, InterruptedException {
        ServiceBurst.eachAtOnce(NODES, index -> {
            api.create("/api/v1/nodes", nodeObject(index));
            api.patch("/api/v1/nodes/" + node(index) + "/status", KubeApi.PatchType.MERGE, nodeStatus(index));
        });
        ServiceBurst.eachAtOnce(services, index -> {
            api.create(SERVICES, service(index));
            api.patch(SERVICES + "/service-" + index + "/status", KubeApi.PatchType.MERGE, allocated(index));
        });
        ServiceBurst.eachAtOnce(slices(services), index -> api.create(SLICES, slice(index)));
    }

    /** Touches Services and slices, as the days in a cluster do. */
    void touch(int services, int round) throws IOException, InterruptedException {
        JsonObject label = json("{\"metadata\":{\"labels\":{\"round\":\"" + round + "\"}}}");
        ServiceBurst.eachAtOnce(services, index -> {
            api.patch(SERVICES + "/service-" + index, KubeApi.PatchType.MERGE, label);
            api.patch(SLICES + "/" + sliceName(index), KubeApi.PatchType.MERGE, label);
        });
    }

    private static JsonObject nodeObject(int number) {
        return json("""
                {"apiVersion":"v1","kind":"Node","metadata":{"name":"%1$s","labels":{"kubernetes.io/hostname":"%1$s",
                  "kubernetes.io/os":"linux","kubernetes.io/arch":"amd64","topology.kubernetes.io/region":"region-1",
                  "topology.kubernetes.io/zone":"zone-%2$d"}},
                 "spec":{"podCIDR":"10.%3$d.%4$d.0/24"}}""".formatted(node(number), number % 3, 64 + number / 250, number % 250));
    }

    private static JsonObject nodeStatus(int number) {
        return json("""
                {"status":{"addresses":[{"type":"InternalIP","address":"10.255.0.%d"},{"type":"Hostname","address":"%s"}],
                 "conditions":[{"type":"MemoryPressure","status":"False"},{"type":"DiskPressure","status":"False"},
                  {"type":"PIDPressure","status":"False"},{"type":"Ready","status":"True"}]}}""".formatted(1 + number % 250, node(number)));
    }

    private static JsonObject service(int number) {
        String spec = """
                {"type":"LoadBalancer","allocateLoadBalancerNodePorts":false,"ipFamilyPolicy":"SingleStack","ipFamilies":["IPv4"],\
                "selector":{"app.kubernetes.io/name":"service-%1$d","app.kubernetes.io/instance":"production"},\
                "ports":[{"name":"http","port":80,"targetPort":8080,"protocol":"TCP"},\
                {"name":"https","port":443,"targetPort":8443,"protocol":"TCP"}]}""".formatted(number);
        JsonObject service = json("""
                {"apiVersion":"v1","kind":"Service","metadata":{"name":"service-%1$d","namespace":"%2$s",
                 "labels":{"app.kubernetes.io/name":"service-%1$d","app.kubernetes.io/instance":"production",
                  "app.kubernetes.io/managed-by":"Helm","helm.sh/chart":"service-1.2.3"},
                 "annotations":{"purelb.io/service-group":"default"}},"spec":%3$s}""".formatted(number, NAMESPACE, spec));
        service.getAsJsonObject("metadata")
                .getAsJsonObject("annotations")
                .addProperty("kubectl.kubernetes.io/last-applied-configuration", service.toString());
        return service;
    }

    private static JsonObject allocated(int number) {
        return json("""
                {"metadata":{"annotations":{"purelb.io/allocated-by":"PureLB","purelb.io/allocated-from":"default",
                  "purelb.io/pool-type":"remote"}},
                 "status":{"loadBalancer":{"ingress":[{"ip":"%s","ipMode":"VIP"}]}}}""".formatted(FIRST.increment(number).toCanonicalString()));
    }

    private static String sliceName(int number) {
        return "service-" + number / SLICES_PER_SERVICE + "-" + number % SLICES_PER_SERVICE;
    }

    private static JsonObject slice(int number) {
        int service = number / SLICES_PER_SERVICE;
        JsonObject slice = json("""
                {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","addressType":"IPv4",
                 "metadata":{"name":"%1$s","namespace":"%2$s","labels":{"kubernetes.io/service-name":"service-%3$d",
                  "app.kubernetes.io/name":"service-%3$d","endpointslice.kubernetes.io/managed-by":"endpointslice-controller.k8s.io"}},
                 "endpoints":[],"ports":[{"name":"http","port":8080,"protocol":"TCP"},{"name":"https","port":8443,"protocol":"TCP"}]}""".formatted(sliceName(number), NAMESPACE, service));
        for (int i = 0; i < ENDPOINTS_PER_SLICE; i++) {
            int node = (number * ENDPOINTS_PER_SLICE + i) % NODES;
            slice.getAsJsonArray("endpoints").add(json("""
                    {"addresses":["10.%d.%d.%d"],"nodeName":"%s","zone":"zone-%d",
                     "conditions":{"ready":true,"serving":true,"terminating":false},
                     "targetRef":{"kind":"Pod","namespace":"%s","name":"service-%d-5d4f8c7b9-%05d",
                      "uid":"00000000-0000-4000-8000-%012d"}}""".formatted(
                            64 + node / 250,
                            node % 250,
                            1 + number % 250,
                            node(node),
                            node % 3,
                            NAMESPACE,
                            service,
                            i,
                            (long) number * 10 + i)));
        }
        return slice;
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }
}
