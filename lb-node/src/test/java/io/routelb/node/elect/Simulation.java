package io.routelb.node.elect;

import io.routelb.model.Prefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;

/** A cluster in virtual time: nodes, an API server, a network between them that delays and loses, and a clock that only events move. */
final class Simulation {
    static final long MILLI = 1_000_000L;
    static final long SECOND = 1_000_000_000L;

    /** What a simulation may be told to do wrong, to show that its invariants notice. */
    enum Sabotage {
        NONE,
        /** The API server takes writes whatever version they were made on. */
        NO_PRECONDITIONS,
        /** The kernel keeps addresses for five minutes whatever lifetime they are given. */
        LONG_LIFETIMES,
        /** Clocks are not monotonic: they show the time of day, set by hand here and there. */
        WALL_CLOCKS
    }

    private record Event(long nanos, long order, Runnable action) {}

    final Random random;
    private final Sabotage sabotage;
    private final Timing timing = Timing.of(Duration.ofSeconds(10));
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::nanos).thenComparingLong(Event::order));
    private final SimApi api;
    private final SimCluster cluster = new SimCluster();
    private final NavigableMap<Long, LocalPlan> plans = new TreeMap<>();
    private final NavigableMap<String, SimAgent> agents = new TreeMap<>();
    private final Invariants invariants = new Invariants(this);
    private long now;
    private long order;
    private double lossRate;
    private long apiDownUntil;
    private long lastPump;

    Simulation(long seed, Sabotage sabotage) {
        this.random = new Random(seed);
        this.sabotage = sabotage;
        this.api = new SimApi(sabotage != Sabotage.NO_PRECONDITIONS);
        plans.put(Long.MIN_VALUE, LocalPlan.EMPTY);
    }

    /** Nodes n00, n01, ... each in one or two of three subnets. */
    void nodes(int count) {
        for (int i = 0; i < count; i++) {
            String name = String.format("n%02d", i);
            Map<Prefix, String> subnets = i % 5 == 4
                    ? Map.of(Prefix.of("192.0.2.0/24"), "eth0", Prefix.of("198.51.100.0/24"), "eth1")
                    : Map.of(Prefix.of("192.0.2.0/24"), "eth0");
            long origin = i % 3 == 0 ? Long.MAX_VALUE - random.nextInt(1_000_000_000) : random.nextLong() / 4;
            agents.put(name, new SimAgent(this, name, subnets, origin, 1 + (random.nextDouble() - 0.5) / 500));
            cluster.node(name, true, false);
        }
        agents.values().forEach(agent -> at(random.nextInt(1000) * MILLI, agent::start));
        every(50 * MILLI, this::pump);
        every(100 * MILLI, invariants::check);
    }

    /** That many Services, and what may happen to everything. */
    Faults services(int count) {
        return new Faults(this, count);
    }

    void lossRate(double rate) {
        lossRate = rate;
    }

    long now() {
        return now;
    }

    Timing timing() {
        return timing;
    }

    SimApi api() {
        return api;
    }

    SimCluster cluster() {
        return cluster;
    }

    NavigableMap<String, SimAgent> agents() {
        return agents;
    }

    Invariants invariants() {
        return invariants;
    }

    SimAgent agent(String name) {
        return Objects.requireNonNull(agents.get(name), name);
    }

    SimAgent anyAgent() {
        return new ArrayList<>(agents.values()).get(random.nextInt(agents.size()));
    }

    /** To be called after changes of {@link #cluster}. */
    void clusterChanged() {
        plans.put(now, cluster.plan());
        at(now + streamDelay(), () -> agents.values().forEach(agent -> agent.wakeIn(random.nextInt(20) * MILLI)));
    }

    LocalPlan planAt(long time) {
        return Objects.requireNonNull(plans.floorEntry(time)).getValue();
    }

    LocalPlan plan() {
        return Objects.requireNonNull(plans.lastEntry()).getValue();
    }

    long streamDelay() {
        return 30 * MILLI;
    }

    void takeApiDown(long until) {
        apiDownUntil = until;
    }

    boolean apiDown(long time) {
        return time < apiDownUntil;
    }

    /** True time at which a kernel drops an address given that many seconds; up to one late. */
    long kernelDrops(long from, long seconds, double rate) {
        long kept = sabotage == Sabotage.LONG_LIFETIMES ? 300 : seconds;
        return from + (long) (kept * SECOND / rate) + random.nextInt(1000) * MILLI;
    }

    /** How far the clock of the node jumps when somebody sets the time of day. */
    long clockJump() {
        return sabotage == Sabotage.WALL_CLOCKS ? (random.nextInt(60) - 30) * SECOND : 0;
    }

    /** Sends a request. It runs at the API server after a while, if it gets there; what it returns runs when the answer is back. */
    void request(SimAgent from, Supplier<Runnable> atServer) {
        double fate = random.nextDouble();
        long travel = (1 + random.nextInt(20)) * MILLI;
        if (fate < lossRate) {
            travel += (long) (random.nextDouble() * 6 * SECOND);
        }
        if (fate < 4 * lossRate) {
            from.healthySince = now + travel;
        }
        boolean lost = fate >= lossRate && fate < 2 * lossRate;
        boolean answerLost = fate >= 2 * lossRate && fate < 3 * lossRate;
        if (lost || now < from.partitionedUntil || now < from.writesFailUntil) {
            return;
        }
        at(now + travel, () -> {
            if (apiDown(now)) {
                return;
            }
            Runnable answer = atServer.get();
            if (!answerLost && now >= from.partitionedUntil) {
                long back = Math.max(now + (1 + random.nextInt(20)) * MILLI, from.frozenUntil);
                at(back, () -> answered(from, answer));
            }
        });
    }

    /** An answer that arrives at a stopped process waits in its socket. */
    private void answered(SimAgent from, Runnable answer) {
        if (now < from.frozenUntil) {
            at(from.frozenUntil, () -> answered(from, answer));
        } else {
            answer.run();
        }
    }

    void at(long nanos, Runnable action) {
        events.add(new Event(Math.max(nanos, now), order++, action));
    }

    void every(long period, Runnable action) {
        at(now + period, () -> {
            action.run();
            every(period, action);
        });
    }

    void run(Duration time) {
        long end = now + time.toNanos();
        for (Event event = events.poll(); event != null; event = events.poll()) {
            if (event.nanos() > end) {
                events.add(event);
                break;
            }
            now = event.nanos();
            event.action().run();
        }
        now = end;
    }

    /** Wakes whoever watches, some milliseconds apart, when there is something new. */
    private void pump() {
        List<SimApi.Entry> log = api.log();
        if (!log.isEmpty() && log.getLast().nanos() > lastPump) {
            lastPump = now;
            agents.values().forEach(agent -> agent.wakeIn(streamDelay() + random.nextInt(20) * MILLI));
        }
    }
}
