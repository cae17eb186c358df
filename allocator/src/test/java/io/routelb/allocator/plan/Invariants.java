package io.routelb.allocator.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.IPAddress;
import io.routelb.model.AddressPool;
import io.routelb.model.Addresses;
import io.routelb.model.InvalidValueException;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceGroupStatus;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceView;
import io.routelb.model.ServiceView.TrafficPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What must hold of every plan, worked out from the objects in another way than the planner does. */
final class Invariants {
    private final Cluster cluster;
    private final AllocationPlan plan;
    private final List<Home> homes;

    Invariants(Cluster cluster, AllocationPlan plan) {
        this.cluster = cluster;
        this.plan = plan;
        this.homes = cluster.groups.values().stream()
                .filter(group -> inForce(group.key()))
                .flatMap(group -> pools(group).stream().map(pool -> new Home(group, pool)))
                .toList();
    }

    /** A pool in force and whose it is. */
    private record Home(ServiceGroupView group, AddressPool pool) {}

    /** An address that a Service gets, and did not show before. */
    private record Gift(ServiceView service, IPAddress address) {}

    /** Everything that is to hold of a plan whatever came before it. */
    void check(Map<IPAddress, Instant> cooling) {
        noAddressHeldTwiceWithoutASharedKeyAndSharersNeverClash();
        for (Gift gift : gifts()) {
            noneOutsideItsPoolAndExcludedIsNeverGiven(gift);
            nobodyElseStillShowsIt(gift);
            fencesHold(gift);
            coolingIsNotReused(gift, cooling);
        }
    }

    private List<Gift> gifts() {
        return plan.services().entrySet().stream()
                .flatMap(entry -> held(entry.getValue()).map(address -> new Gift(service(entry.getKey()), address)))
                .filter(gift -> !shown(gift.service()).contains(gift.address()))
                .toList();
    }

    void noAddressHeldTwiceWithoutASharedKeyAndSharersNeverClash() {
        Map<IPAddress, Set<ServiceView>> holders = new HashMap<>();
        plan.services()
                .forEach((key, decision) -> held(decision)
                        .forEach(address -> holders.computeIfAbsent(address, any -> new HashSet<>())
                                .add(service(key))));
        holders.forEach((address, services) -> services.forEach(one -> services.stream()
                .filter(other -> !other.key().equals(one.key()))
                .forEach(other -> assertTrue(
                        mayShare(one, other), () -> address + " is held by " + one.key() + " and " + other.key()))));
    }

    private static boolean mayShare(ServiceView one, ServiceView other) {
        String key = one.annotation("purelb.io/allow-shared-ip");
        boolean local = one.externalTrafficPolicy() == TrafficPolicy.LOCAL;
        boolean sameEndpoints = one.key().namespace().equals(other.key().namespace())
                && one.selector().equals(other.selector())
                && !one.selector().isEmpty();
        return !key.isEmpty()
                && key.equals(other.annotation("purelb.io/allow-shared-ip"))
                && Collections.disjoint(one.ports(), other.ports())
                && one.externalTrafficPolicy() == other.externalTrafficPolicy()
                && (!local || sameEndpoints);
    }

    private void noneOutsideItsPoolAndExcludedIsNeverGiven(Gift gift) {
        assertTrue(
                home(gift.address())
                        .filter(home -> home.pool().offers(gift.address()))
                        .isPresent(),
                () -> gift + " is offered by nobody");
    }

    private void nobodyElseStillShowsIt(Gift gift) {
        plan.services().forEach((key, decision) -> {
            boolean letsGo = shown(service(key)).contains(gift.address())
                    && held(decision).noneMatch(gift.address()::equals);
            assertTrue(!letsGo, () -> gift + " is still shown by " + key);
        });
    }

    private void fencesHold(Gift gift) {
        String namespace = gift.service().key().namespace();
        ServiceGroupView from = home(gift.address()).orElseThrow().group();
        boolean listed = from.namespaces().contains(namespace);
        boolean fenced = cluster.groups.values().stream()
                .anyMatch(group ->
                        group.policy().enforceNamespaces() && group.namespaces().contains(namespace));
        assertTrue(listed || !(fenced || from.policy().enforceNamespaces()), () -> gift + " crosses a fence");
    }

    private void coolingIsNotReused(Gift gift, Map<IPAddress, Instant> cooling) {
        Instant until = cooling.getOrDefault(gift.address(), Instant.MIN);
        boolean named = gift.service()
                .annotation("purelb.io/addresses")
                .contains(gift.address().toCanonicalString());
        assertTrue(named || !until.isAfter(cluster.state.now()), () -> gift + " cools until " + until);
    }

    /** No Service loses an address, except those that asked for something else. */
    void noneMovedUnasked(Map<ObjectKey, Set<IPAddress>> before, Set<ObjectKey> asked) {
        before.forEach((key, addresses) -> {
            if (!asked.contains(key) && cluster.services.containsKey(key)) {
                assertTrue(
                        shown(service(key)).containsAll(addresses),
                        () -> key + " moved from " + addresses + " to " + shown(service(key)));
            }
        });
    }

    /** Once all is written, the groups' numbers are what the Services show. */
    void countersEqualReality() {
        Set<IPAddress> shown = cluster.services.values().stream()
                .flatMap(view -> shown(view).stream())
                .collect(Collectors.toSet());
        Set<IPAddress> notFree = new HashSet<>(shown);
        notFree.addAll(plan.releases().cooling().keySet());
        long counted = 0;
        for (Map.Entry<ObjectKey, AllocationPlan.GroupReport> entry :
                plan.groups().entrySet()) {
            ServiceGroupStatus status = entry.getValue().status();
            counted += status.allocatedIPv4() + status.allocatedIPv6();
            if (status.conditions().getFirst().status()) {
                List<AddressPool> pools = pools(cluster.groups.get(entry.getKey()));
                long size = pools.stream()
                        .mapToLong(pool -> pool.size().longValueExact())
                        .sum();
                long available = status.availableIPv4().orElseThrow()
                        + status.availableIPv6().orElseThrow();
                long taken = pools.stream()
                        .mapToLong(pool -> notFree.stream().filter(pool::offers).count())
                        .sum();
                assertEquals(size - taken, available, () -> "available in " + entry.getKey());
                long within = shown.stream()
                        .filter(address -> pools.stream().anyMatch(pool -> pool.contains(address)))
                        .count();
                assertTrue(status.allocatedIPv4() + status.allocatedIPv6() >= within, () -> "in " + entry.getKey());
            }
        }
        assertTrue(counted <= shown.size(), "no address is counted twice");
        assertEquals(
                shown,
                plan.services().values().stream().flatMap(Invariants::held).collect(Collectors.toSet()),
                "all that is shown is held");
    }

    /** Once all is written, a new leader who remembers nothing finds nothing to do. */
    void aRestartAtAnyPointChangesNothing() {
        PlanState state = PlanState.at(cluster.state.now())
                .with(Releases.resumed(cluster.snapshot(), Cluster.SETTINGS.installNamespace()));
        AllocationPlan fresh = AllocationPlanner.plan(cluster.snapshot(), Cluster.SETTINGS, state);
        assertEquals(List.of(), cluster.changes(fresh));
    }

    /** What was kept from plans before saves time and decides nothing. */
    void readingsDecideNothing() {
        AllocationPlan anew = AllocationPlanner.plan(cluster.snapshot(), Cluster.SETTINGS, cluster.state);
        assertEquals(anew, cluster.plan());
    }

    /** How long a freed address of that group is to be left alone; zero outside every group. */
    Optional<Duration> cooldown(IPAddress address) {
        return home(address).map(home -> home.group().policy().releaseCooldown());
    }

    private Optional<Home> home(IPAddress address) {
        return homes.stream().filter(home -> home.pool().contains(address)).findFirst();
    }

    private boolean inForce(ObjectKey group) {
        AllocationPlan.GroupReport report = plan.groups().get(group);
        return report != null && report.status().conditions().getFirst().status();
    }

    private static List<AddressPool> pools(@Nullable ServiceGroupView group) {
        if (group == null) {
            throw new IllegalStateException("a report on no group");
        }
        return group.pools().stream().map(Invariants::parsed).toList();
    }

    private static AddressPool parsed(ServiceGroupView.PoolText text) {
        try {
            return AddressPool.parse(text);
        } catch (InvalidValueException e) {
            throw new IllegalStateException("in force with " + text, e);
        }
    }

    private ServiceView service(ObjectKey key) {
        ServiceView view = cluster.services.get(key);
        if (view == null) {
            throw new IllegalStateException("a decision about no Service: " + key);
        }
        return view;
    }

    private static Stream<IPAddress> held(Decision decision) {
        return decision instanceof Decision.Holding holding
                ? Stream.concat(holding.addresses().stream(), holding.leaving().stream())
                : Stream.of();
    }

    static Set<IPAddress> shown(ServiceView view) {
        return view.ingress().stream().map(entry -> Addresses.of(entry.ip())).collect(Collectors.toSet());
    }
}
