package io.routelb.kube.watch;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.routelb.kube.api.KubeJson;
import io.routelb.kube.api.Service;
import io.routelb.kube.crd.ServiceGroup;
import io.routelb.model.InvalidValueException;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceView;

/** The view that the informers would have of an object that is not stored yet. Pure; the one reading of objects, shared with them. */
public final class ObjectViews {
    private ObjectViews() {}

    /**
     * A Service as JSON.
     *
     * @throws InvalidValueException when the JSON is no Service
     */
    public static ServiceView service(JsonObject json) throws InvalidValueException {
        return read(json, Service.class).view();
    }

    /**
     * A ServiceGroup as JSON.
     *
     * @throws InvalidValueException when the JSON is no ServiceGroup, or one that cannot be made a view of
     */
    public static ServiceGroupView serviceGroup(JsonObject json) throws InvalidValueException {
        ServiceGroup group = read(json, ServiceGroup.class);
        return CustomViews.serviceGroup(group, group.getMetadata() == null ? new V1ObjectMeta() : group.getMetadata());
    }

    private static <T> T read(JsonObject json, Class<T> type) throws InvalidValueException {
        try {
            return KubeJson.gson().fromJson(json, type);
        } catch (JsonParseException e) {
            throw new InvalidValueException("the object is not understood: " + e.getMessage(), e);
        }
    }
}
