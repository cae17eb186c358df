package io.routelb.kube.watch;

import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.cache.Cache;
import io.kubernetes.client.informer.impl.DefaultSharedIndexInformer;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeJson;
import io.routelb.kube.api.KubeKind;
import io.routelb.model.ObjectKey;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One informer and the views of what it holds. The informer's threads only count changes and wake; {@link #views} is called by the one
 * loop that owns the {@link ClusterWatch} and converts only what has changed since.
 */
final class KindWatch<T extends KubernetesObject, L extends KubernetesListObject, V> {
    private static final Logger LOG = LoggerFactory.getLogger(KindWatch.class);

    private final KubeKind<T, L> kind;
    private final Outage outage;
    private final Cache<T> cache = new Cache<>();
    private final DefaultSharedIndexInformer<T, L> informer;
    private final AtomicLong changes = new AtomicLong(1);
    private final ViewCache<T, V> views;

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
        this.kind = kind;
        this.outage = new Outage(kind.resource());
        this.views = new ViewCache<>(kind.kind(), conversion);
        PatientListerWatcher<T, L> source = new PatientListerWatcher<>(api, kind, namespace, name, outage, wake);
        this.informer =
                new DefaultSharedIndexInformer<>(kind.type(), source, 0, cache, (type, failure) -> broken(failure));
        informer.setTransform(KindWatch::withoutBulk);
        informer.addEventHandler(new Handler(wake));
    }

    void start() {
        informer.run();
    }

    void stop() {
        outage.stopped();
        informer.stop();
    }

    boolean synced() {
        return informer.hasSynced();
    }

    /** Why this kind cannot be read at the moment, or empty. */
    String outage() {
        return outage.reason();
    }

    /** The views of everything the informer holds; the same instance as last time when nothing has changed. */
    ViewCache.Views<V> views() {
        return views.of(changes.get(), cache::list);
    }

    /** The object as the API server last sent it, without managed fields. */
    Optional<T> raw(ObjectKey key) {
        return Optional.ofNullable(cache.getByKey(key.toString()));
    }

    private void broken(Throwable failure) {
        // Requests that failed are in the outage already; what is left is an answer that could not be read.
        if (failure instanceof RuntimeException) {
            outage.failed("an answer of the API server is not understood: " + failure.getMessage());
        }
        LOG.atDebug().addKeyValue("resource", kind.resource()).setCause(failure).log("reflector starts over");
    }

    /** Nobody here reads {@link KubeJson#LAST_APPLIED}; where a kind is read field by field it was passed over already. */
    private static KubernetesObject withoutBulk(KubernetesObject object) {
        V1ObjectMeta meta = object.getMetadata();
        if (meta != null && meta.getAnnotations() != null) {
            meta.getAnnotations().remove(KubeJson.LAST_APPLIED);
        }
        return object;
    }

    private final class Handler implements ResourceEventHandler<T> {
        private final Runnable wake;

        Handler(Runnable wake) {
            this.wake = wake;
        }

        @Override
        public void onAdd(T object) {
            changed();
        }

        @Override
        public void onUpdate(T before, T after) {
            changed();
        }

        @Override
        public void onDelete(T object, boolean finalStateUnknown) {
            changed();
        }

        private void changed() {
            changes.incrementAndGet();
            wake.run();
        }
    }
}
