package io.routelb.lab.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AwaitTest {
    @Test
    void returnsWhenTheConditionHolds() throws IOException, InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        Await.until("three questions", Duration.ofSeconds(10), () -> asked.incrementAndGet() == 3);
        assertEquals(3, asked.get());
    }

    @Test
    void saysWhatWasSeenInstead() {
        ExpectationException failure = assertThrows(
                ExpectationException.class,
                () -> Await.until("a unicorn", Duration.ofMillis(30), () -> false, () -> "a horse"));
        assertEquals("not seen within 0.03 s: a unicorn; seen instead: a horse", failure.getMessage());
    }

    @Test
    void noticesThatAConditionDidNotStay() {
        AtomicInteger asked = new AtomicInteger();
        assertThrows(
                ExpectationException.class,
                () -> Await.throughout("calm", Duration.ofSeconds(10), () -> asked.incrementAndGet() < 3));
    }

    @Test
    void givesACommandsOutputAndItsComplaint() throws IOException, InterruptedException {
        assertEquals("in\n", Command.run(List.of("cat"), "in\n"));
        CommandFailedException failure = assertThrows(
                CommandFailedException.class, () -> Command.run("sh", "-c", "echo no such thing >&2; exit 3"));
        assertTrue(String.valueOf(failure.getMessage()).endsWith("ended with 3: no such thing"));
    }
}
