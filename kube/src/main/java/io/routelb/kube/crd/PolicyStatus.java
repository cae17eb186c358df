package io.routelb.kube.crd;

import io.kubernetes.client.openapi.models.V1Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of an object of routing that users write; written by the allocator. */
public final class PolicyStatus {
    public @Nullable Long observedGeneration;
    public @Nullable List<V1Condition> conditions;
}
