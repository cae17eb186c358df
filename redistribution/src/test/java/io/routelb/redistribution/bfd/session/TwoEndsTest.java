package io.routelb.redistribution.bfd.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.redistribution.bfd.packet.ControlPacket;
import io.routelb.redistribution.bfd.packet.MalformedPacketException;
import io.routelb.redistribution.bfd.packet.PacketCodec;
import io.routelb.redistribution.bfd.packet.State;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two ends joined by a link that loses, delays and reorders, under a virtual clock, octets on the wire. Each seed is a world of its
 * own: intervals, multipliers, authentication, loss, and what happens when. The assertions' messages name the invariants.
 */
class TwoEndsTest {
    private static final int SEEDS = 10_000;
    private static final List<Integer> INTERVALS = List.of(10, 50, 100, 300, 1000, 1500);

    /** Everything that is still to happen, in order of time, which is in microseconds. */
    private static final class World {
        private final Random random;
        private final PriorityQueue<Due> due =
                new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
        private final List<End> ends = new ArrayList<>();
        private long now;
        private long order;
        private double loss;
        private long slowest = 1;
        private boolean cut;
        private boolean inOrder;

        private record Due(long at, long order, Runnable what) {}

        World(long seed) {
            random = new Random(seed);
            boolean keyed = random.nextInt(4) == 0;
            for (int i = 0; i < 2; i++) {
                ends.add(new End(this, i, config(i + 1, keyed)));
            }
        }

        SessionConfig config(int discriminator, boolean keyed) {
            return new SessionConfig(
                    discriminator,
                    Duration.ofMillis(INTERVALS.get(random.nextInt(INTERVALS.size()))),
                    Duration.ofMillis(INTERVALS.get(random.nextInt(INTERVALS.size()))),
                    2 + random.nextInt(4),
                    keyed ? Optional.of(Ends.KEY) : Optional.empty());
        }

        void after(long micros, Runnable what) {
            due.add(new Due(now + micros, order++, what));
        }

        void run(Duration time) {
            long end = now + time.toNanos() / 1000;
            while (!due.isEmpty() && due.element().at <= end) {
                Due next = due.remove();
                now = next.at;
                next.what.run();
            }
            now = end;
        }

        void carry(End to, ByteBuffer octets) {
            if (!cut && random.nextDouble() >= loss) {
                long delay = 1 + random.nextLong(slowest);
                // In quiet, what was sent first arrives first, as it does on a cable.
                to.nextArrival = inOrder ? Math.max(to.nextArrival, now + delay) : now + delay;
                after(to.nextArrival - now, () -> to.hear(octets));
            }
        }

        /** Long enough for whatever interval is in force to come round several times. */
        void quiet() {
            loss = 0;
            inOrder = true;
            slowest = 2000;
            cut = false;
            run(Duration.ofSeconds(30));
        }
    }

    /** One end: carries out the actions of its state machine. */
    private static final class End {
        private final World world;
        private final int index;
        private final Map<SessionTimer, Integer> generation = new EnumMap<>(SessionTimer.class);
        private SessionConfig config;
        private Session session;
        private int downs;
        private int pathsLost;
        private long lastChange;
        private long nextArrival;

        End(World world, int index, SessionConfig config) {
            this.world = world;
            this.index = index;
            this.config = config;
            this.session = Session.initial(config, world.random.nextInt());
        }

        void feed(Event event) {
            Transition transition = Fsm.on(config, session, event, world.random.nextDouble());
            session = transition.next();
            transition.actions().forEach(this::carryOut);
        }

        private void carryOut(Action action) {
            switch (action) {
                case Action.Send send ->
                    world.carry(world.ends.get(1 - index), PacketCodec.encode(send.packet(), config.key()));
                case Action.StartTimer start -> {
                    int mine = generation.merge(start.timer(), 1, Integer::sum);
                    world.after(start.duration().toNanos() / 1000, () -> expire(start.timer(), mine));
                }
                case Action.StopTimer stop -> generation.merge(stop.timer(), 1, Integer::sum);
                case Action.Changed changed -> {
                    lastChange = world.now;
                    downs += changed.from() == State.UP ? 1 : 0;
                    pathsLost += changed.pathLost() ? 1 : 0;
                }
                case Action.Discard unused -> {}
            }
        }

        private void expire(SessionTimer timer, int mine) {
            if (Integer.valueOf(mine).equals(generation.get(timer))) {
                feed(new Event.Expired(timer));
            }
        }

        void hear(ByteBuffer octets) {
            try {
                ControlPacket packet = PacketCodec.decode(octets);
                assertFalse(
                        packet.flags().poll() && packet.flags().finished(),
                        "no packet is a poll and an answer at once");
                assertTrue(
                        packet.state() == State.UP || packet.desiredMinTx().toMillis() >= 1000,
                        "what is not Up asks for no more than a packet a second");
                feed(new Event.Received(packet, octets));
            } catch (MalformedPacketException e) {
                throw new AssertionError("what one end writes the other can read", e);
            }
        }

        void reconfigure() {
            config = world.config(config.discriminator(), config.key().isPresent());
            feed(new Event.Reconfigured());
        }
    }

    private static World connected(long seed) {
        World world = new World(seed);
        End one = world.ends.get(0);
        End other = world.ends.get(1);
        world.loss = world.random.nextDouble() * 0.6;
        world.slowest = 1 + world.random.nextLong(20_000);
        one.feed(new Event.Start());
        world.after(world.random.nextLong(3_000_000), () -> other.feed(new Event.Start()));
        for (int i = world.random.nextInt(4); i > 0; i--) {
            End changing = world.ends.get(world.random.nextInt(2));
            world.after(world.random.nextLong(4_000_000), changing::reconfigure);
        }
        world.run(Duration.ofSeconds(5));
        world.quiet();
        return world;
    }

    private static void assertAgreed(World world, long seed) {
        for (End end : world.ends) {
            End peer = world.ends.get(1 - end.index);
            assertEquals(State.UP, end.session.state(), "both are Up after quiet; seed " + seed);
            assertFalse(end.session.rhythm().polling(), "every poll has been answered; seed " + seed);
            Duration sends = end.session.transmitInterval().orElseThrow();
            Duration slower = end.config.transmit().compareTo(peer.config.receive()) > 0
                    ? end.config.transmit()
                    : peer.config.receive();
            assertEquals(slower, sends, "the slower of what both want is sent at; seed " + seed);
            assertEquals(
                    sends.multipliedBy(end.config.multiplier()),
                    peer.session.detectionTime(),
                    "the peer waits for that times our multiplier; seed " + seed);
        }
    }

    @Tag("whole-system")
    @Test
    void afterAnyTroubleBothEndsAgreeStayUpAndNoticeACutInTime() {
        for (long seed = 0; seed < SEEDS; seed++) {
            World world = connected(seed);
            assertAgreed(world, seed);
            List<Integer> downs = world.ends.stream().map(each -> each.downs).toList();
            world.run(Duration.ofSeconds(10));
            assertEquals(
                    downs,
                    world.ends.stream().map(each -> each.downs).toList(),
                    "no session goes down while packets get through; seed " + seed);
            List<Duration> patience = world.ends.stream()
                    .map(each -> each.session.detectionTime())
                    .toList();
            long cutAt = world.now;
            world.cut = true;
            world.run(Duration.ofSeconds(10));
            for (End end : world.ends) {
                assertEquals(State.DOWN, end.session.state(), "a cut is noticed; seed " + seed);
                long took = end.lastChange - cutAt;
                long most = patience.get(end.index).toNanos() / 1000 + world.slowest;
                assertTrue(took <= most, "within the detection time; seed " + seed + " took " + took);
            }
            world.quiet();
            assertAgreed(world, seed);
        }
    }

    @Test
    void aChangeOfTimersOnALosslessLinkNeverTakesASessionDown() {
        for (long seed = 0; seed < SEEDS / 5; seed++) {
            World world = connected(seed);
            List<Integer> downs = world.ends.stream().map(each -> each.downs).toList();
            for (int i = 0; i < 20; i++) {
                End changing = world.ends.get(world.random.nextInt(2));
                world.after(world.random.nextLong(10_000_000), changing::reconfigure);
            }
            world.run(Duration.ofSeconds(10));
            world.quiet();
            assertEquals(downs, world.ends.stream().map(each -> each.downs).toList(), "seed " + seed);
            assertAgreed(world, seed);
        }
    }

    @Test
    void whoIsDisabledTakesThePeerDownWithoutAnyPathBeingLost() {
        for (long seed = 0; seed < SEEDS / 10; seed++) {
            World world = connected(seed);
            int lost = world.ends.get(1).pathsLost;
            world.ends.get(0).feed(new Event.Disable());
            world.run(Duration.ofSeconds(1));
            End peer = world.ends.get(1);
            assertEquals(State.DOWN, peer.session.state(), "seed " + seed);
            assertEquals(State.ADMIN_DOWN, peer.session.remote().state(), "seed " + seed);
            assertEquals(lost, peer.pathsLost, "an administrator is no failure; seed " + seed);
        }
    }
}
