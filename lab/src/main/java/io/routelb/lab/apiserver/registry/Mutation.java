package io.routelb.lab.apiserver.registry;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.patch.FieldWriter;
import io.routelb.lab.apiserver.patch.ListKeys;
import io.routelb.lab.apiserver.status.ApiError;
import java.util.Optional;

/** What a client wants an object to become: a PUT's body, or what a patch makes of the current one. */
public interface Mutation {
    /**
     * The object wanted, in a tree of its own.
     *
     * @param current the object as the client sees it, to be left as it is; empty when there is none and {@link #creates}
     */
    JsonObject of(Optional<JsonObject> current, FieldWriter writer, ListKeys keys) throws ApiError;

    /** Whether an absent object is created. */
    default boolean creates() {
        return false;
    }

    /** Whether the result carries its managedFields already. */
    default boolean keepsOwnership() {
        return false;
    }

    /** Whether the result replaces the object, so that a missing resourceVersion is the client's omission. */
    default boolean replaces() {
        return false;
    }

    /** The body of a PUT. */
    static Mutation replace(JsonObject body) {
        return new Mutation() {
            @Override
            public JsonObject of(Optional<JsonObject> current, FieldWriter writer, ListKeys keys) {
                return body.deepCopy();
            }

            @Override
            public boolean replaces() {
                return true;
            }
        };
    }
}
