package io.routelb.lab.apiserver.registry;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.api.ResourceType;
import io.routelb.lab.apiserver.builtin.BuiltinTypes;
import io.routelb.lab.apiserver.builtin.EventForms;
import io.routelb.lab.apiserver.builtin.KindRules;
import io.routelb.lab.apiserver.patch.FieldWriter;
import io.routelb.lab.apiserver.patch.ManagedFields;
import io.routelb.lab.apiserver.status.ApiError;
import io.routelb.lab.apiserver.status.Cause;
import io.routelb.lab.apiserver.store.Json;
import io.routelb.lab.apiserver.store.Key;
import io.routelb.lab.apiserver.store.Store;
import io.routelb.lab.apiserver.store.Stored;
import io.routelb.lab.apiserver.store.Transaction;
import io.routelb.schema.StructuralSchema;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Create, replace, patch and apply. Each is one transaction: it reads the newest state, so it never conflicts by itself. */
public final class Writes {
    private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";
    private static final int SUFFIX_LENGTH = 5;
    private static final int GENERATED_NAME_LENGTH = 63 - SUFFIX_LENGTH;

    private static final int MOST_TRIES = 5;

    private final Store store;
    private final Kinds kinds;
    private final Gatekeeper gate;

    public Writes(Store store, Kinds kinds, Gatekeeper gate) {
        this.store = store;
        this.kinds = kinds;
        this.gate = gate;
    }

    /** What a write would make of what was there. */
    private record Prospect(Optional<Stored> before, Written written) {}

    /** Where a named object of a type is kept. */
    public static Key key(ResourceType type, String namespace, String name) {
        return new Key(BuiltinTypes.storage(type), namespace, name);
    }

    public Written create(ResourceType type, String namespace, JsonObject body, WriteOptions options) throws ApiError {
        JsonObject sent = body.deepCopy();
        if (!gate.minds(type, "", Gatekeeper.Operation.CREATE)) {
            return store.commit(ApiError.class, tx -> create(tx, type, namespace, sent, options, false));
        }
        chooseName(type, Json.ensureObject(sent, "metadata"));
        Written prospect = store.commit(
                ApiError.class, tx -> create(tx, type, namespace, sent.deepCopy(), options.onlyLooking(), false));
        List<String> warnings = gate.review(review(type, "", new Prospect(Optional.empty(), prospect), options));
        return store.commit(ApiError.class, tx -> create(tx, type, namespace, sent, options, false))
                .after(warnings);
    }

    /**
     * Changes an object or, for an apply, makes it. The subresource is empty or {@code status}. Where somebody is to be asked, that is done
     * between two transactions, and again if the object changed meanwhile.
     */
    public Written mutate(
            ResourceType type,
            String namespace,
            String name,
            String subresource,
            Mutation mutation,
            WriteOptions options)
            throws ApiError {
        Key key = key(type, namespace, name);
        if (!gate.minds(type, subresource, Gatekeeper.Operation.UPDATE)
                && !(mutation.creates() && gate.minds(type, subresource, Gatekeeper.Operation.CREATE))) {
            return store.commit(ApiError.class, tx -> mutate(tx, type, key, subresource, mutation, options));
        }
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            Prospect prospect = store.commit(
                    ApiError.class,
                    tx -> new Prospect(
                            tx.get(key), mutate(tx, type, key, subresource, mutation, options.onlyLooking())));
            List<String> warnings = gate.review(review(type, subresource, prospect, options));
            Optional<Written> written = store.commit(
                    ApiError.class,
                    tx -> tx.get(key).equals(prospect.before())
                            ? Optional.of(mutate(tx, type, key, subresource, mutation, options))
                            : Optional.empty());
            if (written.isPresent()) {
                return written.get().after(warnings);
            }
        }
        throw ApiError.stale(type, name);
    }

    private static Gatekeeper.Review review(
            ResourceType type, String subresource, Prospect prospect, WriteOptions options) {
        Key key = prospect.written().stored().key();
        return new Gatekeeper.Review(
                type,
                key.namespace(),
                key.name(),
                subresource,
                prospect.before().isPresent() ? Gatekeeper.Operation.UPDATE : Gatekeeper.Operation.CREATE,
                Optional.of(prospect.written().stored().copy()),
                prospect.before().map(Stored::copy),
                options.dryRun(),
                options.user());
    }

    private Written mutate(
            Transaction tx, ResourceType type, Key key, String subresource, Mutation mutation, WriteOptions options)
            throws ApiError {
        Optional<Stored> before = tx.get(key);
        FieldWriter writer = new FieldWriter(options.manager(), type.apiVersion(), subresource, options.now());
        if (before.isPresent()) {
            return update(tx, type, before.get(), mutation, writer, options);
        }
        if (!mutation.creates()) {
            throw ApiError.notFound(type, key.name());
        }
        JsonObject wanted = mutation.of(Optional.empty(), writer, kinds.keys(type));
        return create(tx, type, key.namespace(), wanted, options, true);
    }

    private Written create(
            Transaction tx,
            ResourceType type,
            String namespace,
            JsonObject sent,
            WriteOptions options,
            boolean ownershipKept)
            throws ApiError {
        ObjectMeta.checkType(type, sent);
        if (type.schema().isEmpty()) {
            Json.dropNulls(sent);
        }
        JsonObject metadata = Json.ensureObject(sent, "metadata");
        ObjectMeta.checkReadable(metadata);
        ObjectMeta.checkNamespace(type, metadata, namespace);
        if (!Json.string(metadata, "resourceVersion").isEmpty()) {
            throw ApiError.badRequest("resourceVersion should not be set on objects to be created");
        }
        String name = chooseName(type, metadata);
        Containers.checkNamespace(tx, type, namespace, name);
        Containers.checkDefinition(tx, type);
        Key key = key(type, type.namespaced() ? namespace : "", name);
        KindRules rules = kinds.rules(type);
        ObjectMeta.stampNew(metadata, rules.countsGenerations(), options.now());
        if (type.statusSubresource() && !rules.keepsStatusOnCreate()) {
            sent.remove("status");
        }
        StructuralSchema.Pruned pruned = kinds.prune(type, sent);
        List<String> warnings = unknownFields(pruned.unknownFields(), type, options);
        JsonObject object = rules.completed(EventForms.stored(type, pruned.object()), Optional.empty());
        List<Cause> causes = ObjectMeta.validate(rules.names(), Json.object(object, "metadata"), Optional.empty());
        causes.addAll(rules.validate(object, Optional.empty()));
        if (!causes.isEmpty()) {
            throw ApiError.invalid(type, name, causes);
        }
        if (tx.get(key).isPresent()) {
            throw ApiError.alreadyExists(type, name);
        }
        rules.allocate(tx, object, Optional.empty());
        FieldWriter writer = new FieldWriter(options.manager(), type.apiVersion(), "", options.now());
        JsonObject owned =
                ownershipKept ? object : ManagedFields.onUpdate(Optional.empty(), object, writer, kinds.keys(type));
        Stored stored = options.dryRun() ? tx.preview(key, owned) : tx.put(key, owned);
        return new Written(stored, true, warnings);
    }

    private Written update(
            Transaction tx,
            ResourceType type,
            Stored before,
            Mutation mutation,
            FieldWriter writer,
            WriteOptions options)
            throws ApiError {
        JsonObject current = EventForms.presented(type, before.object());
        JsonObject sent = mutation.of(Optional.of(current), writer, kinds.keys(type));
        ObjectMeta.checkType(type, sent);
        if (type.schema().isEmpty()) {
            Json.dropNulls(sent);
        }
        JsonObject metadata = Json.ensureObject(sent, "metadata");
        ObjectMeta.checkReadable(metadata);
        KindRules rules = kinds.rules(type);
        checkIdentity(type, before, metadata, mutation.replaces() && !rules.mayUpdateUnconditionally());
        ObjectMeta.restore(metadata, before.metadata(), before.key());
        boolean status = !writer.subresource().isEmpty();
        JsonObject old = before.object();
        StructuralSchema.Pruned pruned = kinds.prune(type, sent);
        List<String> warnings = unknownFields(pruned.unknownFields(), type, options);
        JsonObject known = EventForms.stored(type, pruned.object());
        JsonObject wanted =
                status ? Subresources.statusOnly(rules, known, old) : Subresources.withoutStatus(type, known, old);
        wanted.add("apiVersion", old.get("apiVersion"));
        JsonObject object = rules.completed(wanted, Optional.of(old));
        List<Cause> causes =
                ObjectMeta.validate(rules.names(), Json.object(object, "metadata"), Optional.of(before.metadata()));
        causes.addAll(status ? rules.validateStatus(object, old) : rules.validate(object, Optional.of(old)));
        if (!causes.isEmpty()) {
            throw ApiError.invalid(type, before.key().name(), causes);
        }
        rules.allocate(tx, object, Optional.of(old));
        if (rules.countsGenerations()) {
            Subresources.countGeneration(object, old);
        }
        JsonObject owned = mutation.keepsOwnership()
                ? object
                : ManagedFields.onUpdate(Optional.of(old), object, writer, kinds.keys(type));
        return keep(tx, before, owned, warnings, options);
    }

    private static Written keep(
            Transaction tx, Stored before, JsonObject object, List<String> warnings, WriteOptions options) {
        if (object.equals(before.object())) {
            return new Written(before, false, warnings);
        }
        Key key = before.key();
        if (options.dryRun()) {
            return new Written(tx.preview(key, object), false, warnings);
        }
        boolean done = before.metadata().has("deletionTimestamp")
                && Json.strings(Json.object(object, "metadata"), "finalizers").isEmpty()
                && Json.strings(Json.object(object, "spec"), "finalizers").isEmpty();
        return new Written(done ? tx.remove(key, object) : tx.put(key, object), false, warnings);
    }

    private static void checkIdentity(ResourceType type, Stored before, JsonObject metadata, boolean versionNeeded)
            throws ApiError {
        String name = before.key().name();
        String sentName = Json.string(metadata, "name");
        if (!sentName.equals(name)) {
            throw ApiError.badRequest(
                    "the name of the object (" + sentName + ") does not match the name on the URL (" + name + ")");
        }
        ObjectMeta.checkNamespace(type, metadata, before.key().namespace());
        String uid = Json.string(metadata, "uid");
        if (!uid.isEmpty() && !uid.equals(before.uid())) {
            throw ApiError.conflict(
                    type,
                    name,
                    "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + before.uid());
        }
        String version = Json.string(metadata, "resourceVersion");
        if (version.isEmpty() && versionNeeded) {
            throw ApiError.invalid(
                    type,
                    name,
                    List.of(new Cause(
                            "FieldValueInvalid",
                            "metadata.resourceVersion",
                            "Invalid value: 0x0: must be specified for an update")));
        }
        if (!version.isEmpty() && !version.equals(Long.toString(before.revision()))) {
            throw ApiError.stale(type, name);
        }
    }

    private static List<String> unknownFields(List<String> paths, ResourceType type, WriteOptions options)
            throws ApiError {
        if (options.fieldValidation() == WriteOptions.FieldValidation.IGNORE) {
            return List.of();
        }
        List<String> problems =
                paths.stream().map(path -> "unknown field \"" + path + "\"").toList();
        if (!problems.isEmpty() && options.fieldValidation() == WriteOptions.FieldValidation.STRICT) {
            String what = "strict decoding error: " + String.join(", ", problems);
            String who =
                    type.kind() + " in version \"" + type.version() + "\" cannot be handled as a " + type.kind() + ": ";
            throw ApiError.badRequest(type.schema().isPresent() ? what : who + what);
        }
        return problems;
    }

    private static String chooseName(ResourceType type, JsonObject metadata) throws ApiError {
        String name = Json.string(metadata, "name");
        String prefix = Json.string(metadata, "generateName");
        if (name.isEmpty() && prefix.isEmpty()) {
            throw ApiError.invalid(
                    type, "", List.of(Cause.required("metadata.name", "name or generateName is required")));
        }
        if (!name.isEmpty()) {
            return name;
        }
        StringBuilder generated = new StringBuilder(
                prefix.length() > GENERATED_NAME_LENGTH ? prefix.substring(0, GENERATED_NAME_LENGTH) : prefix);
        for (int i = 0; i < SUFFIX_LENGTH; i++) {
            generated.append(SUFFIX_LETTERS.charAt(ThreadLocalRandom.current().nextInt(SUFFIX_LETTERS.length())));
        }
        metadata.addProperty("name", generated.toString());
        return generated.toString();
    }
}
