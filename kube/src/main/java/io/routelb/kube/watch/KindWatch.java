package io.routelb.kube.watch;

import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeJson;
import io.routelb.kube.api.KubeKind;
import io.routelb.model.ObjectKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All objects of one kind as the API server last sent them, and their views. The reflector's thread keeps the objects, counts changes and
 * wakes; {@link #views} is called by the one loop that owns the {@link ClusterWatch} and converts only what has changed since.
 */
final class KindWatch<T extends KubernetesObject, L extends KubernetesListObject, V> {
    private static final int SHORTEST_WATCH_SECONDS = 300;

    private final Outage outage;
    private final Reflector<T, L> reflector;
    private final ViewCache<T, V> views;
    private final AtomicLong changes = new AtomicLong();
    private volatile Map<ObjectKey, T> objects = Map.of();
    private volatile boolean synced;

    KindWatch(
            KubeApi api, KubeKind<T, L> kind, String namespace, ViewCache.Conversion<T, V> conversion, Runnable wake) {
        this(api, kind, namespace, "", conversion, wake);
    }

    /** With a {@code name}, only the object of that name is read. */
    KindWatch(
            KubeApi api,
            KubeKind<T, L> kind,
            String namespace,
            String name,
            ViewCache.Conversion<T, V> conversion,
            Runnable wake) {
        this.outage = new Outage(kind.resource());
        this.views = new ViewCache<>(kind.kind(), conversion);
        this.reflector = new Reflector<>(
                api,
                new Reflector.Scope<>(kind, namespace, name, Reflector.ANY),
                watchTime(),
                outage,
                new Keeper(wake));
    }

    /** 5 to 10 minutes, so that the watches of a cluster's agents do not all end at once. */
    private static Duration watchTime() {
        return Duration.ofSeconds(
                SHORTEST_WATCH_SECONDS + ThreadLocalRandom.current().nextInt(SHORTEST_WATCH_SECONDS));
    }

    void start() {
        reflector.start();
    }

    /** What is known stays. Returns at once. */
    void stop() {
        reflector.stop();
    }

    /** Whether all have been listed once. */
    boolean synced() {
        return synced;
    }

    /** Why this kind cannot be read at the moment, or empty. */
    String outage() {
        return outage.reason();
    }

    /** The views of everything that is known; the same instance as last time when nothing has changed. */
    ViewCache.Views<V> views() {
        return views.of(changes.get(), () -> objects);
    }

    /** The object as the API server last sent it, without managed fields. */
    Optional<T> raw(ObjectKey key) {
        return Optional.ofNullable(objects.get(key));
    }

    private static V1ObjectMeta meta(KubernetesObject object) {
        return object.getMetadata() == null ? new V1ObjectMeta() : object.getMetadata();
    }

    /** Nobody here reads {@link KubeJson#LAST_APPLIED}; where a kind is read field by field it was passed over already. */
    private static void dropBulk(V1ObjectMeta meta) {
        if (meta.getAnnotations() != null) {
            meta.getAnnotations().remove(KubeJson.LAST_APPLIED);
        }
    }

    private final class Keeper implements Reflector.Sink<T> {
        private final Runnable wake;

        Keeper(Runnable wake) {
            this.wake = wake;
        }

        @Override
        public void listed(List<T> all) {
            Map<ObjectKey, T> now = new ConcurrentHashMap<>(all.size() * 2);
            for (T object : all) {
                V1ObjectMeta meta = meta(object);
                dropBulk(meta);
                now.put(CoreViews.key(meta), object);
            }
            objects = now;
            changes.incrementAndGet();
            // After the count: views taken of a part are over before anybody may take them for all.
            synced = true;
            wake.run();
        }

        @Override
        public void changed(T object, boolean deleted) {
            V1ObjectMeta meta = meta(object);
            if (deleted) {
                objects.remove(CoreViews.key(meta));
            } else {
                dropBulk(meta);
                objects.put(CoreViews.key(meta), object);
            }
            changed();
        }

        private void changed() {
            changes.incrementAndGet();
            wake.run();
        }
    }
}
