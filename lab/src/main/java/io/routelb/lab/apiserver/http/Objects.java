package io.routelb.lab.apiserver.http;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.api.ResourceType;
import io.routelb.lab.apiserver.rbac.Action;
import io.routelb.lab.apiserver.rbac.User;
import io.routelb.lab.apiserver.registry.Deletes;
import io.routelb.lab.apiserver.registry.Kinds;
import io.routelb.lab.apiserver.registry.Lists;
import io.routelb.lab.apiserver.registry.Mutation;
import io.routelb.lab.apiserver.registry.Patches;
import io.routelb.lab.apiserver.registry.Selection;
import io.routelb.lab.apiserver.registry.WriteOptions;
import io.routelb.lab.apiserver.registry.Writes;
import io.routelb.lab.apiserver.registry.Written;
import io.routelb.lab.apiserver.status.ApiError;
import io.routelb.lab.apiserver.store.Json;
import io.routelb.lab.apiserver.store.Store;
import io.routelb.lab.apiserver.store.Stored;
import java.util.List;
import java.util.Optional;

/** The verbs on objects and collections, from query and body to the registry and back. */
final class Objects {
    private static final List<String> BODIES = List.of("", "application/json", "application/yaml", "*/*");

    /** The check an apply that may create needs besides. */
    @FunctionalInterface
    interface CreateCheck {
        void check(Action.OnResource create) throws ApiError;
    }

    private final Store store;
    private final Lists lists;
    private final Writes writes;
    private final Deletes deletes;
    private final Kinds kinds;

    Objects(Store store, Lists lists, Writes writes, Deletes deletes, Kinds kinds) {
        this.store = store;
        this.lists = lists;
        this.writes = writes;
        this.deletes = deletes;
        this.kinds = kinds;
    }

    Reply get(ResourceType type, Target.Resource target, Request request) throws ApiError {
        View view = View.of(request);
        Stored stored = store.image()
                .get(Writes.key(type, target.namespace(), target.name()))
                .orElseThrow(() -> ApiError.notFound(type, target.name()));
        return Reply.json(200, view.object(type, stored));
    }

    Reply list(ResourceType type, Selection selection, Request request) throws ApiError {
        View view = View.of(request);
        return Reply.json(200, view.list(type, chunk(type, selection, request)));
    }

    Reply create(User user, ResourceType type, Target.Resource target, Request request) throws ApiError {
        View view = View.of(request);
        checkBody(request);
        Written written = writes.create(type, target.namespace(), Routes.body(request), request.writeOptions(user));
        return Reply.json(201, view.object(type, written.stored()), written.warnings());
    }

    Reply update(User user, ResourceType type, Target.Resource target, Request request) throws ApiError {
        checkBody(request);
        return mutate(user, type, target, request, Mutation.replace(Routes.body(request)));
    }

    Reply patch(User user, ResourceType type, Target.Resource target, Request request, CreateCheck creation)
            throws ApiError {
        boolean apply = request.contentType().equals(Patches.APPLY);
        Mutation mutation = Patches.of(
                request.contentType(),
                type,
                target.name(),
                target.subresource(),
                request.json(),
                request.flag("force"));
        if (apply && request.parameter("fieldManager").isEmpty()) {
            throw ApiError.badRequest(
                    "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for"
                            + " apply patch");
        }
        boolean absent = store.image()
                .get(Writes.key(type, target.namespace(), target.name()))
                .isEmpty();
        if (apply && absent && mutation.creates()) {
            creation.check(
                    new Action.OnResource("create", type.group(), type.plural(), target.namespace(), target.name()));
        }
        return mutate(user, type, target, request, mutation);
    }

    Reply delete(User user, ResourceType type, Target.Resource target, Request request) throws ApiError {
        Deletes.Options options = deleteOptions(user, request);
        Deletes.Deleted deleted = deletes.delete(type, target.namespace(), target.name(), options);
        if (!deleted.gone() || kinds.answersDeletionWithObject(type)) {
            return Reply.json(200, View.of(request).object(type, deleted.stored()), deleted.warnings());
        }
        return Reply.json(200, Json.text(success(type, deleted.stored())), deleted.warnings());
    }

    Reply deleteCollection(User user, ResourceType type, Selection selection, Request request) throws ApiError {
        Deletes.Options options = deleteOptions(user, request);
        Lists.Chunk chunk = chunk(type, selection, request);
        for (Stored stored : chunk.items()) {
            try {
                deletes.delete(type, stored.key().namespace(), stored.key().name(), options);
            } catch (ApiError refused) {
                if (refused.code() != 404) {
                    throw refused;
                }
            }
        }
        return Reply.json(200, View.of(request).list(type, chunk));
    }

    private Reply mutate(User user, ResourceType type, Target.Resource target, Request request, Mutation mutation)
            throws ApiError {
        View view = View.of(request);
        WriteOptions options = request.writeOptions(user);
        Written written =
                writes.mutate(type, target.namespace(), target.name(), target.subresource(), mutation, options);
        return Reply.json(written.created() ? 201 : 200, view.object(type, written.stored()), written.warnings());
    }

    private Lists.Chunk chunk(ResourceType type, Selection selection, Request request) throws ApiError {
        return lists.list(
                type,
                new Lists.Query(
                        selection,
                        request.parameter("resourceVersion"),
                        request.parameter("resourceVersionMatch"),
                        request.number("limit", 0),
                        request.parameter("continue")));
    }

    private static Deletes.Options deleteOptions(User user, Request request) throws ApiError {
        boolean empty = request.body().isEmpty();
        if (!empty) {
            checkBody(request);
        }
        JsonObject body = empty ? new JsonObject() : Routes.body(request);
        JsonObject preconditions = Json.object(body, "preconditions");
        String propagation = Optional.of(Json.string(body, "propagationPolicy"))
                .filter(sent -> !sent.isEmpty())
                .orElse(request.parameter("propagationPolicy"));
        if (!List.of("", "Orphan", "Background", "Foreground").contains(propagation)) {
            throw ApiError.badRequest("propagationPolicy: Unsupported value: \"" + propagation
                    + "\": supported values: \"Background\", \"Foreground\", \"Orphan\"");
        }
        boolean orphans = Json.isTrue(body, "orphanDependents")
                || request.parameter("orphanDependents").equals("true");
        boolean dryRun = Json.strings(body, "dryRun").contains("All")
                || request.parameter("dryRun").equals("All");
        return new Deletes.Options(
                propagation.isEmpty() && orphans ? "Orphan" : propagation,
                Json.string(preconditions, "uid"),
                Json.string(preconditions, "resourceVersion"),
                dryRun,
                user,
                request.now());
    }

    private static void checkBody(Request request) throws ApiError {
        if (!BODIES.contains(request.contentType())) {
            throw ApiError.unsupportedMediaType("application/json, application/yaml");
        }
    }

    private static JsonObject success(ResourceType type, Stored stored) {
        JsonObject details = new JsonObject();
        details.addProperty("name", stored.key().name());
        if (!type.group().isEmpty()) {
            details.addProperty("group", type.group());
        }
        details.addProperty("kind", type.plural());
        details.addProperty("uid", stored.uid());
        JsonObject status = new JsonObject();
        status.addProperty("kind", "Status");
        status.addProperty("apiVersion", "v1");
        status.add("metadata", new JsonObject());
        status.addProperty("status", "Success");
        status.add("details", details);
        return status;
    }
}
