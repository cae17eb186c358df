package io.routelb.bench;

import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ListMeta;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.routelb.kube.api.KubeKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a measurement wants to see of a Service, and no more: reading the whole of it would take processors from those who are measured.
 * Read by Gson.
 */
final class ServiceGlance implements KubernetesObject {
    static final KubeKind<ServiceGlance, ListOf> KIND =
            new KubeKind<>("", "v1", "Service", "services", ServiceGlance.class, ListOf.class);

    private @Nullable Name metadata;
    private @Nullable Status status;

    String name() {
        return metadata == null || metadata.name == null ? "" : metadata.name;
    }

    String version() {
        return metadata == null || metadata.resourceVersion == null ? "" : metadata.resourceVersion;
    }

    boolean judged() {
        return status != null && status.conditions != null;
    }

    /** The first address in its status; empty when there is none. */
    String address() {
        List<Ingress> ingress = status == null || status.loadBalancer == null ? null : status.loadBalancer.ingress;
        return ingress == null || ingress.isEmpty() || ingress.getFirst().ip == null ? "" : ingress.getFirst().ip;
    }

    @Override
    public V1ObjectMeta getMetadata() {
        return new V1ObjectMeta().name(name()).resourceVersion(version());
    }

    @Override
    public String getApiVersion() {
        return KIND.apiVersion();
    }

    @Override
    public String getKind() {
        return KIND.kind();
    }

    private static final class Name {
        private @Nullable String name;
        private @Nullable String resourceVersion;
    }

    private static final class Status {
        private @Nullable LoadBalancer loadBalancer;
        private @Nullable List<Condition> conditions;
    }

    private static final class LoadBalancer {
        private @Nullable List<Ingress> ingress;
    }

    private static final class Ingress {
        private @Nullable String ip;
    }

    /** That there is one is all that counts. */
    private static final class Condition {}

    /** A list of them. */
    static final class ListOf implements KubernetesListObject {
        private @Nullable V1ListMeta metadata;
        private @Nullable List<ServiceGlance> items;

        /** Where a watch goes on from. */
        String version() {
            return metadata == null ? "" : String.valueOf(metadata.getResourceVersion());
        }

        @Override
        public V1ListMeta getMetadata() {
            return metadata == null ? new V1ListMeta() : metadata;
        }

        @Override
        public List<ServiceGlance> getItems() {
            return items == null ? List.of() : items;
        }

        @Override
        public String getApiVersion() {
            return KIND.apiVersion();
        }

        @Override
        public String getKind() {
            return KIND.kind() + "List";
        }
    }
}
