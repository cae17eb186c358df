package io.routelb.node.routes.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.LearnedRoutesView;
import io.routelb.model.Prefix;
import io.routelb.netlink.value.Route;
import io.routelb.netlink.value.RouteChange;
import io.routelb.netlink.value.RtEvent;
import io.routelb.node.apply.KernelException;
import io.routelb.node.desired.LearnedPlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The thread around the turns: whom it tells, and what it leaves behind. */
class RouteKeeperTest {
    private static final IPAddress R1 = Addresses.of("192.0.2.1");
    private static final Prefix TEN = Prefix.of("10.1.0.0/16");
    private static final LearnedRoutesView INSTALLED =
            new LearnedRoutesView(true, 254, 1024, 186, true, List.of(), 100);

    private final FakeRoutes routes = new FakeRoutes();
    private final BlockingQueue<List<RtEvent>> events = new LinkedBlockingQueue<>();
    private final RouteKeeper keeper = new RouteKeeper(new Waiting());
    private final Semaphore speakerTold = new Semaphore(0);
    private final Semaphore agentTold = new Semaphore(0);

    /** The same kernel for a thread, which waits for it. What happens to it happens between two of its turns. */
    private final class Waiting implements RouteKernel {
        @Override
        public Contents read(int table) throws KernelException {
            return routes.read(table);
        }

        @Override
        public List<Optional<String>> change(List<RouteChange> changes) throws KernelException {
            return routes.change(changes);
        }

        @Override
        public List<RtEvent> await(Duration atMost) throws KernelException {
            try {
                List<RtEvent> told = events.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
                return told == null ? List.of() : told;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new KernelException("interrupted");
            }
        }

        @Override
        public void wake() {
            events.add(List.of());
        }
    }

    @AfterEach
    void end() {
        keeper.close(false);
    }

    private void learnTen() throws InterruptedException {
        learn(TEN, Duration.ZERO);
        awaitInstalled(1);
    }

    private void learn(Prefix learned, Duration retention) {
        keeper.start(speakerTold::release, agentTold::release);
        keeper.follow(new LearnedPlan(INSTALLED, retention, false, Map.of(), Map.of()), "kube-lb0");
        keeper.changed(Map.of(learned, List.of(R1)));
    }

    private void awaitInstalled(int routes) throws InterruptedException {
        while (keeper.report().installed() != routes) {
            assertTrue(agentTold.tryAcquire(10, TimeUnit.SECONDS), "the agent is told");
        }
    }

    private boolean holdsTen() {
        return routes.routes.stream().map(Route::prefix).anyMatch(TEN::equals);
    }

    @Test
    void theSpeakerIsToldWhenANextHopIsReachedOtherwise() throws InterruptedException {
        assertEquals(OptionalLong.of(0), keeper.metric(R1), "known before it starts");
        learnTen();
        speakerTold.drainPermits();
        routes.cut(2);
        events.add(routes.await(Duration.ZERO));
        assertTrue(speakerTold.tryAcquire(10, TimeUnit.SECONDS));
        assertEquals(OptionalLong.empty(), keeper.metric(R1));
    }

    @ParameterizedTest(name = "for a successor: {0}")
    @ValueSource(booleans = {true, false})
    void routesStayForASuccessorOnly(boolean keep) throws InterruptedException {
        learnTen();
        keeper.close(keep);
        assertEquals(keep, holdsTen());
    }

    /** What a peer tells is judged by what peers tell, though a predecessor put it there. */
    @Test
    void whatAPredecessorLeftGoesAtOnceWhenAPeerTellsAndWithdrawsIt() throws InterruptedException {
        routes.routes.add(FakeRoutes.route("10.1.0.0/16", 186, 1024, "192.0.2.1"));
        learn(Prefix.of("10.2.0.0/16"), Duration.ofMinutes(5));
        awaitInstalled(2);
        keeper.changed(Map.of(TEN, List.of(R1), Prefix.of("10.3.0.0/16"), List.of(R1)));
        awaitInstalled(3);
        keeper.changed(Map.of(TEN, List.of()));
        awaitInstalled(2);
        keeper.close(true);
        assertFalse(holdsTen());
    }
}
