package io.routelb.kube.watch;

import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Status;
import io.kubernetes.client.util.Watch;
import io.kubernetes.client.util.Watchable;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeFailure;
import io.routelb.kube.api.KubeKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists and watches one kind for ever, on a thread of its own, and hands on what the API server says in the order it says it, nothing merged.
 * Who fails backs off and keeps the {@link Outage}; a watch that ends goes on where it was, one whose history is lost is listed anew, and one
 * that ends at once is not reopened in a hot loop.
 */
final class Reflector<T extends KubernetesObject, L extends KubernetesListObject> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reflector.class);
    private static final long SHORT_WATCH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration STOP_WAIT = Duration.ofSeconds(2);
    /** To list first whatever the API server has in memory; a watch leads from there to the present. */
    static final String ANY = "0";

    /** To list what is true now, which the API server may have to ask its store for. */
    static final String MOST_RECENT = "";

    private final KubeApi api;
    private final Scope<T, L> scope;
    private final Duration watchTime;
    private final Outage outage;
    private final Sink<T> sink;
    private final Thread thread;
    private String version;
    private long lastWatchNanos;
    private volatile boolean stopping;
    private volatile Optional<Watchable<T>> open = Optional.empty();

    /**
     * Which objects.
     *
     * @param namespace empty = the cluster
     * @param name only the object of that name; empty = all
     * @param from {@link #ANY} or {@link #MOST_RECENT}
     */
    record Scope<T extends KubernetesObject, L extends KubernetesListObject>(
            KubeKind<T, L> kind, String namespace, String name, String from) {}

    /** Who is told; called by the reflector's thread alone. */
    interface Sink<T> {
        /** All there are; what is not among them is no more. */
        void listed(List<T> objects);

        /** One was added, changed or deleted. */
        void changed(T object, boolean deleted);
    }

    /** Before {@link #start}. A watch is ended by the server after {@code watchTime}, and by us half a minute after that. */
    Reflector(KubeApi api, Scope<T, L> scope, Duration watchTime, Outage outage, Sink<T> sink) {
        this.api = api;
        this.scope = scope;
        this.version = scope.from();
        this.watchTime = watchTime;
        this.outage = outage;
        this.sink = sink;
        this.thread = Thread.ofPlatform()
                .daemon()
                .name("watch-" + scope.kind().plural())
                .unstarted(this::run);
        this.lastWatchNanos = System.nanoTime() - SHORT_WATCH_NANOS;
    }

    void start() {
        thread.start();
    }

    /** Ends it without waiting. Any thread. */
    void stop() {
        stopping = true;
        outage.stopped();
        open.ifPresent(Reflector::end);
        thread.interrupt();
    }

    /** Ends it; the sink is told nothing more afterwards, unless it takes longer than 2 s. */
    @Override
    public void close() {
        stop();
        try {
            thread.join(STOP_WAIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopping) {
            try {
                list();
                boolean goesOn = true;
                while (goesOn && !stopping) {
                    goesOn = watch();
                }
            } catch (ApiException e) {
                LOG.atDebug()
                        .addKeyValue("resource", scope.kind().resource())
                        .addKeyValue("reason", e.getMessage())
                        .log("is read anew");
            } catch (RuntimeException e) {
                outage.failed("an answer of the API server is not understood: " + e.getMessage());
            }
        }
    }

    private void list() throws ApiException {
        pause(outage.backoffMillis());
        try {
            L list = api.list(scope.kind(), scope.namespace(), scope.name(), version);
            outage.ended();
            @SuppressWarnings("unchecked") // a list of a kind carries objects of that kind
            List<T> items = (List<T>) list.getItems();
            sink.listed(items);
            version = list.getMetadata() == null
                    ? MOST_RECENT
                    : CoreViews.text(list.getMetadata().getResourceVersion());
        } catch (ApiException e) {
            throw failed("list", e);
        }
    }

    /** Reads one watch to its end; whether another can go on from there. */
    private boolean watch() throws ApiException {
        if (System.nanoTime() - lastWatchNanos < SHORT_WATCH_NANOS) {
            pause(1_000);
        }
        lastWatchNanos = System.nanoTime();
        try (Watchable<T> events = open()) {
            while (!stopping && events.hasNext()) {
                Watch.Response<T> event = events.next();
                if (event.type.equals("ERROR")) {
                    return interrupted(event.status);
                }
                take(Objects.requireNonNull(event.object, "an event has an object"), event.type);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.atDebug()
                    .addKeyValue("resource", scope.kind().resource())
                    .addKeyValue("reason", e.getMessage())
                    .log("watch broke; it goes on where it was");
        } finally {
            open = Optional.empty();
        }
        return true;
    }

    private Watchable<T> open() throws ApiException {
        try {
            Watchable<T> events = api.watch(scope.kind(), scope.namespace(), scope.name(), version, watchTime);
            open = Optional.of(events);
            outage.ended();
            return events;
        } catch (ApiException e) {
            throw failed("watch", e);
        }
    }

    private void take(T object, String type) {
        if (!type.equals("BOOKMARK")) {
            sink.changed(object, type.equals("DELETED"));
        }
        V1ObjectMeta meta = object.getMetadata();
        version = meta == null ? MOST_RECENT : CoreViews.text(meta.getResourceVersion());
    }

    /** In the midst of a watch the API server says mostly that the history from here on is gone. */
    private boolean interrupted(V1Status status) {
        LOG.atDebug()
                .addKeyValue("resource", scope.kind().resource())
                .addKeyValue("reason", status == null ? "" : status.getReason())
                .log("watch was ended with an error; all is listed anew");
        version = MOST_RECENT;
        return false;
    }

    /** 410 is no outage: what is asked for without a version is always there. */
    private ApiException failed(String verb, ApiException e) {
        if (e.getCode() == HttpURLConnection.HTTP_GONE) {
            version = MOST_RECENT;
            return e;
        }
        KubeFailure failure = KubeFailure.of(verb + " " + scope.kind().resource(), e);
        outage.failed(
                failure.reason() == KubeFailure.Reason.NOT_FOUND
                        ? "the API server does not know " + scope.kind().resource() + "; apply the CRDs of this release"
                        : failure.sentence());
        return e;
    }

    private static void end(Watchable<?> events) {
        try {
            events.close();
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("a watch was not closed in order");
        }
    }

    private void pause(long millis) {
        if (millis <= 0 || stopping) {
            return;
        }
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            // Interrupted only to be stopped: let the request that follows notice.
            Thread.currentThread().interrupt();
        }
    }
}
