package io.routelb.redistribution.bgp.session;

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

/** Two whole peers, and everything that is still to happen to them, in order of time: hours of protocol in milliseconds. */
final class World {
    final Random random;
    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::turn));
    private final List<Peer> peers = new ArrayList<>();
    private long now;
    private long turns;
    /** Milliseconds an octet takes at most; at least 5. */
    int slowness = 5;
    /** How many of 100 dials are never answered. */
    int lostDials;
    /** Runs after everything that happens. */
    Runnable check = () -> {};

    private record Due(long at, long turn, Runnable what) {}

    World(Random random, SessionConfig one, SessionConfig other) {
        this.random = random;
        peers.add(new Peer(this, 0, one));
        peers.add(new Peer(this, 1, other));
    }

    Peer peer(int index) {
        return peers.get(index);
    }

    void after(long millis, Runnable what) {
        due.add(new Due(now + millis, turns++, what));
    }

    void run(Duration time) {
        long end = now + time.toMillis();
        while (!due.isEmpty() && due.element().at <= end) {
            Due next = due.remove();
            now = next.at;
            next.what.run();
            check.run();
        }
        now = end;
    }

    /** One TCP connection: octets arrive in order and late, or, once it is cut, not at all. */
    static final class Pipe {
        private final long[] last = new long[2];
        boolean cut;
    }

    /** In-order delivery: a pipe's later octets never overtake its earlier ones. */
    private void through(Pipe pipe, int from, Runnable what) {
        long at = Math.max(pipe.last[from], now + 5 + (slowness > 5 ? random.nextInt(slowness - 5) : 0));
        pipe.last[from] = at;
        due.add(new Due(at, turns++, () -> {
            if (!pipe.cut) {
                what.run();
            }
        }));
    }

    /** One end: carries out the actions of its state machine on the in-memory link. */
    static final class Peer {
        private final World world;
        private final int index;
        private final SessionConfig config;
        private final Map<Slot, Pipe> pipes = new EnumMap<>(Slot.class);
        private final Map<String, Integer> timerGeneration = new HashMap<>();
        private final List<String> faults = new ArrayList<>();
        private PeerState state = PeerState.STOPPED;
        private int ups;
        boolean frozen;
        /** Reads nothing, and goes on talking all the same. */
        boolean deaf;

        Peer(World world, int index, SessionConfig config) {
            this.world = world;
            this.index = index;
            this.config = config;
        }

        PeerState state() {
            return state;
        }

        Map<Slot, Pipe> pipes() {
            return pipes;
        }

        List<String> faults() {
            return faults;
        }

        /** Times a session was established. */
        int ups() {
            return ups;
        }

        private Peer remote() {
            return world.peer(1 - index);
        }

        void start() {
            take(PeerFsm.start(config, state, Duration.ZERO, world.random.nextDouble()));
        }

        void stop() {
            take(PeerFsm.stop(config, state, Optional.of(Notification.SHUTDOWN)));
        }

        void halt(Event.AutomaticStop stop) {
            take(PeerFsm.halt(config, state, stop));
        }

        private void feed(Slot slot, Event event) {
            if (!frozen) {
                take(PeerFsm.on(config, state, slot, event, world.random.nextDouble()));
            }
        }

        /** The network tells that the connection is no more, if it is still in use. */
        void lose(Pipe pipe) {
            for (Slot slot : Slot.values()) {
                if (pipes.get(slot) == pipe) {
                    pipes.remove(slot);
                    feed(slot, new Event.TcpDown("broken"));
                }
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
            Pipe pipe = new Pipe();
            pipes.put(Slot.DIALLED, pipe);
            if (world.random.nextInt(100) < world.lostDials) {
                return;
            }
            // The handshake takes a random time, which is what makes dials cross.
            world.after(world.random.nextInt(50), () -> {
                boolean wanted = pipes.get(Slot.DIALLED) == pipe;
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
            Pipe pipe = pipes.remove(slot);
            if (pipe != null) {
                Slot there = slot.other();
                world.through(pipe, index, () -> {
                    if (remote().pipes.get(there) == pipe) {
                        remote().pipes.remove(there);
                        remote().feed(there, new Event.TcpDown("peer closed"));
                    }
                });
            }
        }

        private void send(Slot slot, Message message) {
            Pipe pipe = pipes.get(slot);
            if (pipe == null) {
                return;
            }
            Slot there = slot.other();
            world.through(pipe, index, () -> {
                if (remote().pipes.get(there) == pipe && !remote().deaf) {
                    remote().feed(there, new Event.Received(message));
                    if (pipes.get(slot) == pipe) {
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
}
