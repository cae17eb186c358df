package io.routelb.redistribution;

import io.routelb.model.BackendChoice;
import io.routelb.model.IpFamily;
import io.routelb.model.RoutingIntent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The backend that an intent chooses, and another one when it chooses another: the one before ends in good order first, for a router has one
 * session with an address. What is handed over meanwhile waits, the latest alone. Its methods may be called from any thread.
 */
public final class BackendSwitch implements RoutingBackend {
    private static final RoutingStatus CHANGING =
            new RoutingStatus(List.of(), List.of("the routing backend is being changed"));

    private final Function<BackendChoice, RoutingBackend> opener;
    private final Runnable statusChanged;
    private final Applied applied;
    private final ExecutorService changer;
    private final Object lock = new Object();
    /** The fields below are guarded by the lock. */
    private Optional<Set<IpFamily>> forwarding = Optional.empty();

    private Optional<BackendChoice> left = Optional.empty();
    private Optional<Active> active = Optional.empty();
    private Optional<Waiting> waiting = Optional.empty();
    private long handedOver;
    private boolean closed;

    /** Wants to know how long it takes until an intent is in force, from when it was handed over. Called from any thread; must not block. */
    @FunctionalInterface
    public interface Applied {
        void in(BackendChoice choice, Duration time);
    }

    /** A backend in force. {@code earlier}: how many intents were handed over before its first. */
    private record Active(BackendChoice choice, RoutingBackend backend, long earlier) {}

    /** What waits for a backend to be there. */
    private record Waiting(RoutingIntent intent, long number, CompletableFuture<Void> told) {}

    /** {@code opener} starts a backend; {@code statusChanged} is called from any thread when another one is in force. */
    public BackendSwitch(Function<BackendChoice, RoutingBackend> opener, Runnable statusChanged, Applied applied) {
        this.opener = opener;
        this.statusChanged = statusChanged;
        this.applied = applied;
        this.changer = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("backend-switch").factory());
    }

    /** An earlier process may have left that one; it ends when the first intent chooses another. To be said before that. */
    public void leftBefore(BackendChoice choice) {
        synchronized (lock) {
            left = Optional.of(choice);
        }
    }

    @Override
    public void comeBack(Set<IpFamily> families) {
        synchronized (lock) {
            forwarding = Optional.of(families);
        }
    }

    @Override
    public CompletionStage<Void> apply(RoutingIntent intent) {
        long began = System.nanoTime();
        return handOver(intent).whenComplete((done, failure) -> {
            if (failure == null) {
                applied.in(intent.backend(), Duration.ofNanos(System.nanoTime() - began));
            }
        });
    }

    private CompletionStage<Void> handOver(RoutingIntent intent) {
        synchronized (lock) {
            if (closed) {
                return CompletableFuture.failedFuture(new IllegalStateException("the routing backend is closed"));
            }
            handedOver++;
            takeUp(intent.backend());
            if (active.isEmpty() && waiting.isEmpty()) {
                return open(intent, handedOver).backend().apply(intent);
            }
            if (waiting.isEmpty() && active.get().choice().equals(intent.backend())) {
                return active.get().backend().apply(intent);
            }
            boolean changing = waiting.isPresent();
            CompletableFuture<Void> told = waiting.map(Waiting::told).orElseGet(CompletableFuture::new);
            waiting = Optional.of(new Waiting(intent, handedOver, told));
            if (!changing) {
                changer.execute(this::change);
            }
            return told;
        }
    }

    /** Of the agent's own speaker nothing is left when its process ends. */
    private void takeUp(BackendChoice chosen) {
        left.filter(each -> !each.equals(chosen) && !each.equals(BackendChoice.SPEAKER))
                .ifPresent(each -> active = Optional.of(new Active(each, opener.apply(each), 0)));
        left = Optional.empty();
    }

    private Active open(RoutingIntent intent, long number) {
        RoutingBackend backend = opener.apply(intent.backend());
        forwarding.ifPresent(backend::comeBack);
        forwarding = Optional.empty();
        Active opened = new Active(intent.backend(), backend, number - 1);
        active = Optional.of(opened);
        return opened;
    }

    /** Closing takes its time, in which nobody else is to wait. */
    private void change() {
        Optional<Active> before;
        synchronized (lock) {
            before = active;
            active = Optional.empty();
        }
        before.ifPresent(each -> each.backend().close());
        synchronized (lock) {
            Waiting next = waiting.orElseThrow();
            waiting = Optional.empty();
            if (closed) {
                next.told().completeExceptionally(new IllegalStateException("the routing backend is closed"));
                return;
            }
            var unused = open(next.intent(), next.number())
                    .backend()
                    .apply(next.intent())
                    .whenComplete((done, failure) -> {
                        if (failure == null) {
                            next.told().complete(null);
                        } else {
                            next.told().completeExceptionally(failure);
                        }
                    });
        }
        statusChanged.run();
    }

    private Optional<RoutingBackend> inForce() {
        synchronized (lock) {
            return active.map(Active::backend);
        }
    }

    @Override
    public RoutingStatus status() {
        synchronized (lock) {
            if (waiting.isPresent()) {
                return CHANGING;
            }
            return active.map(each -> each.backend().status().afterIntents(each.earlier()))
                    .orElseGet(() -> new RoutingStatus(List.of(), List.of()));
        }
    }

    @Override
    public boolean isKeptOverRestart() {
        return inForce().filter(RoutingBackend::isKeptOverRestart).isPresent();
    }

    @Override
    public void standStillAhead() {
        inForce().ifPresent(RoutingBackend::standStillAhead);
    }

    @Override
    public void close() {
        end(RoutingBackend::close);
    }

    @Override
    public void closeForRestart() {
        end(RoutingBackend::closeForRestart);
    }

    private void end(Consumer<RoutingBackend> way) {
        synchronized (lock) {
            closed = true;
        }
        changer.close(); // waits for a change under way, which may be ending the one that is in force now
        inForce().ifPresent(way);
    }
}
