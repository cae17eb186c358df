package io.routelb.kube.watch;

import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.informer.ListerWatcher;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.util.CallGeneratorParams;
import io.kubernetes.client.util.Watchable;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeFailure;
import io.routelb.kube.api.KubeKind;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How an informer lists and watches one kind. client-java's reflector retries once a second for ever and logs a stack trace each time;
 * this backs off, and keeps the {@link Outage} instead. A watch that ends at once is not reopened in a hot loop.
 */
final class PatientListerWatcher<T extends KubernetesObject, L extends KubernetesListObject>
        implements ListerWatcher<T, L> {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);
    private static final long SHORT_WATCH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final KubeApi api;
    private final KubeKind<T, L> kind;
    private final String namespace;
    private final String name;
    private final Outage outage;
    private final Runnable listed;
    private long lastWatchNanos = Long.MIN_VALUE;

    /**
     * {@code listed} runs after each list has been handed to the informer's queue, before its watch begins. With a {@code name}, only the
     * object of that name is read.
     */
    PatientListerWatcher(
            KubeApi api, KubeKind<T, L> kind, String namespace, String name, Outage outage, Runnable listed) {
        this.api = api;
        this.kind = kind;
        this.namespace = namespace;
        this.name = name;
        this.outage = outage;
        this.listed = listed;
    }

    @Override
    public L list(CallGeneratorParams params) throws ApiException {
        pause(outage.backoffMillis());
        try {
            L list = api.list(kind, namespace, name, params.resourceVersion == null ? "" : params.resourceVersion);
            outage.ended();
            return list;
        } catch (ApiException e) {
            note("list", e);
            throw e;
        }
    }

    @Override
    public Watchable<T> watch(CallGeneratorParams params) throws ApiException {
        listed.run();
        long now = System.nanoTime();
        if (lastWatchNanos != Long.MIN_VALUE && now - lastWatchNanos < SHORT_WATCH_NANOS) {
            pause(1_000);
        }
        lastWatchNanos = System.nanoTime();
        try {
            Watchable<T> watch = api.watch(
                    kind,
                    namespace,
                    name,
                    params.resourceVersion == null ? "" : params.resourceVersion,
                    timeout(params.timeoutSeconds));
            outage.ended();
            return watch;
        } catch (ApiException e) {
            note("watch", e);
            throw e;
        }
    }

    private static Duration timeout(@Nullable Integer seconds) {
        return seconds == null ? DEFAULT_TIMEOUT : Duration.ofSeconds(seconds);
    }

    /** 410 is no outage: the informer lists again at once without a version. */
    private void note(String verb, ApiException e) {
        if (e.getCode() == HttpURLConnection.HTTP_GONE) {
            return;
        }
        KubeFailure failure = KubeFailure.of(verb + " " + kind.resource(), e);
        outage.failed(
                failure.reason() == KubeFailure.Reason.NOT_FOUND
                        ? "the API server does not know " + kind.resource() + "; apply the CRDs of this release"
                        : failure.sentence());
    }

    private static void pause(long millis) {
        if (millis <= 0) {
            return;
        }
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            // The informer is being stopped: let the request that follows notice.
            Thread.currentThread().interrupt();
        }
    }
}
