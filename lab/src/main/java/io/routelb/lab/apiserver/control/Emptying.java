package io.routelb.lab.apiserver.control;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.registry.Deletes;
import io.routelb.lab.apiserver.registry.Types;
import io.routelb.lab.apiserver.store.Change;
import io.routelb.lab.apiserver.store.Image;
import io.routelb.lab.apiserver.store.Json;
import io.routelb.lab.apiserver.store.Key;
import io.routelb.lab.apiserver.store.Store;
import io.routelb.lab.apiserver.store.Stored;
import io.routelb.lab.apiserver.store.Transaction;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Empties what is to be removed with its contents: a namespace, a CustomResourceDefinition. The container goes when its last object has
 * gone. Works in bites, so that other writes get their turn. Lives on the store's thread.
 */
final class Emptying implements Store.Observer {
    static final String DEFINITION_FINALIZER = "customresourcecleanup.apiextensions.k8s.io";
    private static final String NAMESPACES = "namespaces";
    private static final int BITE = 200;

    private final Store store;
    private final InstantSource clock;

    Emptying(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        for (String resource : List.of(NAMESPACES, Types.CRDS)) {
            store.image().list(resource, "").stream()
                    .filter(Emptying::terminating)
                    .forEach(this::empty);
        }
    }

    @Override
    public void committed(List<Change> changes, Image image) {
        for (Change change : changes) {
            Key key = change.key();
            boolean removed = change instanceof Change.Removed;
            if (!removed && terminating(change.object())) {
                empty(change.object());
            }
            if (removed && key.resource().equals(Types.CRDS)) {
                store.closeSubscriptions(resourceOf(key));
            }
            if (removed) {
                image.get(new Key(NAMESPACES, "", key.namespace()))
                        .filter(Emptying::terminating)
                        .ifPresent(this::empty);
                image.get(definitionOf(key)).filter(Emptying::terminating).ifPresent(this::empty);
            }
        }
    }

    private static boolean terminating(Stored stored) {
        return stored.metadata().has("deletionTimestamp");
    }

    private void empty(Stored container) {
        Key key = container.key();
        if (key.resource().equals(NAMESPACES)) {
            store.later(tx -> emptyNamespace(tx, key));
        } else if (key.resource().equals(Types.CRDS)) {
            store.later(tx -> emptyDefinition(tx, key));
        }
    }

    private void emptyNamespace(Transaction tx, Key key) {
        Optional<Stored> namespace = tx.get(key);
        if (namespace.isEmpty()) {
            return;
        }
        List<Stored> inside = new ArrayList<>();
        for (String resource : tx.image().resources().keySet()) {
            inside.addAll(tx.all(resource).scan(key.name() + "/", "", Integer.MAX_VALUE));
        }
        delete(tx, inside, namespace.get());
        boolean finalizers =
                !Json.strings(namespace.get().metadata(), "finalizers").isEmpty();
        if (inside.isEmpty() && !finalizers) {
            JsonObject last = namespace.get().copy();
            Json.object(last, "spec").remove("finalizers");
            tx.remove(key, last);
        } else if (inside.isEmpty()
                && !Json.strings(Json.object(namespace.get().object(), "spec"), "finalizers")
                        .isEmpty()) {
            JsonObject emptied = namespace.get().copy();
            Json.object(emptied, "spec").remove("finalizers");
            tx.put(key, emptied);
        }
    }

    private void emptyDefinition(Transaction tx, Key key) {
        Optional<Stored> definition = tx.get(key);
        if (definition.isEmpty()) {
            return;
        }
        List<Stored> instances = tx.all(resourceOf(key)).values();
        delete(tx, instances, definition.get());
        if (instances.isEmpty()
                && Json.strings(definition.get().metadata(), "finalizers").contains(DEFINITION_FINALIZER)) {
            GarbageCollector.removeFinalizer(tx, key, DEFINITION_FINALIZER);
        }
    }

    private void delete(Transaction tx, List<Stored> objects, Stored container) {
        int deleted = 0;
        for (Stored object : objects) {
            if (!terminating(object)) {
                Deletes.delete(tx, object, Deletes.Options.plain(clock.instant()));
                deleted++;
            }
            if (deleted == BITE) {
                break;
            }
        }
        if (deleted > 0) {
            empty(container);
        }
    }

    /** {@code things.example.org} names the resource {@code example.org/things}. */
    private static String resourceOf(Key definition) {
        int dot = definition.name().indexOf('.');
        return definition.name().substring(dot + 1) + "/" + definition.name().substring(0, dot);
    }

    private static Key definitionOf(Key object) {
        int slash = object.resource().indexOf('/');
        String group = slash < 0 ? "" : object.resource().substring(0, slash);
        return new Key(Types.CRDS, "", object.resource().substring(slash + 1) + "." + group);
    }
}
