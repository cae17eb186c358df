package io.routelb.bench;

import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.util.Watchable;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeKinds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** Watches Services and reads each whole, as the informer of an allocator does, where there is no allocator. */
final class InformerStandIn {
    private static final Duration WATCH = Duration.ofMinutes(10);

    private final Watchable<V1Service> watch;
    private volatile boolean over;

    private InformerStandIn(Watchable<V1Service> watch) {
        this.watch = watch;
    }

    /** Sees what changes from here on. */
    static InformerStandIn start(KubeApi api, String namespace) throws IOException {
        try {
            InformerStandIn informer = new InformerStandIn(
                    api.watch(KubeKinds.SERVICE, namespace, ServiceObserver.version(api, namespace), WATCH));
            Thread.ofPlatform().daemon().name("informer-stand-in").start(informer::run);
            return informer;
        } catch (ApiException e) {
            throw new IOException("Services cannot be watched: " + e.getMessage(), e);
        }
    }

    /** Ends it; fails when it did not see everything until now. */
    void stop() throws IOException {
        boolean ended = over;
        watch.close();
        if (ended) {
            throw new IOException("the watch that stands in for an informer ended too soon");
        }
    }

    private void run() {
        try {
            while (watch.hasNext()) {
                watch.next();
            }
            over = true;
        } catch (UncheckedIOException e) {
            // Also how a closed watch ends; stop() has looked before.
            over = true;
        }
    }
}
