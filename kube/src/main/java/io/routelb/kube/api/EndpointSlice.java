package io.routelb.kube.api;

import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ListMeta;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code discovery.k8s.io/v1 EndpointSlice}, as far as RouteLB reads it. Client-java's class keeps of every pod its addresses, zone, hints and
 * reference: of what a large cluster has most, the most. Read by Gson, so fields are nullable and set from outside.
 */
public final class EndpointSlice implements KubernetesObject {
    private @Nullable V1ObjectMeta metadata;
    public @Nullable String addressType;
    public @Nullable List<Endpoint> endpoints;

    /** A backend of the Service. */
    public static final class Endpoint {
        public @Nullable String nodeName;
        public @Nullable Conditions conditions;
    }

    /** What it can be used for; KEP-1672 says what nil means. */
    public static final class Conditions {
        public @Nullable Boolean ready;
        public @Nullable Boolean serving;
        public @Nullable Boolean terminating;
    }

    @Override
    public @Nullable V1ObjectMeta getMetadata() {
        return metadata;
    }

    @Override
    public String getApiVersion() {
        return "discovery.k8s.io/v1";
    }

    @Override
    public String getKind() {
        return "EndpointSlice";
    }

    /** As the API server answers it. */
    public static final class ListOf implements KubernetesListObject {
        private V1ListMeta metadata = new V1ListMeta();
        private List<EndpointSlice> items = new ArrayList<>();

        @Override
        public V1ListMeta getMetadata() {
            return metadata;
        }

        @Override
        public List<EndpointSlice> getItems() {
            return items;
        }

        @Override
        public String getApiVersion() {
            return "discovery.k8s.io/v1";
        }

        @Override
        public String getKind() {
            return "EndpointSliceList";
        }
    }
}
