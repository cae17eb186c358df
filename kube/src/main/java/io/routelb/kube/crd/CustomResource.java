package io.routelb.kube.crd;

import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import org.jspecify.annotations.Nullable;

/** What every custom resource has: type and metadata. Read by Gson, so fields are nullable and set from outside. */
public abstract sealed class CustomResource implements KubernetesObject
        permits ServiceGroup, LBNodeAgent, RoutingConfig, BgpPeer, BgpAdvertisement, RoutingNodeStatus {
    private @Nullable String apiVersion;
    private @Nullable String kind;
    private @Nullable V1ObjectMeta metadata;

    @Override
    public @Nullable String getApiVersion() {
        return apiVersion;
    }

    @Override
    public @Nullable String getKind() {
        return kind;
    }

    @Override
    public @Nullable V1ObjectMeta getMetadata() {
        return metadata;
    }

    public void setMetadata(V1ObjectMeta metadata) {
        this.metadata = metadata;
    }
}
