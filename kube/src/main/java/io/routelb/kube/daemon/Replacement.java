package io.routelb.kube.daemon;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.kubernetes.client.openapi.ApiClient;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeFailure;
import io.routelb.kube.api.KubeJson;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the Pod this process runs in is being replaced by another on the same node, as a DaemonSet does in a rolling update, at {@code
 * kubectl rollout restart} and when somebody deletes its Pod. Everything else that ends a process looks different: at a shutdown of the node
 * the Pod is not deleted, at the end of the installation the DaemonSet is. What cannot be found out counts as no.
 */
public final class Replacement {
    private static final Duration AT_MOST = Duration.ofSeconds(1);

    private final KubeApi api;
    private final String namespace;
    private final String pod;

    /** {@code pod} is the Pod's name; empty = it is not known to be one. */
    public Replacement(ApiClient client, String namespace, String pod) {
        this.api = new KubeApi(client, AT_MOST);
        this.namespace = namespace;
        this.pod = pod;
    }

    /** What is read of either object. */
    private static final class Shape {
        private Metadata metadata = new Metadata();
        private Spec spec = new Spec();

        static Shape of(JsonObject json) {
            return KubeJson.gson().fromJson(json, Shape.class);
        }

        private boolean deleting() {
            return metadata.deletionTimestamp != null;
        }
    }

    private static final class Metadata {
        private String uid = "";
        private @Nullable String deletionTimestamp;
        private List<Owner> ownerReferences = List.of();
    }

    private static final class Owner {
        private String kind = "";
        private String name = "";
        private String uid = "";
        private boolean controller;
    }

    private static final class Spec {
        private Template template = new Template();
    }

    private static final class Template {
        private PodSpec spec = new PodSpec();
    }

    private static final class PodSpec {
        private Map<String, String> nodeSelector = Map.of();
    }

    /**
     * Why no other Pod is to be expected, one sentence; empty when one is. Blocks for two requests, a second each at most.
     *
     * @param nodeLabels of the node the Pod runs on
     */
    public String refusal(Map<String, String> nodeLabels) {
        if (pod.isEmpty()) {
            return "it is not known which Pod this is (POD_NAME)";
        }
        try {
            Optional<Shape> own = read("/api/v1/namespaces/" + namespace + "/pods/" + pod);
            if (own.isEmpty() || !own.get().deleting()) {
                return "Pod " + pod + " is not being replaced, so the node may be going down";
            }
            Optional<Owner> owner = own.get().metadata.ownerReferences.stream()
                    .filter(each -> each.controller && each.kind.equals("DaemonSet"))
                    .findFirst();
            if (owner.isEmpty()) {
                return "Pod " + pod + " is of no DaemonSet";
            }
            return refusal(owner.get(), nodeLabels);
        } catch (KubeFailure e) {
            return "whether Pod " + pod + " is being replaced cannot be read: " + e.sentence();
        } catch (JsonParseException e) {
            return "whether Pod " + pod + " is being replaced cannot be understood: " + e.getMessage();
        }
    }

    private String refusal(Owner owner, Map<String, String> nodeLabels) throws KubeFailure {
        Optional<Shape> set = read("/apis/apps/v1/namespaces/" + namespace + "/daemonsets/" + owner.name)
                .filter(each -> each.metadata.uid.equals(owner.uid) && !each.deleting());
        if (set.isEmpty()) {
            return "DaemonSet " + owner.name + " is being deleted";
        }
        Map<String, String> wanted = set.get().spec.template.spec.nodeSelector;
        return nodeLabels.entrySet().containsAll(wanted.entrySet())
                ? ""
                : "DaemonSet " + owner.name + " does not want this node any more";
    }

    private Optional<Shape> read(String path) throws KubeFailure {
        return api.get(path).map(Shape::of);
    }
}
