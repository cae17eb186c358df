package io.routelb.lab.apiserver.store;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Changes being made, seen by nobody else until their work returns; thrown away when it throws. Used on the store's thread only. */
public final class Transaction {
    private final Map<String, PersistentMap<Stored>> resources;
    private final List<Change> changes = new ArrayList<>();
    private long revision;

    Transaction(Image image) {
        this.resources = new HashMap<>(image.resources());
        this.revision = image.revision();
    }

    public Optional<Stored> get(Key key) {
        return all(key.resource()).get(key.path());
    }

    public PersistentMap<Stored> all(String resource) {
        return resources.getOrDefault(resource, PersistentMap.empty());
    }

    /** Puts an object, which from here on belongs to the store, at a revision of its own. */
    public Stored put(Key key, JsonObject object) {
        Optional<Stored> before = get(key);
        Stored stored = stamp(key, object);
        resources.put(key.resource(), all(key.resource()).with(key.path(), stored));
        changes.add(before.isPresent() ? new Change.Modified(before.get(), stored) : new Change.Added(stored));
        return stored;
    }

    /** Removes an object, whose last state may differ from the stored one. */
    public Stored remove(Key key, JsonObject lastState) {
        Stored before = get(key).orElseThrow(() -> new IllegalStateException("remove of absent " + key));
        Stored stored = stamp(key, lastState);
        resources.put(key.resource(), all(key.resource()).without(key.path()));
        changes.add(new Change.Removed(before, stored));
        return stored;
    }

    /** What the object would look like if it were put; nothing is kept. */
    public Stored preview(Key key, JsonObject object) {
        return Stored.of(key, revision, object);
    }

    /** Everything so far, as it will be. */
    public Image image() {
        return new Image(revision, resources);
    }

    List<Change> changes() {
        return changes;
    }

    private Stored stamp(Key key, JsonObject object) {
        revision++;
        Json.ensureObject(object, "metadata").addProperty("resourceVersion", Long.toString(revision));
        return Stored.of(key, revision, object);
    }
}
