package io.routelb.lab.apiserver.registry;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.api.ResourceType;
import io.routelb.lab.apiserver.rbac.User;
import io.routelb.lab.apiserver.status.ApiError;
import io.routelb.lab.apiserver.store.Json;
import io.routelb.lab.apiserver.store.Key;
import io.routelb.lab.apiserver.store.Store;
import io.routelb.lab.apiserver.store.Stored;
import io.routelb.lab.apiserver.store.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Delete: at once, or by a deletionTimestamp when finalizers remain. */
public final class Deletes {
    /** The finalizer that makes the collector take the owner out of the dependents. */
    public static final String ORPHAN = "orphan";

    /** The finalizer that makes the collector delete the dependents first. */
    public static final String FOREGROUND = "foregroundDeletion";

    private static final List<String> PROTECTED = List.of("default", "kube-system", "kube-public");

    private final Store store;
    private final Gatekeeper gate;

    public Deletes(Store store, Gatekeeper gate) {
        this.store = store;
        this.gate = gate;
    }

    /** What DeleteOptions say; empty strings for what they leave out. */
    public record Options(
            String propagation, String uid, String resourceVersion, boolean dryRun, User user, Instant now) {
        /** Plain deletion of whatever is there. */
        public static Options plain(Instant now) {
            return new Options("", "", "", false, User.ADMIN, now);
        }
    }

    /** What became of it: the object in its last or its terminating state. */
    public record Deleted(Stored stored, boolean gone, List<String> warnings) {
        public Deleted {
            warnings = List.copyOf(warnings);
        }
    }

    public Deleted delete(ResourceType type, String namespace, String name, Options options) throws ApiError {
        Key key = Writes.key(type, namespace, name);
        List<String> warnings = review(type, key, options);
        return store.commit(ApiError.class, tx -> {
            Stored before = tx.get(key).orElseThrow(() -> ApiError.notFound(type, name));
            check(type, before, options);
            Deleted deleted = delete(tx, before, options);
            return new Deleted(deleted.stored(), deleted.gone(), warnings);
        });
    }

    private List<String> review(ResourceType type, Key key, Options options) throws ApiError {
        if (!gate.minds(type, "", Gatekeeper.Operation.DELETE)) {
            return List.of();
        }
        Stored before = store.image().get(key).orElseThrow(() -> ApiError.notFound(type, key.name()));
        return gate.review(new Gatekeeper.Review(
                type,
                key.namespace(),
                key.name(),
                "",
                Gatekeeper.Operation.DELETE,
                Optional.empty(),
                Optional.of(before.copy()),
                options.dryRun(),
                options.user()));
    }

    /** Deletes as part of another transaction. */
    public static Deleted delete(Transaction tx, Stored before, Options options) {
        JsonObject object = before.copy();
        JsonObject metadata = Json.ensureObject(object, "metadata");
        List<String> finalizers = new ArrayList<>(Json.strings(metadata, "finalizers"));
        finalizer(options.propagation()).filter(f -> !finalizers.contains(f)).ifPresent(finalizers::add);
        boolean waits = !finalizers.isEmpty() || before.key().resource().equals("namespaces");
        if (!waits) {
            return new Deleted(options.dryRun() ? before : tx.remove(before.key(), object), true, List.of());
        }
        if (!finalizers.isEmpty()) {
            metadata.add("finalizers", Json.stringArray(finalizers));
        }
        if (!metadata.has("deletionTimestamp")) {
            metadata.addProperty("deletionTimestamp", ObjectMeta.timestamp(options.now()));
            metadata.addProperty("deletionGracePeriodSeconds", 0);
            if (metadata.has("generation")) {
                metadata.addProperty("generation", Json.integer(metadata, "generation", 0) + 1);
            }
            if (before.key().resource().equals("namespaces")) {
                Json.ensureObject(object, "status").addProperty("phase", "Terminating");
            }
        }
        if (options.dryRun() || object.equals(before.object())) {
            return new Deleted(before, false, List.of());
        }
        return new Deleted(tx.put(before.key(), object), false, List.of());
    }

    private static void check(ResourceType type, Stored before, Options options) throws ApiError {
        String name = before.key().name();
        if (!options.uid().isEmpty() && !options.uid().equals(before.uid())) {
            throw ApiError.conflict(
                    type,
                    name,
                    "Precondition failed: UID in precondition: " + options.uid() + ", UID in object meta: "
                            + before.uid());
        }
        String revision = Long.toString(before.revision());
        if (!options.resourceVersion().isEmpty() && !options.resourceVersion().equals(revision)) {
            throw ApiError.conflict(
                    type,
                    name,
                    "Precondition failed: ResourceVersion in precondition: " + options.resourceVersion()
                            + ", ResourceVersion in object meta: " + revision);
        }
        if (before.key().resource().equals("namespaces") && PROTECTED.contains(name)) {
            throw ApiError.forbidden("", "namespaces", name, "this namespace may not be deleted");
        }
    }

    private static Optional<String> finalizer(String propagation) {
        return switch (propagation) {
            case "Orphan" -> Optional.of(ORPHAN);
            case "Foreground" -> Optional.of(FOREGROUND);
            default -> Optional.empty();
        };
    }
}
