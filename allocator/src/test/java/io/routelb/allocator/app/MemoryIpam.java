package io.routelb.allocator.app;

import inet.ipaddr.IPAddress;
import io.routelb.allocator.ipam.IpamCall;
import io.routelb.allocator.ipam.IpamOutcome;
import io.routelb.allocator.ipam.IpamOutcome.Cause;
import io.routelb.allocator.ipam.Sidecars;
import io.routelb.allocator.plan.IpamQuery;
import io.routelb.allocator.plan.IpamStats;
import io.routelb.model.Addresses;
import io.routelb.model.IpFamily;
import io.routelb.model.ObjectKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An IPAM in memory that keeps its records whatever happens to the allocator. Nothing happens by itself; the test says when. */
final class MemoryIpam implements Sidecars {
    /** What becomes of a call. */
    enum Fate {
        SUCCEEDS,
        /** It never arrives. */
        IS_LOST,
        /** It does what it says, and the answer never arrives. */
        ANSWER_IS_LOST
    }

    /** A call that has not arrived. */
    private record Waiting(IpamCall call, Consumer<IpamOutcome> then) {}

    private static final IpamOutcome UNREACHABLE =
            new IpamOutcome.Failed(Cause.UNREACHABLE, "UNAVAILABLE", "the IPAM does not answer (UNAVAILABLE)");

    final List<String> calls = new ArrayList<>();
    /** Who has what, by pool. */
    final Map<String, Map<IPAddress, ObjectKey>> records = new LinkedHashMap<>();
    /** Free addresses of each pool in the order they are given. */
    private final Map<String, List<IPAddress>> addresses = new LinkedHashMap<>();

    private final List<Waiting> waiting = new ArrayList<>();

    /** A pool of .1 and on, both families. */
    MemoryIpam pool(String name, String v4Prefix, String v6Prefix, int size) {
        addresses.put(
                name,
                IntStream.rangeClosed(1, size)
                        .boxed()
                        .flatMap(number ->
                                List.of(Addresses.of(v4Prefix + number), Addresses.of(v6Prefix + number)).stream())
                        .toList());
        records.put(name, new LinkedHashMap<>());
        return this;
    }

    /** An address somebody else's allocator got. */
    void give(String pool, IPAddress address, ObjectKey service) {
        records.computeIfAbsent(pool, name -> new LinkedHashMap<>()).put(address, service);
    }

    @Override
    public void call(String socket, IpamCall call, Consumer<IpamOutcome> then) {
        boolean busy = waiting.stream().anyMatch(other -> service(other.call()).equals(service(call)));
        if (busy && !service(call).name().isEmpty()) {
            throw new AssertionError("two calls for one Service at once: " + call);
        }
        waiting.add(new Waiting(call, then));
    }

    @Override
    public void keep(Set<String> sockets) {
        // No connections here.
    }

    boolean idle() {
        return waiting.isEmpty();
    }

    void answer(int index, Fate fate) {
        Waiting next = waiting.remove(index % waiting.size());
        if (fate == Fate.IS_LOST) {
            next.then().accept(UNREACHABLE);
            return;
        }
        IpamOutcome outcome = carryOut(next.call());
        next.then().accept(fate == Fate.SUCCEEDS ? outcome : UNREACHABLE);
    }

    void answerAll() {
        while (!waiting.isEmpty()) {
            answer(0, Fate.SUCCEEDS);
        }
    }

    /** The allocator is gone: what it sent arrives or not, and nobody hears of it. */
    void callerDies(boolean arrives) {
        if (arrives) {
            waiting.forEach(next -> carryOut(next.call()));
        }
        waiting.clear();
    }

    Set<String> of(ObjectKey service) {
        return records.values().stream()
                .flatMap(pool -> pool.entrySet().stream())
                .filter(entry -> entry.getValue().equals(service))
                .map(entry -> entry.getKey().toCanonicalString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private IpamOutcome carryOut(IpamCall call) {
        Map<IPAddress, ObjectKey> pool = records.get(call.pool());
        if (pool == null) {
            return new IpamOutcome.Failed(Cause.REFUSED, "NOT_FOUND", "no such pool");
        }
        return switch (call) {
            case IpamCall.Stats stats ->
                new IpamOutcome.Measured(
                        new IpamStats(pool.size(), 0, OptionalLong.empty(), OptionalLong.empty(), List.of()));
            case IpamCall.Release release -> {
                calls.add("release " + release.service().name() + " "
                        + release.address().map(IPAddress::toCanonicalString).orElse("all"));
                pool.entrySet()
                        .removeIf(entry -> entry.getValue().equals(release.service())
                                && release.address().map(entry.getKey()::equals).orElse(true));
                yield new IpamOutcome.Released();
            }
            case IpamCall.Allocate allocate -> {
                calls.add("allocate " + allocate.service().name());
                yield allocate(pool, allocate);
            }
        };
    }

    private IpamOutcome allocate(Map<IPAddress, ObjectKey> pool, IpamCall.Allocate call) {
        List<IPAddress> given = new ArrayList<>();
        switch (call.query().wish()) {
            case IpamQuery.Explicit explicit -> {
                for (IPAddress address : explicit.addresses()) {
                    ObjectKey owner = pool.putIfAbsent(address, call.service());
                    if (owner != null && !owner.equals(call.service())) {
                        return new IpamOutcome.Failed(Cause.REFUSED, "FAILED_PRECONDITION", "taken");
                    }
                    given.add(address);
                }
            }
            case IpamQuery.Families families -> {
                for (IpFamily family : families.families().stream()
                        .sorted(Comparator.naturalOrder())
                        .toList()) {
                    Optional<IPAddress> one = addresses.getOrDefault(call.pool(), List.of()).stream()
                            .filter(address -> IpFamily.of(address) == family)
                            .filter(address -> call.service().equals(pool.get(address)))
                            .findFirst()
                            .or(() -> addresses.getOrDefault(call.pool(), List.of()).stream()
                                    .filter(address -> IpFamily.of(address) == family && !pool.containsKey(address))
                                    .findFirst());
                    one.ifPresent(address -> pool.put(address, call.service()));
                    one.ifPresent(given::add);
                }
                if (given.isEmpty()) {
                    return new IpamOutcome.Failed(Cause.FULL, "RESOURCE_EXHAUSTED", "the IPAM has no address left");
                }
            }
        }
        return new IpamOutcome.Given(given);
    }

    private static ObjectKey service(IpamCall call) {
        return switch (call) {
            case IpamCall.Allocate allocate -> allocate.service();
            case IpamCall.Release release -> release.service();
            case IpamCall.Stats stats -> new ObjectKey("", "");
        };
    }
}
