package io.routelb.lab.apiserver.control;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.registry.Deletes;
import io.routelb.lab.apiserver.store.Change;
import io.routelb.lab.apiserver.store.Image;
import io.routelb.lab.apiserver.store.Json;
import io.routelb.lab.apiserver.store.Key;
import io.routelb.lab.apiserver.store.PersistentMap;
import io.routelb.lab.apiserver.store.Store;
import io.routelb.lab.apiserver.store.Stored;
import io.routelb.lab.apiserver.store.Transaction;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Deletes what has owners and has lost them all; orphans or deletes dependents first when an owner's finalizers say so. An owner counts
 * when its uid is alive in the dependent's namespace or in none. Lives on the store's thread.
 */
final class GarbageCollector implements Store.Observer {
    private final Store store;
    private final InstantSource clock;
    private final Map<String, Key> alive = new HashMap<>();
    private final Map<String, Set<Key>> dependents = new HashMap<>();

    GarbageCollector(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        Image image = store.image();
        for (PersistentMap<Stored> objects : image.resources().values()) {
            objects.values().forEach(this::learn);
        }
        image.resources().values().forEach(objects -> objects.values().forEach(this::consider));
    }

    @Override
    public void committed(List<Change> changes, Image image) {
        for (Change change : changes) {
            switch (change) {
                case Change.Added added -> {
                    learn(added.object());
                    consider(added.object());
                }
                case Change.Modified modified -> {
                    forget(modified.before());
                    learn(modified.object());
                    consider(modified.object());
                }
                case Change.Removed removed -> {
                    forget(removed.before());
                    lost(removed.before());
                }
            }
        }
    }

    private void learn(Stored stored) {
        alive.put(stored.uid(), stored.key());
        owners(stored.object())
                .forEach(uid -> dependents
                        .computeIfAbsent(uid, u -> new LinkedHashSet<>())
                        .add(stored.key()));
    }

    private void forget(Stored stored) {
        alive.remove(stored.uid());
        for (String uid : owners(stored.object())) {
            Set<Key> keys = dependents.getOrDefault(uid, new LinkedHashSet<>());
            keys.remove(stored.key());
            if (keys.isEmpty()) {
                dependents.remove(uid);
            }
        }
    }

    private void consider(Stored stored) {
        if (owners(stored.object()).stream().anyMatch(uid -> !isAlive(uid, stored.key()))) {
            store.later(tx -> collect(tx, stored.key()));
        }
        if (stored.metadata().has("deletionTimestamp")) {
            store.later(tx -> finish(tx, stored.key()));
        }
    }

    private void lost(Stored gone) {
        for (Key dependent : dependentsOf(gone.uid())) {
            store.later(tx -> collect(tx, dependent));
        }
        for (String uid : owners(gone.object())) {
            Optional.ofNullable(alive.get(uid)).ifPresent(owner -> store.later(tx -> finish(tx, owner)));
        }
    }

    private void collect(Transaction tx, Key key) {
        Optional<Stored> found = tx.get(key);
        if (found.isEmpty() || found.get().metadata().has("deletionTimestamp")) {
            return;
        }
        List<String> owners = owners(found.get().object());
        List<String> dead = owners.stream().filter(uid -> !isAlive(uid, key)).toList();
        if (!owners.isEmpty() && dead.size() == owners.size()) {
            Deletes.delete(tx, found.get(), Deletes.Options.plain(clock.instant()));
        } else if (!dead.isEmpty()) {
            dead.forEach(uid -> disown(tx, key, uid));
        }
    }

    private void finish(Transaction tx, Key key) {
        Optional<Stored> found = tx.get(key);
        if (found.isEmpty()) {
            return;
        }
        List<String> finalizers = Json.strings(found.get().metadata(), "finalizers");
        String uid = found.get().uid();
        if (finalizers.contains(Deletes.ORPHAN)) {
            dependentsOf(uid).forEach(dependent -> disown(tx, dependent, uid));
            removeFinalizer(tx, key, Deletes.ORPHAN);
        } else if (finalizers.contains(Deletes.FOREGROUND)) {
            boolean blocked = false;
            for (Key dependent : dependentsOf(uid)) {
                Optional<Stored> child = tx.get(dependent);
                if (child.isPresent()) {
                    blocked |= blocks(child.get().object(), uid);
                    deleteOnce(tx, child.get());
                }
            }
            if (!blocked) {
                removeFinalizer(tx, key, Deletes.FOREGROUND);
            }
        }
    }

    private void deleteOnce(Transaction tx, Stored child) {
        if (!child.metadata().has("deletionTimestamp")) {
            Deletes.delete(tx, child, Deletes.Options.plain(clock.instant()));
        }
    }

    private static void disown(Transaction tx, Key key, String owner) {
        tx.get(key).ifPresent(stored -> {
            JsonObject object = stored.copy();
            JsonObject metadata = object.getAsJsonObject("metadata");
            JsonArray rest = new JsonArray();
            Json.objects(metadata, "ownerReferences").stream()
                    .filter(reference -> !Json.string(reference, "uid").equals(owner))
                    .forEach(rest::add);
            if (rest.isEmpty()) {
                metadata.remove("ownerReferences");
            } else {
                metadata.add("ownerReferences", rest);
            }
            tx.put(key, object);
        });
    }

    /** Takes a finalizer off a terminating object, and the object away with the last one. */
    static void removeFinalizer(Transaction tx, Key key, String finalizer) {
        tx.get(key).ifPresent(stored -> {
            JsonObject object = stored.copy();
            JsonObject metadata = object.getAsJsonObject("metadata");
            List<String> rest = new ArrayList<>(Json.strings(metadata, "finalizers"));
            rest.remove(finalizer);
            if (rest.isEmpty()) {
                metadata.remove("finalizers");
                tx.remove(key, object);
            } else {
                metadata.add("finalizers", Json.stringArray(rest));
                tx.put(key, object);
            }
        });
    }

    private boolean isAlive(String uid, Key dependent) {
        Key owner = alive.get(uid);
        return owner != null
                && (owner.namespace().isEmpty() || owner.namespace().equals(dependent.namespace()));
    }

    private List<Key> dependentsOf(String uid) {
        return List.copyOf(dependents.getOrDefault(uid, Set.of()));
    }

    private static List<String> owners(JsonObject object) {
        return Json.objects(Json.object(object, "metadata"), "ownerReferences").stream()
                .map(reference -> Json.string(reference, "uid"))
                .toList();
    }

    private static boolean blocks(JsonObject object, String owner) {
        return Json.objects(Json.object(object, "metadata"), "ownerReferences").stream()
                .anyMatch(reference ->
                        Json.string(reference, "uid").equals(owner) && Json.isTrue(reference, "blockOwnerDeletion"));
    }
}
