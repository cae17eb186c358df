package io.routelb.kube.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class WorkersTest {
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final AtomicInteger woken = new AtomicInteger();
    private final AtomicInteger endsOfPlenty = new AtomicInteger();
    private final Workers workers = new Workers(waiting::add, woken::incrementAndGet, endsOfPlenty::incrementAndGet);

    @Test
    void tellsTheOwnerOnceWhenThereIsNoMorePlentyToDo() {
        start(Workers.PLENTY + 2);
        assertTrue(workers.busy());
        waiting.remove().run();
        assertTrue(workers.busy(), "one more than little");
        assertEquals(0, endsOfPlenty.get());
        waiting.remove().run();
        assertFalse(workers.busy());
        waiting.remove().run();
        assertEquals(1, endsOfPlenty.get());
        assertEquals(3, woken.get(), "each result wakes the owner");
    }

    @Test
    void tellsNothingOfPlentyWhereThereWasLittle() {
        start(Workers.PLENTY);
        assertFalse(workers.busy());
        waiting.forEach(Runnable::run);
        assertEquals(0, endsOfPlenty.get());
    }

    private void start(int count) {
        for (int i = 0; i < count; i++) {
            workers.start(WriteResult.Written::new, result -> {});
        }
    }
}
