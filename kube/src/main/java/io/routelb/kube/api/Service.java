package io.routelb.kube.api;

import com.google.gson.JsonElement;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.routelb.model.ServiceView;
import java.util.List;
import java.util.Optional;

/**
 * {@code v1 Service}, as far as RouteLB reads it: the view, and what a writer must leave in place beside it. Read by {@link ServiceAdapter}; of
 * the metadata only name, namespace and version are there, the rest is in the view.
 */
public final class Service implements KubernetesObject {
    private final V1ObjectMeta metadata;
    private final ServiceView view;
    private final long generation;
    private final List<String> finalizers;
    private final List<IngressEntry> ingress;
    private final List<ConditionEntry> conditions;

    Service(
            V1ObjectMeta metadata,
            ServiceView view,
            long generation,
            List<String> finalizers,
            List<IngressEntry> ingress,
            List<ConditionEntry> conditions) {
        this.metadata = metadata;
        this.view = view;
        this.generation = generation;
        this.finalizers = List.copyOf(finalizers);
        this.ingress = List.copyOf(ingress);
        this.conditions = List.copyOf(conditions);
    }

    /** An entry of {@code status.loadBalancer.ingress} with its {@code ports}, which somebody else may have written. */
    public record IngressEntry(ServiceView.Ingress ingress, Optional<JsonElement> ports) {}

    /**
     * An entry of {@code status.conditions} (KEP-1623) as it is written; absent fields are empty.
     *
     * @param status {@code True}, {@code False} or {@code Unknown}
     * @param since {@code lastTransitionTime}
     * @param observedGeneration 0 when there is none
     */
    public record ConditionEntry(
            String type, String status, String reason, String message, String since, long observedGeneration) {}

    public ServiceView view() {
        return view;
    }

    /** {@code metadata.generation}; 0 when the API server keeps none. */
    public long generation() {
        return generation;
    }

    /** {@code metadata.finalizers} in their order. */
    public List<String> finalizers() {
        return finalizers;
    }

    /** As in the view, in the same order. */
    public List<IngressEntry> ingress() {
        return ingress;
    }

    /** As in the view, in the same order. */
    public List<ConditionEntry> conditions() {
        return conditions;
    }

    @Override
    public V1ObjectMeta getMetadata() {
        return metadata;
    }

    @Override
    public String getApiVersion() {
        return "v1";
    }

    @Override
    public String getKind() {
        return "Service";
    }

    /** The list of them. */
    public static final class ListOf extends ObjectList<Service> {}
}
