package io.routelb.kube.api;

import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ListMeta;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list as the API server answers it. Each kind has its own empty subclass because Gson needs a class for the items. */
public abstract class ObjectList<T extends KubernetesObject> implements KubernetesListObject {
    private @Nullable String apiVersion;
    private @Nullable String kind;
    private V1ListMeta metadata = new V1ListMeta();
    private List<T> items = new ArrayList<>();

    @Override
    public @Nullable String getApiVersion() {
        return apiVersion;
    }

    @Override
    public @Nullable String getKind() {
        return kind;
    }

    @Override
    public V1ListMeta getMetadata() {
        return metadata;
    }

    @Override
    public List<T> getItems() {
        return items;
    }
}
