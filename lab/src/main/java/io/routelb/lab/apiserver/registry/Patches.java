package io.routelb.lab.apiserver.registry;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.api.ResourceType;
import io.routelb.lab.apiserver.patch.ApplyConflictException;
import io.routelb.lab.apiserver.patch.FieldWriter;
import io.routelb.lab.apiserver.patch.JsonPatch;
import io.routelb.lab.apiserver.patch.ListKeys;
import io.routelb.lab.apiserver.patch.MergePatch;
import io.routelb.lab.apiserver.patch.PatchException;
import io.routelb.lab.apiserver.patch.ServerSideApply;
import io.routelb.lab.apiserver.patch.StrategicMergePatch;
import io.routelb.lab.apiserver.status.ApiError;
import io.routelb.lab.apiserver.status.Cause;
import io.routelb.lab.apiserver.store.Json;
import java.util.Optional;

/** The four kinds of PATCH, told apart by content type. */
public final class Patches {
    /** RFC 6902. */
    public static final String JSON = "application/json-patch+json";

    /** RFC 7386. */
    public static final String MERGE = "application/merge-patch+json";

    /** Merge by the lists' keys; built-in kinds only. */
    public static final String STRATEGIC = "application/strategic-merge-patch+json";

    /** Server-side apply, YAML or JSON. */
    public static final String APPLY = "application/apply-patch+yaml";

    @FunctionalInterface
    private interface Work {
        JsonElement apply() throws PatchException;
    }

    private Patches() {}

    /** The mutation a PATCH of this content type means. */
    public static Mutation of(
            String contentType, ResourceType type, String name, String subresource, JsonElement body, boolean force)
            throws ApiError {
        boolean custom = type.schema().isPresent();
        if (contentType.equals(JSON) && body instanceof JsonArray operations) {
            return (current, writer, keys) ->
                    object(run(type, name, () -> JsonPatch.apply(present(type, name, current), operations)));
        }
        if (!(body instanceof JsonObject patch)) {
            throw ApiError.badRequest("the patch is not of the form its content type promises");
        }
        if (contentType.equals(MERGE)) {
            return (current, writer, keys) ->
                    object(run(type, name, () -> MergePatch.apply(present(type, name, current), patch)));
        }
        if (contentType.equals(STRATEGIC) && !custom) {
            return (current, writer, keys) ->
                    object(run(type, name, () -> StrategicMergePatch.apply(present(type, name, current), patch, keys)));
        }
        if (contentType.equals(APPLY)) {
            return new Apply(type, name, subresource, patch, force);
        }
        String accepted = String.join(", ", JSON, MERGE) + (custom ? "" : ", " + STRATEGIC) + ", " + APPLY;
        throw ApiError.unsupportedMediaType(accepted);
    }

    private record Apply(ResourceType type, String name, String subresource, JsonObject applied, boolean force)
            implements Mutation {
        @Override
        public JsonObject of(Optional<JsonObject> current, FieldWriter writer, ListKeys keys) throws ApiError {
            JsonObject wanted = subresource.isEmpty() ? applied.deepCopy() : onlyStatus();
            if (subresource.isEmpty() && type.statusSubresource()) {
                wanted.remove("status");
            }
            Json.ensureObject(wanted, "metadata").addProperty("name", name);
            String version = Json.string(Json.object(wanted, "metadata"), "resourceVersion");
            wanted.getAsJsonObject("metadata").remove("resourceVersion");
            String live = current.map(c -> Json.string(Json.object(c, "metadata"), "resourceVersion"))
                    .orElse("");
            if (!version.isEmpty() && !version.equals(live)) {
                throw ApiError.stale(type, name);
            }
            return object(run(type, name, () -> ServerSideApply.apply(current, wanted, writer, force, keys)));
        }

        private JsonObject onlyStatus() {
            JsonObject wanted = new JsonObject();
            wanted.addProperty("apiVersion", type.apiVersion());
            wanted.addProperty("kind", type.kind());
            wanted.add("metadata", new JsonObject());
            if (applied.has("status")) {
                wanted.add("status", applied.get("status").deepCopy());
            }
            return wanted;
        }

        @Override
        public boolean creates() {
            return subresource.isEmpty();
        }

        @Override
        public boolean keepsOwnership() {
            return true;
        }
    }

    private static JsonObject present(ResourceType type, String name, Optional<JsonObject> current)
            throws PatchException {
        return current.orElseThrow(() -> new PatchException(404, type.plural() + " \"" + name + "\" not found"));
    }

    private static JsonElement run(ResourceType type, String name, Work work) throws ApiError {
        try {
            return work.apply();
        } catch (ApplyConflictException conflict) {
            ApiError error = new ApiError(409, "Conflict", String.valueOf(conflict.getMessage()));
            for (ApplyConflictException.Conflict one : conflict.conflicts()) {
                error = error.withCause(new Cause("FieldManagerConflict", one.field(), one.message()));
            }
            throw error;
        } catch (PatchException refused) {
            throw switch (refused.code()) {
                case 415 -> ApiError.unsupportedMediaType(String.join(", ", JSON, MERGE, APPLY));
                case 413 -> new ApiError(413, "RequestEntityTooLarge", String.valueOf(refused.getMessage()));
                case 422 ->
                    new ApiError(
                            422,
                            "Invalid",
                            "the server rejected our request due to an error in our request: "
                                    + String.valueOf(refused.getMessage()));
                case 404 -> ApiError.notFound(type, name);
                default -> ApiError.badRequest(String.valueOf(refused.getMessage()));
            };
        }
    }

    private static JsonObject object(JsonElement patched) throws ApiError {
        if (patched instanceof JsonObject object) {
            return object;
        }
        throw ApiError.badRequest("the patch leaves no object");
    }
}
