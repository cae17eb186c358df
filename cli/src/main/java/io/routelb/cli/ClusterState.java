package io.routelb.cli;

import com.google.gson.JsonObject;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeFailure;
import io.routelb.kube.api.KubeKind;
import io.routelb.kube.api.KubeKinds;
import io.routelb.kube.daemon.StartupException;
import java.util.List;

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
