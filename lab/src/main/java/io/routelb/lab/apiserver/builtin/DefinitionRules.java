package io.routelb.lab.apiserver.builtin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.status.Cause;
import io.routelb.lab.apiserver.store.Json;
import io.routelb.lab.apiserver.store.Transaction;
import io.routelb.lab.apiserver.table.Tables;
import io.routelb.schema.FieldError;
import io.routelb.schema.SchemaException;
import io.routelb.schema.StructuralSchema;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * CustomResourceDefinitions: their schemas are checked, and they are served at once. Refuses conversion webhooks and names that another
 * definition of the group has.
 */
final class DefinitionRules implements KindRules {
    /** Keeps a definition until its objects are gone. */
    static final String FINALIZER = "customresourcecleanup.apiextensions.k8s.io";

    private final InstantSource clock;

    DefinitionRules(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public boolean mayUpdateUnconditionally() {
        return false;
    }

    @Override
    public JsonObject completed(JsonObject definition, Optional<JsonObject> before) {
        JsonObject spec = Json.ensureObject(definition, "spec");
        JsonObject names = Json.ensureObject(spec, "names");
        String kind = Json.string(names, "kind");
        if (Json.isUnset(names, "singular")) {
            names.addProperty("singular", kind.toLowerCase(Locale.ROOT));
        }
        if (Json.isUnset(names, "listKind")) {
            names.addProperty("listKind", kind + "List");
        }
        if (!spec.has("conversion")) {
            Json.ensureObject(spec, "conversion").addProperty("strategy", "None");
        }
        JsonObject metadata = Json.ensureObject(definition, "metadata");
        if (before.isEmpty()) {
            List<String> finalizers = new ArrayList<>(Json.strings(metadata, "finalizers"));
            finalizers.add(FINALIZER);
            metadata.add("finalizers", Json.stringArray(finalizers));
        }
        return definition;
    }

    @Override
    public List<Cause> validate(JsonObject definition, Optional<JsonObject> before) {
        List<Cause> causes = new ArrayList<>();
        JsonObject spec = Json.object(definition, "spec");
        JsonObject names = Json.object(spec, "names");
        String group = Json.string(spec, "group");
        String plural = Json.string(names, "plural");
        required("spec.group", group, causes);
        required("spec.names.plural", plural, causes);
        required("spec.names.kind", Json.string(names, "kind"), causes);
        String name = Json.string(Json.object(definition, "metadata"), "name");
        if (!name.equals(plural + "." + group)) {
            causes.add(Cause.invalid("metadata.name", name, "must be spec.names.plural+\".\"+spec.group"));
        }
        String scope = Json.string(spec, "scope");
        if (!List.of("Cluster", "Namespaced").contains(scope)) {
            causes.add(Cause.notSupported("spec.scope", scope, "Cluster", "Namespaced"));
        }
        if (!Json.string(Json.object(spec, "conversion"), "strategy").equals("None")) {
            causes.add(Cause.notSupported(
                    "spec.conversion.strategy", Json.string(Json.object(spec, "conversion"), "strategy"), "None"));
        }
        versions(spec, causes);
        storedVersions(definition, spec, causes);
        before.map(old -> Json.object(old, "spec")).ifPresent(old -> {
            immutable("spec.group", group, Json.string(old, "group"), causes);
            immutable("spec.scope", scope, Json.string(old, "scope"), causes);
            JsonObject oldNames = Json.object(old, "names");
            immutable("spec.names.plural", plural, Json.string(oldNames, "plural"), causes);
            immutable("spec.names.kind", Json.string(names, "kind"), Json.string(oldNames, "kind"), causes);
        });
        return causes;
    }

    @Override
    public void allocate(Transaction tx, JsonObject definition, Optional<JsonObject> before) {
        JsonObject spec = Json.object(definition, "spec");
        JsonObject status = Json.ensureObject(definition, "status");
        status.add("acceptedNames", Json.object(spec, "names").deepCopy());
        List<String> stored = new ArrayList<>(Json.strings(status, "storedVersions"));
        Json.objects(spec, "versions").stream()
                .filter(version -> Json.isTrue(version, "storage"))
                .map(version -> Json.string(version, "name"))
                .filter(version -> !stored.contains(version))
                .forEach(stored::add);
        status.add("storedVersions", Json.stringArray(stored));
        if (Json.array(status, "conditions").isEmpty()) {
            String taken = takenName(tx, definition);
            boolean free = taken.isEmpty();
            JsonArray conditions = new JsonArray();
            conditions.add(condition(
                    "NamesAccepted", free, free ? "NoConflicts" : "NameConflict", free ? "no conflicts found" : taken));
            conditions.add(condition(
                    "Established",
                    free,
                    free ? "InitialNamesAccepted" : "NotAccepted",
                    free ? "the initial names have been accepted" : "not all names are accepted"));
            status.add("conditions", conditions);
        }
    }

    private JsonObject condition(String type, boolean status, String reason, String message) {
        JsonObject condition = new JsonObject();
        condition.addProperty("type", type);
        condition.addProperty("status", status ? "True" : "False");
        condition.addProperty(
                "lastTransitionTime",
                clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        condition.addProperty("reason", reason);
        condition.addProperty("message", message);
        return condition;
    }

    private static String takenName(Transaction tx, JsonObject definition) {
        String own = Json.string(Json.object(definition, "metadata"), "name");
        JsonObject spec = Json.object(definition, "spec");
        String kind = Json.string(Json.object(spec, "names"), "kind");
        String group = Json.string(spec, "group");
        boolean builtin =
                BuiltinTypes.all().stream().anyMatch(type -> type.group().equals(group));
        boolean other = tx.all("apiextensions.k8s.io/customresourcedefinitions").values().stream()
                .filter(stored -> !stored.key().name().equals(own))
                .map(stored -> Json.object(stored.object(), "spec"))
                .anyMatch(s -> Json.string(s, "group").equals(group)
                        && Json.string(Json.object(s, "names"), "kind").equals(kind));
        return builtin || other ? "\"" + kind + "\" is already in use" : "";
    }

    private static void versions(JsonObject spec, List<Cause> causes) {
        List<JsonObject> versions = Json.objects(spec, "versions");
        long storage = versions.stream()
                .filter(version -> Json.isTrue(version, "storage"))
                .count();
        if (storage != 1) {
            causes.add(Cause.invalid(
                    "spec.versions",
                    storage + " storage versions",
                    "must have exactly one version marked as storage version"));
        }
        for (int i = 0; i < versions.size(); i++) {
            String at = "spec.versions[" + i + "]";
            required(at + ".name", Json.string(versions.get(i), "name"), causes);
            columns(at, versions.get(i), causes);
            String path = at + ".schema.openAPIV3Schema";
            if (!(Json.object(versions.get(i), "schema").get("openAPIV3Schema") instanceof JsonObject schema)) {
                causes.add(Cause.required(path, "schemas are required"));
                continue;
            }
            try {
                StructuralSchema.parse(schema, path);
            } catch (SchemaException refused) {
                for (FieldError error : refused.errors()) {
                    causes.add(new Cause(error.reason().code(), error.field(), error.body()));
                }
            }
        }
    }

    /** A version that objects may still be stored in cannot be left out. */
    private static void storedVersions(JsonObject definition, JsonObject spec, List<Cause> causes) {
        List<String> named = Json.objects(spec, "versions").stream()
                .map(version -> Json.string(version, "name"))
                .toList();
        List<String> stored = Json.strings(Json.object(definition, "status"), "storedVersions");
        for (int i = 0; i < stored.size(); i++) {
            String version = stored.get(i);
            if (!named.contains(version)) {
                causes.add(Cause.invalid(
                        "status.storedVersions[" + i + "]",
                        version,
                        "missing from spec.versions; " + version
                                + " was previously a storage version, and must remain in spec.versions until a storage"
                                + " migration ensures no data remains persisted in " + version + " and removes "
                                + version + " from status.storedVersions"));
            }
        }
    }

    private static void columns(String at, JsonObject version, List<Cause> causes) {
        List<JsonObject> columns = Json.objects(version, "additionalPrinterColumns");
        for (int i = 0; i < columns.size(); i++) {
            String path = Json.string(columns.get(i), "jsonPath");
            String field = at + ".additionalPrinterColumns[" + i + "].jsonPath";
            Tables.checkPath(path).ifPresent(why -> causes.add(Cause.invalid(field, path, why)));
        }
    }

    private static void required(String field, String value, List<Cause> causes) {
        if (value.isEmpty()) {
            causes.add(Cause.required(field, ""));
        }
    }

    private static void immutable(String field, String now, String old, List<Cause> causes) {
        if (!now.equals(old)) {
            causes.add(Cause.invalid(field, now, "field is immutable"));
        }
    }
}
