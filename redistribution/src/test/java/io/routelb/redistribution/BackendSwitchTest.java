package io.routelb.redistribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.BackendChoice;
import io.routelb.model.BirdView;
import io.routelb.model.HostMode;
import io.routelb.model.IpFamily;
import io.routelb.model.RoutingIntent;
import io.routelb.model.ServiceLink;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One backend after the other, never two at once, and nothing of what was handed over lost. */
class BackendSwitchTest {
    private static final BackendChoice BIRD = new BackendChoice.Bird(BirdView.DEFAULT);

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final List<String> applied = new CopyOnWriteArrayList<>();
    private final CountDownLatch mayClose = new CountDownLatch(1);
    private boolean slowToClose;
    private final BackendSwitch backends = new BackendSwitch(
            Told::new,
            () -> log.add("changed"),
            (choice, time) -> applied.add(choice.getClass().getSimpleName() + (time.isNegative() ? " before" : "")));

    @AfterEach
    void end() {
        mayClose.countDown();
        backends.close();
    }

    /** Tells its one peer at once. */
    private final class Told implements RoutingBackend {
        private final String name;
        private long intents;

        Told(BackendChoice choice) {
            name = choice.getClass().getSimpleName();
            log.add(name + " opened");
        }

        @Override
        public void comeBack(Set<IpFamily> forwarding) {
            log.add(name + " comes back");
        }

        @Override
        public CompletionStage<Void> apply(RoutingIntent intent) {
            intents++;
            log.add(name + " AS " + intent.localAsn());
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public RoutingStatus status() {
            RoutingStatus.Peer peer = new RoutingStatus.Peer(
                    "r1",
                    Addresses.of("192.0.2.1"),
                    64500,
                    "Established",
                    Instant.EPOCH,
                    Duration.ZERO,
                    Duration.ZERO,
                    Set.of(),
                    Map.of(),
                    0,
                    "",
                    new RoutingStatus.Told(intents, Set.of(IpFamily.IPV4)),
                    RoutingStatus.Traffic.NONE,
                    Optional.empty());
            return new RoutingStatus(List.of(peer), List.of());
        }

        @Override
        public boolean isKeptOverRestart() {
            return true;
        }

        @Override
        public void close() {
            if (slowToClose) {
                await(mayClose);
            }
            log.add(name + " closed");
        }

        @Override
        public void closeForRestart() {
            log.add(name + " closed for a restart");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RoutingIntent intent(long asn, BackendChoice by) {
        return new RoutingIntent(new Asn(asn), Addresses.of("192.0.2.11").toIPv4(), 179, List.of())
                .by(by, ServiceLink.EMPTY);
    }

    private CompletionStage<Void> apply(long asn, BackendChoice by) {
        return backends.apply(intent(asn, by));
    }

    private static void join(CompletionStage<Void> told) {
        told.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Test
    void opensTheChosenOneWithTheFirstIntentAndTellsItOfWhoWasHereBefore() {
        backends.comeBack(Set.of(IpFamily.IPV4));
        assertEquals(List.of(), log);
        join(apply(1, BackendChoice.SPEAKER));
        join(apply(2, BackendChoice.SPEAKER));
        assertEquals(List.of("Speaker opened", "Speaker comes back", "Speaker AS 1", "Speaker AS 2"), log);
    }

    @Test
    void endsOneBeforeItOpensTheNext() {
        join(apply(1, BackendChoice.SPEAKER));
        join(apply(2, BIRD));
        join(apply(3, BIRD));
        join(apply(4, BackendChoice.SPEAKER));
        assertEquals(
                List.of(
                        "Speaker opened",
                        "Speaker AS 1",
                        "Speaker closed",
                        "Bird opened",
                        "Bird AS 2",
                        "Bird AS 3",
                        "Bird closed",
                        "Speaker opened",
                        "Speaker AS 4"),
                withoutChanges());
    }

    @Test
    void whatIsHandedOverWhileOneEndsWaitsAndOnlyTheLastOfItCounts() {
        join(apply(1, BackendChoice.SPEAKER));
        slowToClose = true;
        CompletionStage<Void> second = apply(2, BIRD);
        CompletionStage<Void> third = apply(3, BIRD);
        assertFalse(second.toCompletableFuture().isDone());
        assertEquals(List.of(), backends.status().peers());
        mayClose.countDown();
        join(second);
        join(third);
        assertFalse(log.contains("Bird AS 2"), log.toString());
        assertTrue(log.contains("Bird AS 3"), log.toString());
    }

    @Test
    void saysHowLongItTookByTheBackendThatDidIt() {
        join(apply(1, BackendChoice.SPEAKER));
        join(apply(2, BIRD));
        join(apply(3, BIRD));
        assertEquals(List.of("Speaker", "Bird", "Bird"), applied);
    }

    @Test
    void countsIntentsOnFromOneBackendToTheNext() {
        join(apply(1, BackendChoice.SPEAKER));
        join(apply(2, BackendChoice.SPEAKER));
        assertEquals(2, told());
        join(apply(3, BIRD));
        assertEquals(3, told());
        join(apply(4, BIRD));
        assertEquals(4, told());
    }

    private long told() {
        return backends.status().peers().getFirst().told().intents();
    }

    @Test
    void anotherSocketOfTheSameDaemonIsAnotherBackend() {
        join(apply(1, BIRD));
        BirdView other = new BirdView(BirdView.AUTO, HostMode.FULL, "/etc/bird/bird.conf", "/run/other.ctl");
        join(apply(2, new BackendChoice.Bird(other)));
        assertEquals(List.of("Bird opened", "Bird AS 1", "Bird closed", "Bird opened", "Bird AS 2"), withoutChanges());
    }

    @Test
    void whatAnEarlierProcessLeftEndsBeforeAnotherBegins() {
        backends.leftBefore(BIRD);
        backends.comeBack(Set.of(IpFamily.IPV4));
        join(apply(1, BackendChoice.SPEAKER));
        assertEquals(
                List.of("Bird opened", "Bird closed", "Speaker opened", "Speaker comes back", "Speaker AS 1"),
                withoutChanges());
    }

    @Test
    void whatAnEarlierProcessLeftAndIsChosenAgainGoesOn() {
        backends.leftBefore(BIRD);
        join(apply(1, BIRD));
        assertEquals(List.of("Bird opened", "Bird AS 1"), withoutChanges());
    }

    private List<String> withoutChanges() {
        return log.stream().filter(each -> !each.equals("changed")).toList();
    }

    @Test
    void leavesTheOneInForceToASuccessorAndTakesNothingMore() {
        join(apply(1, BIRD));
        assertTrue(backends.isKeptOverRestart());
        backends.closeForRestart();
        assertEquals("Bird closed for a restart", log.getLast());
        assertThrows(CompletionException.class, () -> join(apply(2, BIRD)));
    }

    @Test
    void closedWhileOneEndsItOpensNoOther() {
        join(apply(1, BackendChoice.SPEAKER));
        slowToClose = true;
        CompletionStage<Void> told = apply(2, BIRD);
        Thread closing = Thread.startVirtualThread(backends::close);
        mayClose.countDown();
        told.toCompletableFuture()
                .exceptionally(e -> null)
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
        try {
            closing.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assertEquals(1, log.stream().filter("Speaker closed"::equals).count(), log.toString());
    }
}
