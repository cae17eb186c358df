package io.routelb.redistribution.bgp.speaker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongPredicate;

/** Those who want to know when every established peer has been told an intent. On the event loop only. */
final class Waiters {
    private final List<Waiter> waiting = new ArrayList<>();

    private record Waiter(long version, CompletableFuture<Void> told) {}

    void add(long version, CompletableFuture<Void> told) {
        waiting.add(new Waiter(version, told));
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Answers those whose version has been told, after {@code first}, which runs only if there are any. */
    void answer(LongPredicate told, Runnable first) {
        List<Waiter> done =
                waiting.stream().filter(waiter -> told.test(waiter.version)).toList();
        if (!done.isEmpty()) {
            first.run();
            waiting.removeAll(done);
            done.forEach(waiter -> waiter.told.complete(null));
        }
    }

    /** Nobody will be told any more. */
    void fail(RuntimeException reason) {
        List<Waiter> all = List.copyOf(waiting);
        waiting.clear();
        all.forEach(waiter -> waiter.told.completeExceptionally(reason));
    }
}
