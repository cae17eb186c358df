package io.routelb.cli;

import static io.routelb.cli.Fields.flag;
import static io.routelb.cli.Fields.objects;
import static io.routelb.cli.Fields.text;
import static io.routelb.cli.Fields.texts;

import com.google.gson.JsonObject;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeFailure;
import io.routelb.kube.api.KubeKind;
import io.routelb.kube.api.KubeKinds;
import io.routelb.kube.daemon.StartupException;
import java.util.List;
import java.util.stream.Stream;

/** The objects a report is made of, as read one after the other. */
record ClusterState(
        List<JsonObject> services, List<JsonObject> nodes, List<JsonObject> groups, List<JsonObject> nodeStatuses) {
    ClusterState {
        services = List.copyOf(services);
        nodes = List.copyOf(nodes);
        groups = List.copyOf(groups);
        nodeStatuses = List.copyOf(nodeStatuses);
    }

    static ClusterState read(KubeApi api, String installNamespace) throws StartupException {
        return new ClusterState(
                items(api, KubeKinds.SERVICE, ""),
                items(api, KubeKinds.NODE, ""),
                items(api, KubeKinds.SERVICE_GROUP, installNamespace),
                items(api, KubeKinds.ROUTING_NODE_STATUS, ""));
    }

    /** Fails with a sentence when no agent has reported from a node of that name. */
    void requireReport(String node) throws StartupException {
        if (nodeStatuses.stream()
                .noneMatch(status -> text(status, "metadata", "name").equals(node))) {
            boolean known =
                    nodes.stream().anyMatch(one -> text(one, "metadata", "name").equals(node));
            throw new StartupException(known ? "no agent has reported from node " + node : "there is no node " + node);
        }
    }

    /** Services that are ours to serve. */
    Stream<JsonObject> loadBalancers() {
        return services.stream()
                .filter(service -> text(service, "spec", "type").equals("LoadBalancer")
                        && isOurs(text(service, "spec", "loadBalancerClass")));
    }

    private static boolean isOurs(String loadBalancerClass) {
        return loadBalancerClass.isEmpty()
                || loadBalancerClass.startsWith("purelb.io/")
                || loadBalancerClass.equals("routelb.io/routelb");
    }

    static List<String> addresses(JsonObject service) {
        return objects(service, "status", "loadBalancer", "ingress").stream()
                .map(ingress -> text(ingress, "ip"))
                .filter(ip -> !ip.isEmpty())
                .toList();
    }

    /** The nodes that have an address of the Service on a link. */
    List<String> carriers(String service) {
        return nodeStatuses.stream()
                .filter(node -> entries(node, service).anyMatch(entry -> flag(entry, "inKernel")))
                .map(node -> text(node, "metadata", "name"))
                .sorted()
                .toList();
    }

    /** The BGPPeers that some node has told of an address of the Service. */
    List<String> told(String service) {
        return nodeStatuses.stream()
                .flatMap(node -> entries(node, service))
                .flatMap(entry -> texts(entry, "advertisedTo").stream())
                .distinct()
                .sorted()
                .toList();
    }

    private static Stream<JsonObject> entries(JsonObject node, String service) {
        return objects(node, "status", "addresses").stream()
                .filter(entry -> texts(entry, "services").contains(service));
    }

    /** As {@code namespace/name}. */
    static String key(JsonObject object) {
        return text(object, "metadata", "namespace") + "/" + text(object, "metadata", "name");
    }

    static List<JsonObject> items(KubeApi api, KubeKind<?, ?> kind, String namespace) throws StartupException {
        try {
            JsonObject list = api.get(kind.path(namespace))
                    .orElseThrow(() -> new StartupException("the API server does not know " + kind.resource()
                            + "; apply the CRDs of RouteLB (deploy/crds)"));
            return Fields.objects(list, "items");
        } catch (KubeFailure e) {
            throw new StartupException(e.sentence(), e);
        }
    }
}
