package io.routelb.bench;

import inet.ipaddr.IPAddress;
import io.routelb.allocator.space.FreeSpace;
import io.routelb.model.AddressPool;
import io.routelb.model.AddressRange;
import io.routelb.model.Prefix;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What one address costs: the allocator's free space, and a first-fit scanner as its peer. Run by {@link AllocatorBench}. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FreeSpaceBenchmark {
    /** Addresses taken one after the other in one measured call. */
    static final int BATCH = 1_000;

    /** The same for the peer, which would need minutes for a thousand. */
    static final int FEW = 20;

    private static final int FRAGMENTS = 60_000;
    private static final String SMALL = "10.0.0.0/16";

    /** A pool of which 60,000 addresses are in use, anywhere in it. */
    @State(Scope.Thread)
    public static class Fragmented {
        /** CIDR. */
        @Param({SMALL, "2001:db8::/64"})
        public String cidr = SMALL;

        private FreeSpace space = new FreeSpace(pool(SMALL));

        @Setup(Level.Trial)
        public void take() {
            AddressPool pool = pool(cidr);
            space = new FreeSpace(pool);
            Random random = new Random(1);
            int bits = pool.family().bits() - pool.subnet().length();
            while (space.taken() < FRAGMENTS) {
                space.take(pool.first().increment(new BigInteger(bits, random)));
            }
        }
    }

    /** A /16 of which the lowest addresses are in use. */
    @State(Scope.Thread)
    public static class Filled {
        /** How many. */
        @Param({"0"})
        public int taken = 0;

        private FreeSpace space = new FreeSpace(pool(SMALL));

        @Setup(Level.Invocation)
        public void take() {
            space = new FreeSpace(pool(SMALL));
            for (int i = 0; i < taken; i++) {
                space.take(space.first().orElseThrow());
            }
        }
    }

    /** The same for the peer: a set of what is in use, and the pool scanned from its first address on. */
    @State(Scope.Thread)
    public static class Scanned {
        /** How many. */
        @Param({"0"})
        public int taken = 0;

        private final IPAddress first = pool(SMALL).first();
        private final Set<IPAddress> inUse = new HashSet<>();

        @Setup(Level.Invocation)
        public void take() {
            inUse.clear();
            for (int i = 0; i < taken; i++) {
                inUse.add(first.increment(i));
            }
        }

        private IPAddress firstFree() {
            IPAddress candidate = first;
            while (inUse.contains(candidate)) {
                candidate = candidate.increment(1);
            }
            return candidate;
        }
    }

    /** The next free address, taken and given back. */
    @Benchmark
    public IPAddress nextFree(Fragmented state) {
        IPAddress address = state.space.first().orElseThrow();
        state.space.take(address);
        state.space.give(address);
        return address;
    }

    /** A thousand addresses, one after the other. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long fill(Filled state) {
        for (int i = 0; i < BATCH; i++) {
            state.space.take(state.space.first().orElseThrow());
        }
        return state.space.taken();
    }

    /** Twenty addresses, by scanning. */
    @Benchmark
    @OperationsPerInvocation(FEW)
    public int scan(Scanned state) {
        for (int i = 0; i < FEW; i++) {
            state.inUse.add(state.firstFree());
        }
        return state.inUse.size();
    }

    private static AddressPool pool(String cidr) {
        Prefix prefix = Prefix.of(cidr);
        return new AddressPool(AddressRange.of(prefix), prefix, prefix.family().bits(), List.of());
    }
}
