package io.routelb.kube.watch;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1Lease;
import io.kubernetes.client.openapi.models.V1LeaseList;
import io.kubernetes.client.openapi.models.V1ListMeta;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.CallGeneratorParams;
import io.kubernetes.client.util.Watch;
import io.kubernetes.client.util.Watchable;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeKinds;
import io.routelb.model.LeaseBoard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all Leases of the install namespace in the order the API server committed them, on a thread of its own, and publishes a new {@link
 * LeaseBoard} after each event. No informer: its queue merges the events of one object, which may show our own renewal before another
 * agent's older one, and the election takes the former as proof that it has seen the latter.
 */
public final class LeaseWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseWatch.class);
    private static final Duration STOP_WAIT = Duration.ofSeconds(2);
    /** Short, because a connection that died silently is noticed only half a minute after this. */
    private static final int WATCH_SECONDS = 15;

    private final String namespace;
    private final LongSupplier nanoTime;
    private final Runnable wake;
    private final Outage outage = new Outage(KubeKinds.LEASE.resource());
    private final PatientListerWatcher<V1Lease, V1LeaseList> source;
    private final Thread thread;
    private volatile LeaseBoard board = LeaseBoard.UNSYNCED;
    private volatile boolean stopping;
    private volatile Optional<Watchable<V1Lease>> open = Optional.empty();

    private LeaseWatch(ApiClient client, String namespace, LongSupplier nanoTime, Runnable wake) {
        this.namespace = namespace;
        this.nanoTime = nanoTime;
        this.wake = wake;
        this.source = new PatientListerWatcher<>(new KubeApi(client), KubeKinds.LEASE, namespace, "", outage, () -> {});
        this.thread = Thread.ofPlatform().daemon().name("lease-watch").unstarted(this::run);
    }

    /** Starts to read. {@code nanoTime} is the clock the election is stepped with; {@code wake} is called by the reading thread. */
    public static LeaseWatch start(ApiClient client, String namespace, LongSupplier nanoTime, Runnable wake) {
        LeaseWatch watch = new LeaseWatch(client, namespace, nanoTime, wake);
        watch.thread.start();
        return watch;
    }

    /** All that has been seen so far. Any thread. */
    public LeaseBoard board() {
        return board;
    }

    /** Why the Leases cannot be read at this moment, in one sentence; empty when they can. Any thread. */
    public String outage() {
        return outage.reason();
    }

    @Override
    public void close() {
        stopping = true;
        outage.stopped();
        open.ifPresent(LeaseWatch::end);
        thread.interrupt();
        try {
            thread.join(STOP_WAIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopping) {
            try {
                String version = list();
                while (!version.isEmpty() && !stopping) {
                    version = watch(version);
                }
            } catch (ApiException e) {
                LOG.atDebug()
                        .addKeyValue("namespace", namespace)
                        .addKeyValue("reason", e.getMessage())
                        .log("leases are read anew");
            } catch (RuntimeException e) {
                outage.failed("an answer of the API server is not understood: " + e.getMessage());
            }
        }
    }

    private String list() throws ApiException {
        V1LeaseList list = source.list(new CallGeneratorParams(false, null, null));
        publish(LeaseViews.listed(board, list.getItems(), nanoTime.getAsLong()));
        V1ListMeta meta = list.getMetadata() == null ? new V1ListMeta() : list.getMetadata();
        return CoreViews.text(meta.getResourceVersion());
    }

    /** Reads one watch to its end; the version to go on from, or empty when everything has to be listed again. */
    private String watch(String from) throws ApiException {
        String version = from;
        try (Watchable<V1Lease> events = source.watch(new CallGeneratorParams(true, from, WATCH_SECONDS))) {
            open = Optional.of(events);
            while (!stopping && events.hasNext()) {
                Watch.Response<V1Lease> event = events.next();
                if (event.type.equals("ERROR")) {
                    return "";
                }
                V1Lease lease = Objects.requireNonNull(event.object, "an event has an object");
                if (!event.type.equals("BOOKMARK")) {
                    boolean deleted = event.type.equals("DELETED");
                    publish(LeaseViews.changed(board, lease, deleted, nanoTime.getAsLong()));
                }
                V1ObjectMeta meta = lease.getMetadata() == null ? new V1ObjectMeta() : lease.getMetadata();
                version = CoreViews.text(meta.getResourceVersion());
            }
            return version;
        } catch (IOException | UncheckedIOException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("watch of leases broke; it goes on where it was");
            return version;
        } finally {
            open = Optional.empty();
        }
    }

    private static void end(Watchable<V1Lease> events) {
        try {
            events.close();
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("watch of leases not closed in order");
        }
    }

    private void publish(LeaseBoard next) {
        board = next;
        wake.run();
    }
}
