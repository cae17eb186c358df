package io.routelb.lab.apiserver.patch;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Server-side apply: an object says what its manager wants, the rest stays others'. The steps are those of Kubernetes'
 * structured-merge-diff: merge, drop what this manager owned and no longer wants, compare, refuse what others own.
 */
public final class ServerSideApply {
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
    private static final String KUBECTL = "kubectl";

    private ServerSideApply() {}

    /**
     * The object to store, with managedFields; equal to {@code live} when nothing changes.
     *
     * @param live empty when the apply creates the object
     * @param applied only what the manager wants: the caller drops {@code status} from an apply to the object itself, and
     *     everything but {@code apiVersion}, {@code kind}, {@code metadata.name} and {@code status} from one to {@code /status}
     * @throws ApplyConflictException (409) if another manager owns a field with another value and {@code force} is off
     */
    public static JsonObject apply(
            Optional<JsonObject> live, JsonObject applied, FieldWriter writer, boolean force, ListKeys keys)
            throws PatchException {
        if (writer.manager().isEmpty()) {
            throw PatchException.badRequest("fieldManager is required for apply patch");
        }
        if (!Managers.list(applied).isEmpty()) {
            throw PatchException.badRequest("metadata.managedFields must be nil");
        }
        JsonObject wish = TypedTree.withoutNulls(applied, keys);
        try {
            return attempt(live, wish, writer, force, keys);
        } catch (ApplyConflictException conflict) {
            if (writer.manager().equals(KUBECTL) && live.isPresent() && allowed(live.get(), wish, writer, keys)) {
                return attempt(live, wish, writer, true, keys);
            }
            throw conflict;
        }
    }

    private static JsonObject attempt(
            Optional<JsonObject> live, JsonObject applied, FieldWriter writer, boolean force, ListKeys keys)
            throws PatchException {
        JsonObject old = live.map(Managers::stripped).orElseGet(JsonObject::new);
        Managers managers = managersOf(live, old, writer, keys);
        Managers.Identity self = Managers.applier(writer);
        FieldSet last = managers.of(self);
        FieldSet wanted = Managers.ownable(TypedTree.fields(applied, keys));
        Managers.Owned lastEntry = managers.entries().get(self);
        managers.entries().remove(self);
        FieldSet others = managers.all();
        JsonElement merged = TypedTree.merge(old, applied, keys);
        FieldSet gone = last.withNamedParents().difference(others.union(wanted).withNamedParents());
        JsonObject result = TypedTree.without(merged, gone, keys).getAsJsonObject();
        refreshLastApplied(result, applied, writer);
        Comparison comparison = Comparison.of(old, result, keys);
        if (!force) {
            refuseConflicts(managers, comparison.taken());
        }
        managers.release(comparison.taken().union(comparison.removed()));
        if (live.isPresent() && comparison.isSame() && lastEntry != null && unchanged(lastEntry, wanted, writer)) {
            return live.get().deepCopy();
        }
        if (!wanted.isEmpty()) {
            managers.set(self, wanted, writer);
        }
        managers.writeInto(result);
        return result;
    }

    private static boolean unchanged(Managers.Owned last, FieldSet wanted, FieldWriter writer) {
        return last.fields().equals(wanted) && last.apiVersion().equals(writer.apiVersion());
    }

    // An object nobody tracked is taken as one update by "before-first-apply".
    private static Managers managersOf(
            Optional<JsonObject> live, JsonObject stripped, FieldWriter writer, ListKeys keys) {
        Managers managers = Managers.read(live.orElse(stripped));
        if (live.isPresent() && managers.isEmpty()) {
            FieldWriter before = new FieldWriter("before-first-apply", writer.apiVersion(), "", writer.now());
            managers.set(Managers.updater(before), Managers.ownable(TypedTree.fields(stripped, keys)), before);
        }
        return managers;
    }

    private static void refuseConflicts(Managers managers, FieldSet taken) throws ApplyConflictException {
        List<ApplyConflictException.Conflict> conflicts = new ArrayList<>();
        for (Map.Entry<Managers.Identity, Managers.Owned> entry :
                managers.entries().entrySet()) {
            for (String path : entry.getValue().fields().intersection(taken).paths()) {
                conflicts.add(new ApplyConflictException.Conflict(entry.getKey().describe(), path));
            }
        }
        if (!conflicts.isEmpty()) {
            throw new ApplyConflictException(conflicts);
        }
    }

    // kubectl moving from client-side to server-side apply: fields still as client-side apply left them do not
    // conflict.
    private static boolean allowed(JsonObject live, JsonObject applied, FieldWriter writer, ListKeys keys) {
        Optional<JsonObject> lastApplied = lastApplied(live);
        if (lastApplied.isEmpty()) {
            return false;
        }
        JsonObject old = Managers.stripped(live);
        FieldSet own = TypedTree.fields(lastApplied.get(), keys);
        FieldSet drifted = Comparison.of(
                        old, TypedTree.merge(old, lastApplied.get(), keys).getAsJsonObject(), keys)
                .taken();
        FieldSet taken = Comparison.of(old, TypedTree.merge(old, applied, keys).getAsJsonObject(), keys)
                .taken();
        Managers managers = Managers.read(live);
        managers.entries().remove(Managers.applier(writer));
        return managers.all()
                .intersection(taken)
                .difference(own.difference(drifted))
                .isEmpty();
    }

    private static Optional<JsonObject> lastApplied(JsonObject live) {
        return annotation(live).flatMap(text -> {
            try {
                return JsonParser.parseString(text) instanceof JsonObject object
                        ? Optional.of(object)
                        : Optional.empty();
            } catch (JsonParseException e) {
                // What a user broke by hand is as good as absent: then every conflict stands.
                return Optional.empty();
            }
        });
    }

    private static Optional<String> annotation(JsonObject object) {
        return object.get("metadata") instanceof JsonObject metadata
                        && metadata.get("annotations") instanceof JsonObject annotations
                        && annotations.get(LAST_APPLIED) instanceof JsonPrimitive primitive
                ? Optional.of(primitive.getAsString())
                : Optional.empty();
    }

    // So that a later client-side apply does not start from what is long gone.
    private static void refreshLastApplied(JsonObject result, JsonObject applied, FieldWriter writer) {
        if (writer.manager().equals(KUBECTL)
                && annotation(result).isPresent()
                && annotation(applied).isEmpty()) {
            result.getAsJsonObject("metadata")
                    .getAsJsonObject("annotations")
                    .addProperty(LAST_APPLIED, applied.toString());
        }
    }
}
