package io.routelb.lab.apiserver.registry;

import io.routelb.lab.apiserver.api.ResourceType;
import io.routelb.lab.apiserver.builtin.BuiltinTypes;
import io.routelb.lab.apiserver.status.ApiError;
import io.routelb.lab.apiserver.status.Cause;
import io.routelb.lab.apiserver.store.Key;
import io.routelb.lab.apiserver.store.Stored;
import io.routelb.lab.apiserver.store.Transaction;
import java.util.Optional;

/** What must be there before an object may be created: its namespace and, for a custom resource, its definition. */
final class Containers {
    private Containers() {}

    static void checkNamespace(Transaction tx, ResourceType type, String namespace, String name) throws ApiError {
        if (!type.namespaced()) {
            return;
        }
        Optional<Stored> found = tx.get(new Key("namespaces", "", namespace));
        if (found.isEmpty()) {
            throw ApiError.notFound(BuiltinTypes.of("", "Namespace"), namespace);
        }
        if (found.get().metadata().has("deletionTimestamp")) {
            String why = "unable to create new content in namespace " + namespace + " because it is being terminated";
            throw ApiError.forbidden(type.group(), type.plural(), name, why)
                    .withCause(new Cause(
                            "NamespaceTerminating",
                            "metadata.namespace",
                            "namespace " + namespace + " is being terminated"));
        }
    }

    static void checkDefinition(Transaction tx, ResourceType type) throws ApiError {
        if (type.schema().isEmpty()) {
            return;
        }
        Optional<Stored> found = tx.get(new Key(Types.CRDS, "", type.plural() + "." + type.group()));
        if (found.isEmpty()) {
            throw ApiError.noSuchResource();
        }
        if (found.get().metadata().has("deletionTimestamp")) {
            throw new ApiError(
                    405, "MethodNotAllowed", "create not allowed while custom resource definition is terminating");
        }
    }
}
