package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonObject;
import io.routelb.lab.cluster.ClusterApi;
import io.routelb.lab.cluster.ClusterObjects;
import io.routelb.lab.cluster.ResourceKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The DaemonSet of an agent and its Pods, as far as the agent looks at them: nobody runs them, and one that is deleted stays until it is removed. */
final class AgentPods {
    private static final String SET = "routelb-lb-node";
    private static final String HELD = "routelb.io/lab";

    private final ClusterApi api;
    private final List<String> pods = new ArrayList<>();

    AgentPods(ClusterApi api) {
        this.api = api;
    }

    /** Another Pod of the DaemonSet, which is made with the first. */
    void create(String name) throws IOException {
        JsonObject container = object("name", "lb-node", "image", "routelb/lb-node");
        JsonObject podSpec = object("containers", List.of(container));
        String uid = daemonSet(podSpec).getAsJsonObject("metadata").get("uid").getAsString();
        pods.add(name);
        JsonObject owner =
                object("apiVersion", "apps/v1", "kind", "DaemonSet", "name", SET, "uid", uid, "controller", true);
        api.create(
                ResourceKind.POD.in(ClusterObjects.SYSTEM),
                object(
                        "apiVersion",
                        "v1",
                        "kind",
                        "Pod",
                        "metadata",
                        object("name", name, "ownerReferences", List.of(owner), "finalizers", List.of(HELD)),
                        "spec",
                        podSpec));
    }

    private JsonObject daemonSet(JsonObject podSpec) throws IOException {
        Optional<JsonObject> present = api.get(ResourceKind.DAEMON_SET.path(ClusterObjects.SYSTEM, SET));
        if (present.isPresent()) {
            return present.get();
        }
        JsonObject labels = object("app", SET);
        return api.create(
                ResourceKind.DAEMON_SET.in(ClusterObjects.SYSTEM),
                object(
                        "apiVersion",
                        "apps/v1",
                        "kind",
                        "DaemonSet",
                        "metadata",
                        object("name", SET),
                        "spec",
                        object(
                                "selector",
                                object("matchLabels", labels),
                                "template",
                                object("metadata", object("labels", labels), "spec", podSpec))));
    }

    /** As the DaemonSet's controller does to a Pod it replaces; the Pod is there until it has ended. */
    void delete(String name) throws IOException {
        api.delete(ResourceKind.POD.path(ClusterObjects.SYSTEM, name));
    }

    /** Takes all of it away. */
    void remove() throws IOException {
        for (String pod : pods) {
            String path = ResourceKind.POD.path(ClusterObjects.SYSTEM, pod);
            if (api.get(path).isPresent()) {
                api.merge(path, object("metadata", object("finalizers", List.of())));
                api.delete(path);
            }
        }
        api.delete(ResourceKind.DAEMON_SET.path(ClusterObjects.SYSTEM, SET));
    }
}
