package io.routelb.kube.watch;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.models.V1Lease;
import io.kubernetes.client.openapi.models.V1LeaseList;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeKinds;
import io.routelb.model.LeaseBoard;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Reads all Leases of the install namespace in the order the API server committed them, on a thread of its own, and publishes a new {@link
 * LeaseBoard} after each event: the election takes a sight of its own renewal as proof that it has seen every older one of others.
 */
public final class LeaseWatch implements AutoCloseable {
    /** Short, because a connection that died silently is noticed only half a minute after this. */
    private static final Duration WATCH_TIME = Duration.ofSeconds(15);

    private final LongSupplier nanoTime;
    private final Runnable wake;
    private final Outage outage = new Outage(KubeKinds.LEASE.resource());
    private final Reflector<V1Lease, V1LeaseList> reflector;
    private volatile LeaseBoard board = LeaseBoard.UNSYNCED;

    private LeaseWatch(ApiClient client, String namespace, LongSupplier nanoTime, Runnable wake) {
        this.nanoTime = nanoTime;
        this.wake = wake;
        this.reflector = new Reflector<>(
                new KubeApi(client),
                new Reflector.Scope<>(KubeKinds.LEASE, namespace, "", Reflector.MOST_RECENT),
                WATCH_TIME,
                outage,
                new Reader());
    }

    /** Starts to read. {@code nanoTime} is the clock the election is stepped with; {@code wake} is called by the reading thread. */
    public static LeaseWatch start(ApiClient client, String namespace, LongSupplier nanoTime, Runnable wake) {
        LeaseWatch watch = new LeaseWatch(client, namespace, nanoTime, wake);
        watch.reflector.start();
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
        reflector.close();
    }

    private void publish(LeaseBoard next) {
        board = next;
        wake.run();
    }

    private final class Reader implements Reflector.Sink<V1Lease> {
        @Override
        public void listed(List<V1Lease> leases) {
            publish(LeaseViews.listed(board, leases, nanoTime.getAsLong()));
        }

        @Override
        public void changed(V1Lease lease, boolean deleted) {
            publish(LeaseViews.changed(board, lease, deleted, nanoTime.getAsLong()));
        }
    }
}
