package io.routelb.redistribution.bgp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.PeerOptions;
import io.routelb.redistribution.bgp.message.Notification;
import io.routelb.redistribution.bgp.message.Octets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Two speakers and a link that loses dials, delays octets and breaks connections, whose ends hear of it soon, late or never. All by a
 * seed: {@code -Droutelb.seed=N} runs that one alone.
 */
class LossyLinkTest {
    private static final int SEEDS = 10_000;
    private static final Duration TROUBLE = Duration.ofMinutes(5);
    /** A half-open connection is given up after 4 minutes, and the longest wait after it is 1 minute. */
    private static final Duration QUIET = Duration.ofMinutes(8);

    /** One run: what happened to a seed must hold at every moment. */
    private static final class Run {
        private final long seed;
        private final World world;

        Run(long seed) {
            this.seed = seed;
            Random random = new Random(seed);
            SessionConfig one =
                    Sessions.config(64512, "10.0.0.1", Sessions.exactly(65010), 180, random.nextInt(4) == 0);
            SessionConfig other = Sessions.config(65010, "10.0.0.2", Sessions.exactly(64512), 90, false);
            if (random.nextBoolean()) {
                one = Sessions.with(one, PeerOptions.DEFAULT.withAddPath(new PeerOptions.AddPath(true, false)));
                other = Sessions.with(other, PeerOptions.DEFAULT.withAddPath(new PeerOptions.AddPath(false, true)));
            }
            world = new World(random, one, other);
            world.slowness = 5 + random.nextInt(3000);
            world.lostDials = random.nextInt(60);
            world.check = this::check;
        }

        void run() {
            world.peer(0).start();
            world.after(world.random.nextInt(5000), world.peer(1)::start);
            for (long at = 0; at < TROUBLE.toMillis(); at += 1 + world.random.nextInt(60_000)) {
                world.after(at, this::trouble);
            }
            world.run(TROUBLE);
            world.slowness = 50;
            world.lostDials = 0;
            world.peer(0).start();
            world.peer(1).start();
            world.run(QUIET);
            afterQuietThereIsExactlyOneSession();
        }

        private void trouble() {
            World.Peer peer = world.peer(world.random.nextInt(2));
            switch (world.random.nextInt(5)) {
                case 0 -> peer.stop();
                case 1 -> {
                    peer.stop();
                    world.after(world.random.nextInt(20_000), peer::start);
                }
                case 2 ->
                    peer.halt(new Event.AutomaticStop(
                            new Notification(6, 8, Octets.EMPTY), "trouble", Duration.ofSeconds(20)));
                default -> peer.pipes().values().stream().findAny().ifPresent(this::cut);
            }
        }

        /** Each end hears of it soon, late or never. */
        private void cut(World.Pipe pipe) {
            pipe.cut = true;
            for (int i = 0; i < 2; i++) {
                World.Peer end = world.peer(i);
                if (world.random.nextInt(3) > 0) {
                    world.after(world.random.nextInt(40_000), () -> end.lose(pipe));
                }
            }
        }

        private void check() {
            for (int i = 0; i < 2; i++) {
                PeerState state = world.peer(i).state();
                boolean both = state.dialled() instanceof Established && state.accepted() instanceof Established;
                assertFalse(both, () -> "seed " + seed + ": a peer has two sessions");
            }
            for (Slot slot : Slot.values()) {
                anEstablishedSessionIsAgreedOn(slot);
            }
        }

        private void anEstablishedSessionIsAgreedOn(Slot slot) {
            World.Peer here = world.peer(0);
            World.Peer there = world.peer(1);
            World.Pipe pipe = here.pipes().get(slot);
            if (pipe == null || there.pipes().get(slot.other()) != pipe) {
                return;
            }
            State ours = here.state().of(slot);
            State theirs = there.state().of(slot.other());
            boolean up = ours instanceof Established || theirs instanceof Established;
            if (!up) {
                return;
            }
            List<Negotiated> agreed =
                    Stream.of(ours, theirs).map(Run::negotiated).toList();
            Supplier<String> what = () -> "seed " + seed + ": " + ours + " and " + theirs;
            assertEquals(agreed.getFirst().hold(), agreed.getLast().hold(), what);
            assertEquals(agreed.getFirst().families(), agreed.getLast().families(), what);
            assertEquals(
                    agreed.getFirst().dialect().send(),
                    agreed.getLast().dialect().receive(),
                    what);
            assertEquals(
                    agreed.getFirst().dialect().receive(),
                    agreed.getLast().dialect().send(),
                    what);
            assertEquals(
                    agreed.getFirst().dialect().fourOctetAs(),
                    agreed.getLast().dialect().fourOctetAs(),
                    what);
        }

        private static Negotiated negotiated(State state) {
            return switch (state) {
                case Established up -> up.negotiated();
                case OpenConfirm nearly -> nearly.negotiated();
                default -> throw new AssertionError("one end is Established and the other is " + state);
            };
        }

        private void afterQuietThereIsExactlyOneSession() {
            for (int i = 0; i < 2; i++) {
                World.Peer peer = world.peer(i);
                assertTrue(peer.state().established(), "seed " + seed + ": " + peer.state() + " " + peer.faults());
                assertEquals(1, peer.pipes().size(), "seed " + seed + ": " + peer.state());
            }
            assertSame(
                    world.peer(0).pipes().values().iterator().next(),
                    world.peer(1).pipes().values().iterator().next(),
                    "seed " + seed + ": both hold the same connection");
        }
    }

    @Test
    void sessionsAreAgreedOnSingleAndThereAfterTheTroubleIsOver() {
        Long only = Long.getLong("routelb.seed");
        long first = only == null ? 0 : only;
        for (long seed = first; seed < (only == null ? SEEDS : first + 1); seed++) {
            try {
                new Run(seed).run();
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }
}
