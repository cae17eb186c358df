package io.routelb.lab.apiserver.patch;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The decoded {@code metadata.managedFields}: who owns which fields. Filled and changed by {@link ManagedFields} and
 * {@link ServerSideApply} during one write. Refuses to grow: more than ten updaters are folded into {@code ancient-changes}.
 */
final class Managers {
    private static final int MAX_UPDATERS = 10;
    private static final String ANCIENT = "ancient-changes";
    /** What every object has and nobody owns. */
    private static final FieldSet UNOWNED = unowned();

    /** Who: an applier is one whatever version it speaks, so its {@code apiVersion} is left empty here. */
    record Identity(String manager, boolean apply, String apiVersion, String subresource) {
        String describe() {
            String text = new JsonPrimitive(manager).toString();
            if (!subresource.isEmpty()) {
                text += " with subresource " + new JsonPrimitive(subresource);
            }
            return apply ? text : text + " using " + apiVersion;
        }
    }

    record Owned(FieldSet fields, String apiVersion, String time) {}

    private final Map<Identity, Owned> entries = new LinkedHashMap<>();

    static Identity updater(FieldWriter writer) {
        return new Identity(writer.manager(), false, writer.apiVersion(), writer.subresource());
    }

    static Identity applier(FieldWriter writer) {
        return new Identity(writer.manager(), true, "", writer.subresource());
    }

    /** Reads the entries; one that cannot be understood is dropped, as Kubernetes does. */
    static Managers read(JsonObject object) {
        Managers managers = new Managers();
        for (JsonElement element : list(object)) {
            if (element instanceof JsonObject entry && entry.get("fieldsV1") instanceof JsonObject fields) {
                boolean apply = text(entry, "operation").equals("Apply");
                String version = text(entry, "apiVersion");
                managers.entries.put(
                        new Identity(text(entry, "manager"), apply, apply ? "" : version, text(entry, "subresource")),
                        new Owned(FieldSet.parse(fields), version, text(entry, "time")));
            }
        }
        return managers;
    }

    static JsonArray list(JsonObject object) {
        return object.get("metadata") instanceof JsonObject metadata
                        && metadata.get("managedFields") instanceof JsonArray array
                ? array
                : new JsonArray();
    }

    /** A copy of the object without the book-keeping itself. */
    static JsonObject stripped(JsonObject object) {
        JsonObject copy = object.deepCopy();
        if (copy.get("metadata") instanceof JsonObject metadata) {
            metadata.remove("managedFields");
        }
        return copy;
    }

    static FieldSet ownable(FieldSet fields) {
        return fields.difference(UNOWNED);
    }

    private static FieldSet unowned() {
        FieldSet set = new FieldSet();
        set.at("f:apiVersion").insert();
        set.at("f:kind").insert();
        FieldSet metadata = set.at("f:metadata");
        metadata.insert();
        for (String name : List.of(
                "name",
                "namespace",
                "creationTimestamp",
                "selfLink",
                "uid",
                "generation",
                "managedFields",
                "resourceVersion")) {
            metadata.at("f:" + name).insert();
        }
        return set;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    Map<Identity, Owned> entries() {
        return entries;
    }

    FieldSet of(Identity who) {
        return Optional.ofNullable(entries.get(who)).map(Owned::fields).orElseGet(FieldSet::new);
    }

    FieldSet all() {
        return entries.values().stream().map(Owned::fields).reduce(new FieldSet(), FieldSet::union);
    }

    void set(Identity who, FieldSet fields, FieldWriter writer) {
        entries.put(
                who,
                new Owned(
                        fields,
                        writer.apiVersion(),
                        writer.now().truncatedTo(ChronoUnit.SECONDS).toString()));
    }

    /** Everybody loses these fields; who then owns nothing is forgotten. */
    void release(FieldSet fields) {
        for (Map.Entry<Identity, Owned> entry : entries.entrySet()) {
            Owned owned = entry.getValue();
            entry.setValue(new Owned(owned.fields().difference(fields), owned.apiVersion(), owned.time()));
        }
        entries.values().removeIf(owned -> owned.fields().isEmpty());
    }

    void foldOldUpdaters(Instant now) {
        while (entries.keySet().stream().filter(Managers::isUpdater).count() > MAX_UPDATERS) {
            Optional<Identity> oldest = entries.keySet().stream()
                    .filter(who -> isUpdater(who) && !who.manager().equals(ANCIENT))
                    .min(Comparator.comparing(this::timeOf).thenComparing(Identity::manager));
            if (oldest.isEmpty()) {
                return;
            }
            Owned owned = Optional.ofNullable(entries.remove(oldest.get())).orElseThrow();
            Identity ancient = new Identity(ANCIENT, false, owned.apiVersion(), "");
            FieldSet fields = of(ancient).union(owned.fields());
            set(ancient, fields, new FieldWriter(ANCIENT, owned.apiVersion(), "", now));
        }
    }

    private static boolean isUpdater(Identity who) {
        return !who.apply() && who.subresource().isEmpty();
    }

    private String timeOf(Identity who) {
        return Optional.ofNullable(entries.get(who)).map(Owned::time).orElse("");
    }

    /** Writes the entries into the object's metadata: appliers first, then by time and name. */
    void writeInto(JsonObject object) {
        if (!(object.get("metadata") instanceof JsonObject metadata)) {
            return;
        }
        List<Identity> order = new ArrayList<>(entries.keySet());
        order.sort(Comparator.comparing((Identity who) -> !who.apply())
                .thenComparing(this::timeOf)
                .thenComparing(Identity::manager)
                .thenComparing(Identity::apiVersion)
                .thenComparing(Identity::subresource));
        JsonArray array = new JsonArray();
        order.forEach(
                who -> array.add(json(who, Optional.ofNullable(entries.get(who)).orElseThrow())));
        metadata.remove("managedFields");
        if (!array.isEmpty()) {
            metadata.add("managedFields", array);
        }
    }

    private static JsonObject json(Identity who, Owned owned) {
        JsonObject entry = new JsonObject();
        entry.addProperty("manager", who.manager());
        entry.addProperty("operation", who.apply() ? "Apply" : "Update");
        entry.addProperty("apiVersion", owned.apiVersion());
        if (!owned.time().isEmpty()) {
            entry.addProperty("time", owned.time());
        }
        entry.addProperty("fieldsType", "FieldsV1");
        entry.add("fieldsV1", owned.fields().toJson());
        if (!who.subresource().isEmpty()) {
            entry.addProperty("subresource", who.subresource());
        }
        return entry;
    }

    private static String text(JsonObject entry, String name) {
        return entry.get(name) instanceof JsonPrimitive primitive ? primitive.getAsString() : "";
    }
}
