package io.routelb.allocator.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.IPAddress;
import io.routelb.model.AddressPool;
import io.routelb.model.Addresses;
import io.routelb.model.Condition;
import io.routelb.model.InvalidValueException;
import io.routelb.model.IpFamily;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceGroupStatus;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Whatever users do, in whatever order, with writes failing at random and the allocator starting afresh each round: no address twice,
 * none from outside its pool, nothing moves unasked, the counters equal reality, and the plan comes to rest.
 */
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
            "", "", "198.51.100.11", "203.0.113.2", "2001:db8::2", "198.51.100.12,2001:db8::3", "192.0.2.1", "rubbish");

    private final Cluster cluster = new Cluster();
    private Random random = new Random(0);
    private int created;

    @Property(tries = 150)
    void survivesAnyHistory(@ForAll long seed) {
        random = new Random(seed);
        cluster.services.clear();
        cluster.groups.clear();
        pendingRequests.clear();
        created = 0;
        cluster.group("default", POOLS.get(0), POOLS.get(3));
        for (int step = 0; step < 40; step++) {
            Map<ObjectKey, List<String>> before = shown();
            Set<ObjectKey> touched = disturb();
            writeSome(touched, before);
            if (random.nextInt(4) == 0) {
                Map<ObjectKey, List<String>> unsettled = shown();
                cluster.settle();
                checkNothingMoved(unsettled, pendingRequests);
                forgetRequestsMet();
                checkCounters();
            }
        }
    }

    /** A request that was refused stands, and moves the Service when it can be met. */
    private void forgetRequestsMet() {
        pendingRequests.clear();
        cluster.services.forEach((key, view) -> {
            Set<String> reasons =
                    view.conditions().stream().map(Condition::reason).collect(Collectors.toSet());
            if (!Set.of("Allocated", "AddressOutsidePools").containsAll(reasons)) {
                pendingRequests.add(key);
            }
        });
    }

    /** Services edited since the cluster last came to rest, or not content then: what they hold may change. */
    private final Set<ObjectKey> pendingRequests = new HashSet<>();

    private void writeSome(Set<ObjectKey> touched, Map<ObjectKey, List<String>> before) {
        pendingRequests.addAll(touched);
        AllocationPlan plan = cluster.plan();
        assertEquals(plan, cluster.plan(), "the same snapshot gives the same plan");
        checkAssignments(plan);
        for (ServiceChange change : cluster.changes(plan)) {
            if (random.nextInt(3) != 0) {
                cluster.write(change);
            }
        }
        checkNoAddressTwice();
        checkNothingMoved(before, pendingRequests);
    }

    private Set<ObjectKey> disturb() {
        List<String> names =
                cluster.services.keySet().stream().map(ObjectKey::name).toList();
        if (names.isEmpty() || random.nextInt(3) == 0) {
            TestService service = ask(TestService.named("s" + created).created(random.nextInt(50)));
            created++;
            cluster.service(service);
            return Set.of(service.view().key());
        }
        String name = pick(names);
        switch (random.nextInt(6)) {
            case 0 -> cluster.delete(name);
            case 1 -> cluster.edit(name, service -> service.type(pick(List.of("ClusterIP", "LoadBalancer"))));
            case 2 -> cluster.edit(name, this::ask);
            case 3 -> cluster.edit(name, service -> service.annotations(Map.of()));
            case 4 -> cluster.group(pick(GROUPS), pick(POOLS), pick(POOLS));
            default -> cluster.withoutGroup(pick(GROUPS));
        }
        return Set.of(new ObjectKey("web", name));
    }

    private TestService ask(TestService service) {
        service.pin(pick(PINS)).group(pick(List.of("", "", "gold", "spare")));
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

    private Map<ObjectKey, List<String>> shown() {
        Map<ObjectKey, List<String>> shown = new HashMap<>();
        cluster.services.forEach((key, view) -> shown.put(key, cluster.addresses(key.name())));
        return shown;
    }

    private void checkNoAddressTwice() {
        Set<String> seen = new HashSet<>();
        for (ServiceView view : cluster.services.values()) {
            for (ServiceView.Ingress ingress : view.ingress()) {
                assertTrue(seen.add(ingress.ip()), () -> ingress.ip() + " is held twice");
            }
        }
    }

    private void checkNothingMoved(Map<ObjectKey, List<String>> before, Set<ObjectKey> touched) {
        for (Map.Entry<ObjectKey, List<String>> entry : before.entrySet()) {
            if (!touched.contains(entry.getKey()) && cluster.services.containsKey(entry.getKey())) {
                List<String> now = cluster.addresses(entry.getKey().name());
                assertTrue(
                        now.containsAll(entry.getValue()),
                        () -> entry.getKey() + " moved from " + entry.getValue() + " to " + now);
            }
        }
    }

    /** A new address comes from a group in force, and RequireDualStack never gets one alone. */
    private void checkAssignments(AllocationPlan plan) {
        plan.services().forEach((key, decision) -> {
            if (decision instanceof Decision.Assign assign) {
                ServiceView view = cluster.view(key.name());
                for (IPAddress address : assign.addresses()) {
                    boolean had = cluster.addresses(key.name()).contains(address.toCanonicalString());
                    assertTrue(had || inForce(plan, address), () -> key + " gets " + address + " from nowhere");
                }
                boolean alone = view.ipFamilyPolicy() == ServiceView.IpFamilyPolicy.REQUIRE_DUAL_STACK
                        && view.ingress().isEmpty()
                        && assign.addresses().size() < 2;
                assertTrue(!alone, () -> key + " wants both families and gets " + assign.addresses());
            }
        });
    }

    private boolean inForce(AllocationPlan plan, IPAddress address) {
        return plan.groups().entrySet().stream()
                .filter(entry ->
                        entry.getValue().status().conditions().getFirst().status())
                .anyMatch(entry -> pools(entry.getKey()).stream().anyMatch(pool -> pool.contains(address)));
    }

    private List<AddressPool> pools(ObjectKey group) {
        List<AddressPool> pools = new ArrayList<>();
        ServiceGroupView view = cluster.groups.get(group);
        if (view == null) {
            throw new IllegalStateException("no group " + group);
        }
        for (ServiceGroupView.PoolText text : view.pools()) {
            try {
                pools.add(AddressPool.parse(text));
            } catch (InvalidValueException e) {
                throw new IllegalStateException("in force with " + text, e);
            }
        }
        return pools;
    }

    private void checkCounters() {
        AllocationPlan plan = cluster.plan();
        plan.groups().forEach((group, report) -> {
            ServiceGroupStatus status = report.status();
            if (!status.conditions().getFirst().status()) {
                return;
            }
            List<AddressPool> pools = pools(group);
            long inPools = cluster.services.values().stream()
                    .flatMap(view -> view.ingress().stream())
                    .map(ingress -> Addresses.of(ingress.ip()))
                    .filter(address -> pools.stream().anyMatch(pool -> pool.contains(address)))
                    .count();
            long size = pools.stream()
                    .mapToLong(pool -> pool.size().longValueExact())
                    .sum();
            long available = status.availableIPv4().orElseThrow()
                    + status.availableIPv6().orElseThrow();
            assertEquals(size - inPools, available, () -> "available in " + group);
            assertTrue(status.allocatedIPv4() + status.allocatedIPv6() >= inPools, () -> "allocated in " + group);
        });
        long held = cluster.services.values().stream()
                .mapToLong(view -> view.ingress().size())
                .sum();
        long counted = plan.services().values().stream()
                .mapToLong(decision -> decision instanceof Decision.Holding holding
                        ? holding.addresses().size()
                        : 0)
                .sum();
        assertEquals(held, counted, "addresses held");
    }
}
