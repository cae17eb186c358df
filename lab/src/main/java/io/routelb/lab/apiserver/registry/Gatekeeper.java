package io.routelb.lab.apiserver.registry;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.api.ResourceType;
import io.routelb.lab.apiserver.rbac.User;
import io.routelb.lab.apiserver.status.ApiError;
import java.util.List;
import java.util.Optional;

/** Asked about a write that is valid, before it is stored. Asked outside any transaction: it may take its time. */
public interface Gatekeeper {
    /** Lets everything pass. */
    Gatekeeper OPEN = new Gatekeeper() {
        @Override
        public boolean minds(ResourceType type, String subresource, Operation operation) {
            return false;
        }

        @Override
        public List<String> review(Review review) {
            return List.of();
        }
    };

    /** What is about to happen. */
    enum Operation {
        CREATE,
        UPDATE,
        DELETE
    }

    /** Whether it is to be asked about such writes at all. */
    boolean minds(ResourceType type, String subresource, Operation operation);

    /** Warnings for the client, or the refusal. */
    List<String> review(Review review) throws ApiError;

    /**
     * One write.
     *
     * @param object as it would be stored; absent for a deletion
     * @param before as it is stored; absent for a creation
     */
    record Review(
            ResourceType type,
            String namespace,
            String name,
            String subresource,
            Operation operation,
            Optional<JsonObject> object,
            Optional<JsonObject> before,
            boolean dryRun,
            User user) {}
}
