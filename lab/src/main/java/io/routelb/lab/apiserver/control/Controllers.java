package io.routelb.lab.apiserver.control;

import io.routelb.lab.apiserver.registry.Kinds;
import io.routelb.lab.apiserver.store.Store;
import java.time.InstantSource;

/** Starts what runs by itself. */
public final class Controllers {
    private Controllers() {}

    /** Makes the first objects, then listens to the store; to be called once, before requests come. */
    public static void start(Store store, Kinds kinds, InstantSource clock) {
        store.observe(new GarbageCollector(store, clock));
        store.observe(new Emptying(store, clock));
        Bootstrap bootstrap = new Bootstrap(store, kinds, clock);
        bootstrap.run();
        store.observe(bootstrap);
    }
}
