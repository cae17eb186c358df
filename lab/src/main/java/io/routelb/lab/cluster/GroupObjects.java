package io.routelb.lab.cluster;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.Optional;

/** ServiceGroups in the install namespace, written as users would. */
public final class GroupObjects {
    private final ClusterApi api;
    private final ClusterObjects objects;

    GroupObjects(ClusterApi api, ClusterObjects objects) {
        this.api = api;
        this.objects = objects;
    }

    /** Creates the group, or gives the one there is these pools. */
    public void apply(GroupRequest request) throws IOException {
        if (get(request.name()).isPresent()) {
            patch(request.name(), object("spec", request.spec()));
        } else {
            objects.create(ResourceKind.SERVICE_GROUP, request.json());
        }
    }

    /** Merge-patches the group. */
    public void patch(String group, JsonObject patch) throws IOException {
        api.merge(path(group), patch);
    }

    /** Deletes the group. */
    public void delete(String group) throws IOException {
        api.delete(path(group));
    }

    /** The group as stored. */
    public Optional<JsonObject> get(String group) throws IOException {
        return api.get(path(group));
    }

    /** The group's condition of the type, once the allocator has written it. */
    public Optional<ObjectCondition> condition(String group, String type) throws IOException {
        return get(group).flatMap(object -> ObjectCondition.of(object, type));
    }

    /** A number in the group's status; -1 when it is not there. */
    public long count(String group, String field) throws IOException {
        JsonObject object = get(group).orElseGet(JsonObject::new);
        return object.get("status") instanceof JsonObject status && status.has(field)
                ? status.get(field).getAsLong()
                : -1;
    }

    private static String path(String group) {
        return ResourceKind.SERVICE_GROUP.path(ClusterObjects.SYSTEM, group);
    }
}
