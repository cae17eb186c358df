package io.routelb.lab.apiserver.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything at one revision. */
public record Image(long revision, Map<String, PersistentMap<Stored>> resources) {
    public Image {
        resources = Map.copyOf(resources);
    }

    /** All objects of a resource; empty when there were never any. */
    public PersistentMap<Stored> all(String resource) {
        PersistentMap<Stored> found = resources.get(resource);
        return found == null ? PersistentMap.empty() : found;
    }

    public Optional<Stored> get(Key key) {
        return all(key.resource()).get(key.path());
    }

    /** The objects of a resource in one namespace, or in all of them when it is empty. */
    public List<Stored> list(String resource, String namespace) {
        return all(resource).scan(namespace.isEmpty() ? "" : namespace + "/", "", Integer.MAX_VALUE);
    }
}
