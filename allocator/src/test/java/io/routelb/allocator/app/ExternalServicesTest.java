package io.routelb.allocator.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prometheus.client.CollectorRegistry;
import io.routelb.allocator.apply.AllocatorMetrics;
import io.routelb.allocator.apply.Workers;
import io.routelb.allocator.plan.Cluster;
import io.routelb.allocator.plan.IpamClaims;
import io.routelb.allocator.plan.ServiceChange;
import io.routelb.allocator.plan.TestGroup;
import io.routelb.allocator.plan.TestService;
import io.routelb.kube.write.LeaderLease;
import io.routelb.model.Annotations;
import io.routelb.model.IpFamily;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Services of external groups in the loop: nothing is asked without a claim, nothing given is lost, whatever fails when. */
final class ExternalServicesTest {
    private static final String SOCKET = "/run/purelb/ipam.sock";
    private static final LeaderLease.Term TERM = new LeaderLease.Term("t", true);

    private World world = world();
    private MemoryIpam ipam = ipam();
    private AllocatorLoop loop = loop(TERM);

    @Test
    void aServiceCarriesItsClaimBeforeTheIpamIsAsked() {
        world.cluster.service(TestService.named("a").group("ext"));
        world.changed();
        world.deliverAll();
        loop.round();
        assertTrue(ipam.idle() || ipam.calls.isEmpty());
        world.runAll();

        assertEquals(Set.of(IpamClaims.FINALIZER), world.cluster.view("a").finalizers());
        assertEquals("ext?4@" + SOCKET, world.cluster.view("a").annotation(Annotations.IPAM_CLAIMS));
        assertEquals(Optional.of("WaitingForIpam"), reason("a"));

        settle();
        assertEquals(List.of("203.0.113.1"), world.cluster.addresses("a"));
        assertEquals("ext", world.cluster.view("a").annotation(Annotations.ALLOCATED_FROM));
        assertEquals("ext=203.0.113.1@" + SOCKET, world.cluster.view("a").annotation(Annotations.IPAM_CLAIMS));
        assertEquals(Optional.of("Allocated"), reason("a"));
        assertEquals(List.of("allocate a"), ipam.calls);
    }

    @Test
    void aDeletedServiceGoesWhenTheAddressIsBack() {
        serve("a");
        world.delete(key("a"));
        world.deliverAll();
        loop.round();
        assertEquals(Set.of("203.0.113.1"), ipam.of(key("a")));
        world.runAll();
        assertEquals(List.of(), world.cluster.addresses("a"));
        assertEquals(Set.of("203.0.113.1"), ipam.of(key("a")), "shown no more, and not yet returned");

        settle();
        assertFalse(world.cluster.services.containsKey(key("a")));
        assertEquals(List.of("allocate a", "release a all"), ipam.calls);
    }

    @Test
    void aDeadSidecarKeepsADeletedServiceAndSaysSoAndNobodyElseWaits() {
        serve("a");
        world.delete(key("a"));
        world.cluster.service(TestService.named("b"));
        world.changed(key("b"));
        goRound(40, true);

        assertEquals(List.of("198.51.100.10"), world.cluster.addresses("b"));
        assertTrue(world.cluster.view("a").deleting());
        assertEquals(List.of(), world.cluster.addresses("a"));
        assertEquals(Optional.of("WaitingForIpamRelease"), reason("a"));
        assertEquals(
                1,
                world.events.stream().filter("a WaitingForIpamRelease"::equals).count());

        settle();
        assertFalse(world.cluster.services.containsKey(key("a")));
        assertEquals(Set.of(), ipam.of(key("a")));
    }

    @Test
    void aServiceThatIsNoLoadBalancerAnyMoreCarriesNothing() {
        serve("a");
        world.cluster.edit("a", service -> service.type("ClusterIP"));
        world.changed(key("a"));
        settle();

        assertEquals(Set.of(), world.cluster.view("a").finalizers());
        assertEquals("", world.cluster.view("a").annotation(Annotations.IPAM_CLAIMS));
        assertEquals(Optional.empty(), reason("a"));
        assertEquals(Set.of(), ipam.of(key("a")));
    }

    @Test
    void aMoveShowsTheNewAddressBeforeTheOldIsReturned() {
        serve("a");
        world.cluster.edit("a", service -> service.group("default"));
        world.changed(key("a"));
        goRound(3, false);
        assertEquals(List.of("198.51.100.10", "203.0.113.1"), world.cluster.addresses("a"));
        assertEquals(Set.of("203.0.113.1"), ipam.of(key("a")));

        settle();
        assertEquals(List.of("198.51.100.10"), world.cluster.addresses("a"));
        assertEquals(Set.of(), ipam.of(key("a")));
        assertEquals(Set.of(), world.cluster.view("a").finalizers());
    }

    @Test
    void aFamilyLessIsReturnedAlone() {
        world.cluster.service(TestService.named("a").group("ext").preferDual());
        world.changed();
        settle();
        assertEquals(List.of("203.0.113.1", "2001:db8:e::1"), world.cluster.addresses("a"));

        world.cluster.edit("a", service -> service.single(IpFamily.IPV4));
        world.changed(key("a"));
        settle();
        assertEquals(List.of("203.0.113.1"), world.cluster.addresses("a"));
        assertEquals(Set.of("203.0.113.1"), ipam.of(key("a")));
        assertTrue(ipam.calls.contains("release a 2001:db8:e::1"));
    }

    @Test
    void aPinIsAskedForByNameAndAnotherPinReturnsTheFirst() {
        world.cluster.service(TestService.named("a").group("ext").pin("203.0.113.3"));
        world.changed();
        settle();
        assertEquals(List.of("203.0.113.3"), world.cluster.addresses("a"));

        world.cluster.edit("a", service -> service.pin("203.0.113.2"));
        world.changed(key("a"));
        settle();
        assertEquals(List.of("203.0.113.2"), world.cluster.addresses("a"));
        assertEquals(Set.of("203.0.113.2"), ipam.of(key("a")));
    }

    @Test
    void aGroupThatIsGoneIsRemembered() {
        serve("a");
        world.cluster.withoutGroup("ext");
        world.changed();
        settle();
        assertEquals(List.of("203.0.113.1"), world.cluster.addresses("a"), "A8: it keeps what it has");

        loop = loop(TERM);
        world.delete(key("a"));
        settle();
        assertFalse(world.cluster.services.containsKey(key("a")));
        assertEquals(Set.of(), ipam.of(key("a")));
    }

    @Test
    void aSocketThatNoGroupEverNamedIsNotConnectedTo() {
        world.cluster.service(TestService.named("a")
                .type("ClusterIP")
                .finalizers(IpamClaims.FINALIZER)
                .annotate(Annotations.IPAM_CLAIMS, "gone@/etc/other.sock"));
        world.changed();
        settle();

        assertEquals(List.of(), ipam.calls);
        assertEquals(Optional.of("WaitingForIpamRelease"), reason("a"));
    }

    @Test
    void anotherAllocatorsServiceIsTakenOver() {
        ipam.records.get("ext").put(io.routelb.model.Addresses.of("203.0.113.4"), key("a"));
        world.cluster.service(TestService.named("a").group("ext").holding("ext", "203.0.113.4"));
        world.changed();
        settle();
        assertEquals(List.of("203.0.113.4"), world.cluster.addresses("a"));
        assertEquals(Set.of(IpamClaims.FINALIZER), world.cluster.view("a").finalizers());

        world.delete(key("a"));
        settle();
        assertEquals(Set.of(), ipam.of(key("a")));
    }

    @Test
    void anAddressOfAnotherGroupIsReturnedAndNotUsed() {
        ipam.pool("ext", "198.51.100.1", "2001:db8:e::", 1);
        world.cluster.service(TestService.named("a").group("ext"));
        world.changed();
        settle();

        assertEquals(List.of(), world.cluster.addresses("a"));
        assertEquals(Optional.of("IpamAddressUnusable"), reason("a"));
        assertEquals(Set.of(), ipam.of(key("a")));
    }

    @Test
    void aFullPoolServesTheNextAsSoonAsAnAddressIsBack() {
        ipam.pool("ext", "203.0.113.", "2001:db8:e::", 1);
        serve("a");
        world.cluster.service(TestService.named("b").group("ext"));
        world.changed(key("b"));
        settle();
        assertEquals(Optional.of("IpamRefused"), reason("b"));

        world.delete(key("a"));
        for (int round = 0; round < 10; round++) {
            goRoundIn(Duration.ofMillis(50), false);
        }
        assertEquals(List.of("203.0.113.1"), world.cluster.addresses("b"));
    }

    @Property(tries = 60)
    void nothingGivenIsLostAndNothingShownIsReturned(@ForAll long seed) {
        Random random = new Random(seed);
        world = world();
        ipam = ipam();
        loop = loop(TERM);
        for (int step = 0; step < 250; step++) {
            step(random, step);
            checkShownIsRecorded();
        }
        world.fate = key -> World.Fate.SUCCEEDS;
        settle();
        checkRecordsEqualServices();
    }

    private void step(Random random, int step) {
        world.nanos += Duration.ofMillis(random.nextInt(400)).toNanos();
        List<ObjectKey> keys = world.cluster.services.keySet().stream()
                .filter(key -> !key.name().equals("witness"))
                .toList();
        Optional<ObjectKey> any =
                keys.isEmpty() ? Optional.empty() : Optional.of(keys.get(random.nextInt(keys.size())));
        switch (random.nextInt(14)) {
            case 0, 1 -> {
                world.cluster.service(
                        asked(random, TestService.named("s" + step).created(step)));
                world.changed(key("s" + step));
            }
            case 2 -> any.ifPresent(world::delete);
            case 3 ->
                any.filter(key -> !world.cluster.view(key.name()).deleting()).ifPresent(key -> {
                    world.cluster.edit(key.name(), service -> asked(random, service));
                    world.changed(key);
                });
            case 4 -> {
                if (random.nextInt(3) == 0) {
                    world.runAll();
                    ipam.callerDies(random.nextBoolean());
                    loop = loop(TERM);
                }
            }
            case 5 ->
                world.fate = key -> random.nextInt(4) > 0
                        ? World.Fate.SUCCEEDS
                        : random.nextBoolean() ? World.Fate.FAILS : World.Fate.FAILS_AFTER_TAKING_EFFECT;
            case 6 -> {
                if (random.nextInt(4) == 0) {
                    world.cluster.withoutGroup("other");
                } else {
                    world.cluster.group(TestGroup.named("other").external("netbox", SOCKET));
                }
                world.changed();
            }
            case 7, 8 -> world.deliverOne();
            case 9, 10 -> {
                if (!world.waiting.isEmpty()) {
                    world.waiting.remove(random.nextInt(world.waiting.size())).run();
                }
            }
            case 11 -> {
                if (!ipam.idle()) {
                    ipam.answer(random.nextInt(100), MemoryIpam.Fate.values()[Math.max(0, random.nextInt(6) - 3)]);
                }
            }
            default -> loop.round();
        }
    }

    private static TestService asked(Random random, TestService service) {
        TestService asking = service.type("LoadBalancer").pin("");
        asking = switch (random.nextInt(5)) {
            case 0 -> asking.type("ClusterIP");
            case 1 -> asking.preferDual();
            case 2 -> asking.requireDual();
            default -> asking.single(IpFamily.IPV4);
        };
        return switch (random.nextInt(6)) {
            case 0 -> asking.group("default");
            case 1 -> asking.group("other");
            case 2 -> asking.group("ext").single(IpFamily.IPV4).pin("203.0.113." + (1 + random.nextInt(4)));
            default -> asking.group("ext");
        };
    }

    /** What a status shows of an IPAM's address is on record there for that Service, at every instant. */
    private void checkShownIsRecorded() {
        for (ServiceView view : world.cluster.services.values()) {
            Set<String> recorded = ipam.of(view.key());
            for (String address : external(view)) {
                assertTrue(recorded.contains(address), () -> view.key() + " shows " + address + ", not on record");
            }
        }
    }

    private void checkRecordsEqualServices() {
        Set<String> recorded = ipam.records.values().stream()
                .flatMap(pool -> pool.entrySet().stream())
                .map(entry -> entry.getValue() + " " + entry.getKey().toCanonicalString())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> shown = new TreeSet<>();
        for (ServiceView view : world.cluster.services.values()) {
            Set<String> addresses = external(view);
            addresses.forEach(address -> shown.add(view.key() + " " + address));
            assertFalse(view.deleting(), () -> view.key() + " still waits: " + view.annotations());
            if (!view.isLoadBalancer()) {
                assertEquals(Set.of(), view.finalizers());
            }
        }
        assertEquals(shown, recorded);
    }

    private static Set<String> external(ServiceView view) {
        return view.ingress().stream()
                .map(ServiceView.Ingress::ip)
                .filter(ip -> ip.startsWith("203.0.113.") || ip.startsWith("2001:db8:"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void serve(String name) {
        world.cluster.service(TestService.named(name).group("ext"));
        world.changed(key(name));
        settle();
        assertEquals(List.of("203.0.113.1"), world.cluster.addresses(name));
    }

    /** Every write and call succeeds, and time passes. */
    private void settle() {
        goRound(60, false);
        for (int round = 0; round < 20; round++) {
            goRoundIn(Duration.ZERO, false);
        }
    }

    private void goRound(int rounds, boolean sidecarIsDead) {
        for (int round = 0; round < rounds; round++) {
            goRoundIn(Duration.ofMillis(100L << Math.min(round / 4, 12)), sidecarIsDead);
        }
    }

    private void goRoundIn(Duration time, boolean sidecarIsDead) {
        world.deliverAll();
        loop.round();
        world.runAll();
        while (sidecarIsDead && !ipam.idle()) {
            ipam.answer(0, MemoryIpam.Fate.IS_LOST);
        }
        ipam.answerAll();
        world.nanos += time.toNanos();
    }

    private Optional<String> reason(String name) {
        return world.cluster.view(name).conditions().stream()
                .filter(condition -> condition.type().equals(ServiceChange.CONDITION))
                .map(io.routelb.model.Condition::reason)
                .findFirst();
    }

    private static ObjectKey key(String name) {
        return new ObjectKey("web", name);
    }

    private static World world() {
        World world = World.touchedIn(TERM);
        world.cluster.group("default", "198.51.100.10-198.51.100.40 198.51.100.0/24");
        world.cluster.group(TestGroup.named("ext").external("netbox", SOCKET));
        world.changed();
        return world;
    }

    private static MemoryIpam ipam() {
        return new MemoryIpam()
                .pool("ext", "203.0.113.", "2001:db8:e::", 4)
                .pool("other", "203.0.113.10", "2001:db8:f::", 4);
    }

    private AllocatorLoop loop(LeaderLease.Term term) {
        return new AllocatorLoop(
                new AllocatorLoop.Cluster(() -> true, () -> Optional.of(term), world::seen),
                world,
                new Workers(world, () -> {}),
                world.ipam(ipam),
                new AllocatorMetrics(new CollectorRegistry()),
                Cluster.SETTINGS,
                () -> world.nanos,
                Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    }
}
