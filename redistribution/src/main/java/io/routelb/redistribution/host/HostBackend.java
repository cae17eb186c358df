package io.routelb.redistribution.host;

import io.routelb.model.RoutingIntent;
import io.routelb.redistribution.RoutingBackend;
import io.routelb.redistribution.RoutingStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A daemon of the host tells the peers. One thread does one thing after the other: it makes the latest intent true, and it looks every so often
 * what has become of the daemon and its sessions, for no daemon tells by itself. Its methods may be called from any thread.
 */
public final class HostBackend implements RoutingBackend {
    private static final Logger LOG = LoggerFactory.getLogger(HostBackend.class);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration FAREWELL = Duration.ofSeconds(3);

    private final String name;
    private final HostDaemon daemon;
    private final Runnable statusChanged;
    private final ScheduledExecutorService thread;
    private final Object lock = new Object();
    /** Guarded by the lock: the latest intent, its number, and who waits for it. */
    private Optional<RoutingIntent> wanted = Optional.empty();

    private long handedOver;
    private Optional<Waiting> waiting = Optional.empty();
    private volatile RoutingStatus status = new RoutingStatus(List.of(), List.of());
    /** The thread's: the intent that was looked at last. */
    private long seen;

    /** Somebody who wants to know when the intent of that number, or a later one, is in force. */
    private record Waiting(long number, CompletableFuture<Void> done) {}

    /** What is to be true now, and its number. */
    private record Task(RoutingIntent intent, long number) {}

    /** {@code statusChanged} is called on the thread when {@link #status} says something new; it must not block. */
    public HostBackend(String name, HostDaemon daemon, Runnable statusChanged) {
        this.name = name;
        this.daemon = daemon;
        this.statusChanged = statusChanged;
        thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name(name).factory());
        var unused = thread.scheduleWithFixedDelay(this::turn, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whoever waits for an intent that another one replaces before the daemon has it is told nothing. */
    @Override
    public CompletionStage<Void> apply(RoutingIntent intent) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        synchronized (lock) {
            wanted = Optional.of(intent);
            handedOver++;
            waiting = Optional.of(new Waiting(handedOver, done));
        }
        try {
            thread.execute(this::hasten);
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(new IllegalStateException("backend " + name + " is closed", e));
        }
        return done;
    }

    @Override
    public RoutingStatus status() {
        return status;
    }

    /** The daemon goes on without us. */
    @Override
    public boolean isKeptOverRestart() {
        return status.peers().stream().anyMatch(peer -> peer.state().equals("Established"));
    }

    /** The daemon's configuration and its sessions stay as they are. */
    @Override
    public void closeForRestart() {
        end();
    }

    /** Our sessions go from the daemon. */
    @Override
    public void close() {
        if (!thread.isShutdown()) {
            thread.execute(daemon::leave);
        }
        end();
    }

    private void end() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atWarn()
                        .addKeyValue("backend", name)
                        .log("the daemon did not answer in time, and keeps what it has");
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Task> task() {
        synchronized (lock) {
            return wanted.map(intent -> new Task(intent, handedOver));
        }
    }

    /** Of a burst only the last is done. */
    private void hasten() {
        if (task().filter(task -> task.number() != seen).isPresent()) {
            turn();
        }
    }

    private void turn() {
        try {
            task().ifPresent(task -> {
                seen = task.number();
                HostDaemon.Found found = daemon.look(task.intent(), task.number());
                publish(new RoutingStatus(found.peers(), found.problems()));
                if (found.inForce()) {
                    acknowledge(task.number());
                }
            });
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).addKeyValue("backend", name).log("a bug: what the daemon does is not known");
            publish(new RoutingStatus(List.of(), List.of("a bug in RouteLB: " + e)));
        }
    }

    private void acknowledge(long number) {
        Optional<Waiting> done;
        synchronized (lock) {
            done = waiting.filter(each -> each.number() <= number);
            waiting = done.isPresent() ? Optional.empty() : waiting;
        }
        done.ifPresent(each -> each.done().complete(null));
    }

    /** Counters go on all the time, and are nothing that anybody waits for. */
    private void publish(RoutingStatus now) {
        boolean news = !now.withoutCounters().equals(status.withoutCounters());
        status = now;
        if (news) {
            statusChanged.run();
        }
    }
}
