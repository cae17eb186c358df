package io.routelb.allocator.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import inet.ipaddr.IPAddress;
import io.routelb.model.Annotations;
import io.routelb.model.IpFamily;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceView;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever users do, in whatever order, with writes failing at random, time passing and the allocator starting afresh at any point. */
final class AllocationPropertyTest {
    private static final List<String> POOLS = List.of(
            "198.51.100.10-198.51.100.12 198.51.100.0/24",
            "198.51.100.11-198.51.100.16 198.51.100.0/24",
            "203.0.113.0/30 203.0.113.0/24",
            "2001:db8::1-2001:db8::3 2001:db8::/64",
            "2001:db8::3-2001:db8::7 2001:db8::/64",
            "nonsense 203.0.113.0/24");
    private static final List<String> GROUPS = List.of("default", "gold", "spare");
    private static final List<String> PINS = List.of(
            "",
            "",
            "",
            "198.51.100.11",
            "203.0.113.2",
            "2001:db8::2",
            "198.51.100.12,2001:db8::3",
            "192.0.2.1",
            "rubbish");
    private static final Set<String> CONTENT = Set.of("Allocated", "AddressOutsidePools");

    private Cluster cluster = new Cluster();
    private Random random = new Random(0);
    private int created;

    /** Services edited since the cluster last came to rest, or not content then: what they hold may change. */
    private final Set<ObjectKey> asked = new HashSet<>();
    /** Addresses of groups with a cooldown that the last plan saw, and what it let go. */
    private final Set<IPAddress> seen = new HashSet<>();

    private final Map<IPAddress, Instant> cooling = new HashMap<>();

    @Property(tries = 60)
    void survivesAnyHistory(@ForAll long seed) {
        random = new Random(seed);
        cluster = new Cluster();
        asked.clear();
        seen.clear();
        cooling.clear();
        created = 0;
        cluster.group("default", POOLS.get(0), POOLS.get(3)).node("n1", "198.51.100.1");
        for (int step = 0; step < 40; step++) {
            Map<ObjectKey, Set<IPAddress>> before = shown();
            disturb();
            writeSome(before);
            if (random.nextInt(4) == 0) {
                rest();
            }
        }
    }

    private void writeSome(Map<ObjectKey, Set<IPAddress>> before) {
        AllocationPlan plan = cluster.plan();
        assertEquals(plan, cluster.plan(), "the same snapshot gives the same plan");
        Invariants invariants = new Invariants(cluster, plan);
        trackCooling(invariants);
        invariants.check(cooling);
        cluster.state = cluster.state.with(plan.releases());
        for (ServiceChange change : cluster.changes(plan)) {
            if (random.nextInt(3) != 0) {
                cluster.write(change);
            }
        }
        new Invariants(cluster, plan).noneMovedUnasked(before, asked);
    }

    private void rest() {
        Map<ObjectKey, Set<IPAddress>> unsettled = shown();
        for (int round = 0; round < 10; round++) {
            AllocationPlan plan = cluster.plan();
            Invariants invariants = new Invariants(cluster, plan);
            trackCooling(invariants);
            invariants.check(cooling);
            int written = cluster.apply(plan);
            cluster.state = cluster.state.with(plan.releases()).withOverlapsOver(Cluster.leaving(plan));
            if (written == 0 && Cluster.leaving(plan).isEmpty()) {
                break;
            }
        }
        cluster.report();
        Invariants invariants = new Invariants(cluster, cluster.plan());
        invariants.noneMovedUnasked(unsettled, asked);
        invariants.countersEqualReality();
        invariants.aRestartAtAnyPointChangesNothing();
        invariants.readingsDecideNothing();
        asked.clear();
        cluster.services.forEach((key, view) -> {
            if (Events.current(view)
                    .filter(condition -> !CONTENT.contains(condition.reason()))
                    .isPresent()) {
                asked.add(key);
            }
        });
    }

    /** Our own account of what was let go between two plans. */
    private void trackCooling(Invariants invariants) {
        Instant now = cluster.state.now();
        Set<IPAddress> shown = new HashSet<>();
        shown().values().forEach(shown::addAll);
        seen.removeAll(shown);
        seen.forEach(address -> invariants.cooldown(address).ifPresent(wait -> cooling.put(address, now.plus(wait))));
        cooling.keySet().removeAll(shown);
        cooling.replaceAll((address, until) -> invariants
                .cooldown(address)
                .map(now::plus)
                .filter(until::isAfter)
                .orElse(until));
        seen.clear();
        shown.stream()
                .filter(address -> invariants
                        .cooldown(address)
                        .filter(wait -> !wait.isZero())
                        .isPresent())
                .forEach(seen::add);
    }

    private void disturb() {
        List<String> names =
                cluster.services.keySet().stream().map(ObjectKey::name).toList();
        if (names.isEmpty() || random.nextInt(4) == 0) {
            String namespace = pick(List.of("web", "web", "other"));
            TestService service = TestService.named("s" + created).namespace(namespace);
            created++;
            cluster.service(ask(service.created(random.nextInt(50))));
            return;
        }
        String name = pick(names);
        switch (random.nextInt(10)) {
            case 0 -> cluster.delete(name);
            case 1 -> edit(name, service -> service.type(pick(List.of("ClusterIP", "LoadBalancer"))));
            case 2, 3 -> edit(name, this::ask);
            case 4 -> edit(name, service -> service.annotations(Map.of()));
            case 5, 6 -> changeGroup(pick(GROUPS));
            case 7 -> {
                cluster.withoutGroup(pick(GROUPS));
                severalMayGo();
            }
            case 8 -> cluster.wait(Duration.ofSeconds(random.nextInt(40)));
            default -> {
                cluster.report().restart();
                seen.clear();
                Invariants invariants = new Invariants(cluster, cluster.plan());
                cooling.keySet()
                        .removeIf(address -> invariants.cooldown(address).isEmpty());
            }
        }
    }

    /** A Service that shares an address with one that is edited may lose it: the older one keeps it. */
    private void edit(String name, UnaryOperator<TestService> edit) {
        ServiceView view = cluster.view(name);
        cluster.services.values().stream()
                .filter(other -> !Collections.disjoint(Invariants.shown(other), Invariants.shown(view)))
                .forEach(other -> asked.add(other.key()));
        asked.add(view.key());
        cluster.edit(name, edit);
    }

    private void changeGroup(String name) {
        TestGroup group = TestGroup.named(name)
                .created(random.nextInt(5))
                .pools(pick(POOLS), pick(POOLS))
                .cooldown(Duration.ofSeconds(random.nextInt(2) * 30L));
        if (random.nextInt(2) == 0) {
            group.local().skipIpv6Dad(random.nextBoolean());
        }
        if (random.nextInt(3) == 0) {
            group.excluding(true, "198.51.100.11", "2001:db8::2");
        }
        switch (random.nextInt(4)) {
            case 0 -> group.multiPool(true);
            case 1 -> group.balancePools();
            default -> {}
        }
        if (!name.equals("default") && random.nextInt(2) == 0) {
            group.namespaces(pick(List.of("web", "other")));
            if (random.nextBoolean()) {
                group.enforcing();
            }
        }
        cluster.group(group);
        severalMayGo();
    }

    /** Where several addresses of a family belong together is only known while their ranges are in one group. */
    private void severalMayGo() {
        cluster.services.values().stream()
                .filter(view -> Invariants.shown(view).size()
                        > Invariants.shown(view).stream()
                                .map(IpFamily::of)
                                .distinct()
                                .count())
                .forEach(view -> asked.add(view.key()));
    }

    private TestService ask(TestService service) {
        service.pin(pick(PINS))
                .group(pick(List.of("", "", "gold", "spare")))
                .sharing(pick(List.of("", "", "k", "j")))
                .ports(pick(List.of("80/TCP", "81/TCP", "82/TCP")))
                .annotate(Annotations.MULTI_POOL, pick(List.of("", "", "", "true", "false")))
                .annotate(Annotations.RE_EVALUATE, pick(List.of("", "", "", "true", "yes")));
        if (random.nextInt(4) == 0) {
            service.trafficLocal(pick(List.of("a", "b")));
        } else {
            service.trafficCluster();
        }
        return switch (random.nextInt(4)) {
            case 0 -> service.preferDual();
            case 1 -> service.requireDual();
            case 2 -> service.single(IpFamily.IPV6);
            default -> service.single(IpFamily.IPV4);
        };
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private Map<ObjectKey, Set<IPAddress>> shown() {
        Map<ObjectKey, Set<IPAddress>> shown = new HashMap<>();
        cluster.services.forEach((key, view) -> shown.put(key, Invariants.shown(view)));
        return shown;
    }
}
