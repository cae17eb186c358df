package io.routelb.kube.admission;

import com.google.gson.JsonObject;
import io.routelb.model.ObjectKey;
import java.util.Optional;

/**
 * What the API server asks about: one write that it has validated and not stored.
 *
 * @param uid of the request; the answer carries it
 * @param group API group of the resource; empty for the core group
 * @param resource lower-case plural
 * @param subresource empty for the object itself
 * @param key of the object; the name is empty while the API server has still to generate it
 * @param object as it would be stored; absent for a deletion
 * @param oldObject as it is stored; absent for a creation
 * @param dryRun whether nothing will be stored whatever the answer
 */
public record AdmissionRequest(
        String uid,
        String group,
        String resource,
        String subresource,
        Operation operation,
        ObjectKey key,
        Optional<JsonObject> object,
        Optional<JsonObject> oldObject,
        boolean dryRun) {
    /** What is done to the object. */
    public enum Operation {
        CREATE,
        UPDATE,
        DELETE,
        CONNECT
    }
}
