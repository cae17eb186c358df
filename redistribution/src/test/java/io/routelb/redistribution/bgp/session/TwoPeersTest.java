package io.routelb.redistribution.bgp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.redistribution.bgp.message.Message;
import io.routelb.redistribution.bgp.message.Notification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** Two whole peers joined by links of random delay under a virtual clock: hours of protocol in milliseconds. */
class TwoPeersTest {
    /** Everything that is still to happen, in order of time. */
    private static final class World {
        private final Random random;
        private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparingLong(Due::at));
        private final List<Peer> peers = new ArrayList<>();
        private long now;
        private long nextPipe;

        private record Due(long at, Runnable what) {}

        World(long seed, SessionConfig one, SessionConfig other) {
            random = new Random(seed);
            peers.add(new Peer(this, 0, one));
            peers.add(new Peer(this, 1, other));
        }

        Peer peer(int index) {
            return peers.get(index);
        }

        void after(long millis, Runnable what) {
            due.add(new Due(now + millis, what));
        }

        void run(Duration time) {
            long end = now + time.toMillis();
            while (!due.isEmpty() && due.element().at <= end) {
                Due next = due.remove();
                now = next.at;
                next.what.run();
            }
            now = end;
        }

        /** In-order delivery: a pipe's later octets never overtake its earlier ones. */
        long latency() {
            return 5;
        }
    }

    /** One end: carries out the actions of its state machine on the in-memory link. */
    private static final class Peer {
        private final World world;
        private final int index;
        private final SessionConfig config;
        private final Map<Slot, Long> pipes = new EnumMap<>(Slot.class);
        private final Map<String, Integer> timerGeneration = new HashMap<>();
        private final List<String> faults = new ArrayList<>();
        private PeerState state = PeerState.STOPPED;
        private int ups;
        private boolean frozen;
        /** Reads nothing, and goes on talking all the same. */
        private boolean deaf;

        Peer(World world, int index, SessionConfig config) {
            this.world = world;
            this.index = index;
            this.config = config;
        }

        Peer remote() {
            return world.peer(1 - index);
        }

        void start() {
            take(PeerFsm.start(config, state, Duration.ZERO, world.random.nextDouble()));
        }

        void stop() {
            take(PeerFsm.stop(config, state, Optional.of(Notification.SHUTDOWN)));
        }

        void feed(Slot slot, Event event) {
            if (!frozen) {
                take(PeerFsm.on(config, state, slot, event, world.random.nextDouble()));
            }
        }

        private void take(PeerFsm.Step step) {
            state = step.next();
            step.actions().forEach(each -> carryOut(each.slot(), each.action()));
        }

        private void carryOut(Slot slot, Action action) {
            if (action instanceof Action.Dial) {
                dial();
            } else if (action instanceof Action.Close) {
                close(slot);
            } else if (action instanceof Action.Send send) {
                send(slot, send.message());
            } else if (action instanceof Action.StartTimer start) {
                startTimer(slot, start);
            } else if (action instanceof Action.StopTimers) {
                timerGeneration.replaceAll((key, generation) ->
                        key.startsWith(slot.name()) ? Integer.valueOf(generation + 1) : generation);
            } else if (action instanceof Action.Up) {
                ups++;
            } else if (action instanceof Action.Fault fault) {
                faults.add(fault.sentence());
            }
        }

        private void dial() {
            long pipe = ++world.nextPipe;
            pipes.put(Slot.DIALLED, pipe);
            // The handshake takes a random time, which is what makes dials cross.
            world.after(world.random.nextInt(50), () -> {
                boolean wanted = Long.valueOf(pipe).equals(pipes.get(Slot.DIALLED));
                Peer remote = remote();
                if (wanted && (remote.frozen || remote.pipes.containsKey(Slot.ACCEPTED))) {
                    pipes.remove(Slot.DIALLED);
                    feed(Slot.DIALLED, new Event.TcpDown("refused"));
                } else if (wanted) {
                    remote.pipes.put(Slot.ACCEPTED, pipe);
                    remote.feed(Slot.ACCEPTED, new Event.TcpUp());
                    feed(Slot.DIALLED, new Event.TcpUp());
                }
            });
        }

        private void close(Slot slot) {
            Long pipe = pipes.remove(slot);
            if (pipe != null) {
                Slot there = slot.other();
                world.after(world.latency(), () -> {
                    if (pipe.equals(remote().pipes.get(there))) {
                        remote().pipes.remove(there);
                        remote().feed(there, new Event.TcpDown("peer closed"));
                    }
                });
            }
        }

        private void send(Slot slot, Message message) {
            Long pipe = pipes.get(slot);
            Slot there = slot.other();
            world.after(world.latency(), () -> {
                if (pipe != null && pipe.equals(remote().pipes.get(there)) && !remote().deaf) {
                    remote().feed(there, new Event.Received(message));
                    if (pipe.equals(pipes.get(slot))) {
                        feed(slot, new Event.Sent());
                    }
                }
            });
        }

        private void startTimer(Slot slot, Action.StartTimer start) {
            String key = slot.name() + start.timer();
            int generation = timerGeneration.merge(key, 1, Integer::sum);
            world.after(start.duration().toMillis(), () -> {
                boolean unheeded = deaf && start.timer() == SessionTimer.HOLD;
                if (Integer.valueOf(generation).equals(timerGeneration.get(key)) && !unheeded) {
                    feed(slot, new Event.Expired(start.timer()));
                }
            });
        }
    }

    private static World world(long seed) {
        return new World(
                seed,
                Sessions.config(64512, "10.0.0.1", Sessions.exactly(65010), 90, false),
                Sessions.config(65010, "10.0.0.2", Sessions.exactly(64512), 30, false));
    }

    @Property(tries = 100)
    void peersThatDialEachOtherAtOnceEndUpWithExactlyOneSession(@ForAll @LongRange(min = 0) long seed) {
        World world = world(seed);
        world.peer(0).start();
        world.after(world.random.nextInt(60), world.peer(1)::start);
        world.run(Duration.ofMinutes(5));
        assertEstablishedOnce(world);
        int ups = world.peer(0).ups;
        world.run(Duration.ofHours(1));
        assertEstablishedOnce(world);
        assertEquals(ups, world.peer(0).ups, "the session is stable");
    }

    private static void assertEstablishedOnce(World world) {
        for (int i = 0; i < 2; i++) {
            Peer peer = world.peer(i);
            assertTrue(peer.state.established(), "peer " + i + " " + peer.state + peer.faults);
            assertEquals(1, peer.pipes.size(), "peer " + i + " " + peer.state);
        }
        assertEquals(
                world.peer(0).pipes.values().iterator().next(),
                world.peer(1).pipes.values().iterator().next(),
                "both hold the same connection");
    }

    @Property(tries = 50)
    void aPeerThatFallsSilentIsNoticedAfterTheHoldTimeAndComesBack(@ForAll @LongRange(min = 0) long seed) {
        World world = world(seed);
        world.peer(0).start();
        world.peer(1).start();
        world.run(Duration.ofMinutes(5));
        world.peer(1).frozen = true;
        world.run(Duration.ofSeconds(31));
        assertTrue(world.peer(0).faults.getLast().contains("Hold Timer Expired (4/0)")
                || world.peer(0).faults.contains("peer went silent: Hold Timer Expired (4/0)"));
        world.peer(1).frozen = false;
        world.peer(1).stop();
        world.peer(1).start();
        world.run(Duration.ofMinutes(5));
        assertEstablishedOnce(world);
    }

    @Property(tries = 50)
    void aPeerThatTalksAndReadsNothingIsGivenUpAfterTheSendHoldTime(@ForAll @LongRange(min = 0) long seed) {
        World world = world(seed);
        world.peer(0).start();
        world.peer(1).start();
        world.run(Duration.ofMinutes(5));
        Peer patient = world.peer(0);
        int faults = patient.faults.size();
        world.peer(1).deaf = true;
        world.run(Duration.ofMinutes(7));
        assertTrue(patient.state.established(), "not before its time");
        assertEquals(faults, patient.faults.size());
        world.run(Duration.ofSeconds(62));
        assertTrue(
                patient.faults.contains("peer takes nothing we send: Send Hold Timer Expired (8/0)"),
                patient.faults::toString);
    }

    @Example
    void aStoppedPeerStaysAwayAndSaysFarewell() {
        World world = world(1);
        world.peer(0).start();
        world.peer(1).start();
        world.run(Duration.ofMinutes(5));
        world.peer(1).stop();
        world.run(Duration.ofSeconds(1));
        assertTrue(world.peer(0)
                .faults
                .contains("peer closed: Cease/Administrative Shutdown (6/2), saying \"RouteLB stops on this node\""));
        assertTrue(world.peer(1).pipes.isEmpty());
    }
}
