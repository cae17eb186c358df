package io.routelb.lab.apiserver.registry;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.routelb.lab.apiserver.api.ResourceType;
import io.routelb.lab.apiserver.builtin.NameRule;
import io.routelb.lab.apiserver.status.ApiError;
import io.routelb.lab.apiserver.status.Cause;
import io.routelb.lab.apiserver.store.Json;
import io.routelb.lab.apiserver.store.Key;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** What every kind's metadata must and may not say. */
final class ObjectMeta {
    private static final List<String> SERVER_OWNED =
            List.of("uid", "creationTimestamp", "generation", "deletionTimestamp", "deletionGracePeriodSeconds");
    private static final Pattern QUALIFIED =
            Pattern.compile("([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
    private static final Pattern LABEL_VALUE = Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");
    private static final int ANNOTATIONS_BYTES = 256 * 1024;
    private static final String QUALIFIED_RULE =
            "name part must consist of alphanumeric characters, '-', '_' or '.', and must"
                    + " start and end with an alphanumeric character";
    private static final String VALUE_RULE =
            "a valid label must be an empty string or consist of alphanumeric characters, '-',"
                    + " '_' or '.', and must start and end with an alphanumeric character";

    private ObjectMeta() {}

    static String timestamp(Instant now) {
        return now.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Makes sure that the body is of the type the URL names. */
    static void checkType(ResourceType type, JsonObject body) throws ApiError {
        String apiVersion = Json.string(body, "apiVersion");
        String kind = Json.string(body, "kind");
        if (type.schema().isPresent() && (apiVersion.isEmpty() || kind.isEmpty())) {
            throw ApiError.badRequest("Object 'Kind' or 'apiVersion' is missing");
        }
        if (!apiVersion.isEmpty() && !apiVersion.equals(type.apiVersion())) {
            throw ApiError.badRequest("the API version in the data (" + apiVersion
                    + ") does not match the expected API version (" + type.apiVersion() + ")");
        }
        if (!kind.isEmpty() && !kind.equals(type.kind())) {
            throw ApiError.badRequest(
                    "the kind in the data (" + kind + ") does not match the expected kind (" + type.kind() + ")");
        }
        body.addProperty("apiVersion", type.apiVersion());
        body.addProperty("kind", type.kind());
        if (body.has("metadata") && !(body.get("metadata") instanceof JsonObject)) {
            throw ApiError.badRequest("metadata must be an object");
        }
    }

    /** Makes sure that the body's namespace is the URL's, and puts it there. */
    static void checkNamespace(ResourceType type, JsonObject metadata, String namespace) throws ApiError {
        String sent = Json.string(metadata, "namespace");
        if (!type.namespaced()) {
            metadata.remove("namespace");
            return;
        }
        if (!sent.isEmpty() && !sent.equals(namespace)) {
            throw ApiError.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
        metadata.addProperty("namespace", namespace);
    }

    /** Fills in what the server owns in a new object. */
    static void stampNew(JsonObject metadata, boolean generation, Instant now) {
        SERVER_OWNED.forEach(metadata::remove);
        metadata.remove("selfLink");
        metadata.remove("resourceVersion");
        metadata.addProperty("uid", UUID.randomUUID().toString());
        metadata.addProperty("creationTimestamp", timestamp(now));
        if (generation) {
            metadata.addProperty("generation", 1);
        }
    }

    /** Puts back what only the server may change. */
    static void restore(JsonObject metadata, JsonObject before, Key key) {
        metadata.remove("selfLink");
        metadata.addProperty("name", key.name());
        if (!key.namespace().isEmpty()) {
            metadata.addProperty("namespace", key.namespace());
        }
        for (String field : SERVER_OWNED) {
            if (before.has(field)) {
                metadata.add(field, before.get(field));
            } else {
                metadata.remove(field);
            }
        }
        metadata.add("resourceVersion", before.get("resourceVersion"));
    }

    static List<Cause> validate(NameRule names, JsonObject metadata, Optional<JsonObject> before) {
        List<Cause> causes = new ArrayList<>();
        String name = Json.string(metadata, "name");
        if (before.isEmpty()) {
            names.refusal(name).ifPresent(why -> causes.add(Cause.invalid("metadata.name", name, why)));
        }
        Json.object(metadata, "labels")
                .entrySet()
                .forEach(label -> checkLabel(label.getKey(), label.getValue(), causes));
        checkAnnotations(metadata, causes);
        for (String finalizer : Json.strings(metadata, "finalizers")) {
            if (!QUALIFIED.matcher(finalizer).matches()) {
                causes.add(Cause.invalid("metadata.finalizers", finalizer, QUALIFIED_RULE));
            }
        }
        checkOwners(metadata, causes);
        before.ifPresent(old -> checkNewFinalizers(metadata, old, causes));
        return causes;
    }

    private static void checkLabel(String key, JsonElement value, List<Cause> causes) {
        if (!QUALIFIED.matcher(key).matches()) {
            causes.add(Cause.invalid("metadata.labels", key, QUALIFIED_RULE));
        }
        if (!LABEL_VALUE.matcher(Json.string(value)).matches()) {
            causes.add(Cause.invalid("metadata.labels", Json.string(value), VALUE_RULE));
        }
    }

    private static void checkAnnotations(JsonObject metadata, List<Cause> causes) {
        int bytes = 0;
        for (var annotation : Json.object(metadata, "annotations").entrySet()) {
            String value = Json.string(annotation.getValue());
            bytes += annotation.getKey().length() + value.length();
            if (!QUALIFIED.matcher(annotation.getKey()).matches()
                    && !QUALIFIED
                            .matcher(annotation.getKey().toLowerCase(Locale.ROOT))
                            .matches()) {
                causes.add(Cause.invalid("metadata.annotations", annotation.getKey(), QUALIFIED_RULE));
            }
        }
        if (bytes > ANNOTATIONS_BYTES) {
            causes.add(new Cause(
                    "FieldValueTooLong",
                    "metadata.annotations",
                    "Too long: may not be more than " + ANNOTATIONS_BYTES + " bytes"));
        }
    }

    private static void checkOwners(JsonObject metadata, List<Cause> causes) {
        int controllers = 0;
        int index = 0;
        for (JsonObject owner : Json.objects(metadata, "ownerReferences")) {
            for (String field : List.of("apiVersion", "kind", "name", "uid")) {
                if (Json.isUnset(owner, field)) {
                    causes.add(Cause.required(
                            "metadata.ownerReferences[" + index + "]." + field, field + " must not be empty"));
                }
            }
            controllers += Json.isTrue(owner, "controller") ? 1 : 0;
            index++;
        }
        if (controllers > 1) {
            causes.add(Cause.invalid(
                    "metadata.ownerReferences", "", "Only one reference can have Controller set to true"));
        }
    }

    private static void checkNewFinalizers(JsonObject metadata, JsonObject before, List<Cause> causes) {
        if (!before.has("deletionTimestamp")) {
            return;
        }
        List<String> added = new ArrayList<>(Json.strings(metadata, "finalizers"));
        added.removeAll(Json.strings(before, "finalizers"));
        if (!added.isEmpty()) {
            String list = "[]string{\"" + String.join("\", \"", added) + "\"}";
            causes.add(Cause.forbidden(
                    "metadata.finalizers",
                    "no new finalizers can be added if the object is being deleted, found new finalizers " + list));
        }
    }

    /** Whether a field that must be text is something else; only such bodies cannot be read at all. */
    static void checkReadable(JsonObject metadata) throws ApiError {
        for (String map : List.of("labels", "annotations")) {
            for (var entry : Json.object(metadata, map).entrySet()) {
                if (!(entry.getValue() instanceof JsonPrimitive value && value.isString())) {
                    throw ApiError.badRequest("json: cannot unmarshal " + describe(entry.getValue())
                            + " into Go struct field ObjectMeta.metadata." + map + " of type string");
                }
            }
        }
    }

    private static String describe(JsonElement element) {
        if (element instanceof JsonPrimitive value) {
            return value.isBoolean() ? "bool" : "number";
        }
        return element.isJsonNull() ? "null" : element.isJsonArray() ? "array" : "object";
    }
}
