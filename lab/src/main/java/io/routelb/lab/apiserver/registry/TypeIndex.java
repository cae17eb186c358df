package io.routelb.lab.apiserver.registry;

import io.routelb.lab.apiserver.store.Image;
import io.routelb.lab.apiserver.store.PersistentMap;
import io.routelb.lab.apiserver.store.Store;
import io.routelb.lab.apiserver.store.Stored;

/** The served types of the newest image, worked out anew only when a CustomResourceDefinition changed. */
public final class TypeIndex {
    private record Known(PersistentMap<Stored> definitions, Types types) {}

    private final Store store;
    private volatile Known known;

    public TypeIndex(Store store) {
        this.store = store;
        Image image = store.image();
        this.known = new Known(image.all(Types.CRDS), Types.of(image));
    }

    public Types current() {
        Known seen = known;
        Image image = store.image();
        PersistentMap<Stored> definitions = image.all(Types.CRDS);
        if (definitions != seen.definitions()) {
            seen = new Known(definitions, Types.of(image));
            known = seen;
        }
        return seen.types();
    }
}
