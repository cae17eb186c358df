package io.routelb.kube.api;

import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code discovery.k8s.io/v1 EndpointSlice}, as far as RouteLB reads it. Client-java's class keeps of every pod its addresses, zone, hints and
 * reference: of what a large cluster has most, the most. Read by {@link EndpointSliceAdapter}; of the metadata only name, namespace, version and
 * the label {@link #SERVICE_NAME_LABEL} are there.
 */
public final class EndpointSlice implements KubernetesObject {
    /** Names the Service the slice belongs to. */
    public static final String SERVICE_NAME_LABEL = "kubernetes.io/service-name";

    private static final String API_VERSION = "discovery.k8s.io/v1";

    private final V1ObjectMeta metadata;
    private final String addressType;
    private final List<Endpoint> endpoints;

    EndpointSlice(V1ObjectMeta metadata, String addressType, List<Endpoint> endpoints) {
        this.metadata = metadata;
        this.addressType = addressType;
        this.endpoints = List.copyOf(endpoints);
    }

    /** A backend of the Service; KEP-1672 says what nil means in each of its conditions. */
    public static final class Endpoint {
        public @Nullable String nodeName;
        public @Nullable Boolean ready;
        public @Nullable Boolean serving;
        public @Nullable Boolean terminating;
    }

    /** {@code IPv4}, {@code IPv6} or {@code FQDN}; empty when it is missing. */
    public String addressType() {
        return addressType;
    }

    public List<Endpoint> endpoints() {
        return endpoints;
    }

    @Override
    public V1ObjectMeta getMetadata() {
        return metadata;
    }

    @Override
    public String getApiVersion() {
        return API_VERSION;
    }

    @Override
    public String getKind() {
        return "EndpointSlice";
    }

    /** The list of them. */
    public static final class ListOf extends ObjectList<EndpointSlice> {}
}
