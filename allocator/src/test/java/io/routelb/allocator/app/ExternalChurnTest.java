package io.routelb.allocator.app;

import static io.routelb.allocator.app.ExternalWorld.SOCKET;
import static io.routelb.allocator.app.ExternalWorld.key;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.allocator.plan.TestGroup;
import io.routelb.allocator.plan.TestService;
import io.routelb.model.IpFamily;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceView;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Services of external groups come, change and go while writes and calls fail, answers are lost and the allocator is killed. */
final class ExternalChurnTest {
    /** Anew for each try. */
    private ExternalWorld all = new ExternalWorld();

    private World world = all.world;
    private MemoryIpam ipam = all.ipam;

    @Property(tries = 60)
    void nothingGivenIsLostAndNothingShownIsReturned(@ForAll long seed) {
        Random random = new Random(seed);
        all = new ExternalWorld();
        world = all.world;
        ipam = all.ipam;
        for (int step = 0; step < 250; step++) {
            step(random, step);
            checkShownIsRecorded();
        }
        world.fate = key -> World.Fate.SUCCEEDS;
        all.settle();
        checkRecordsEqualServices();
    }

    private void step(Random random, int step) {
        world.nanos += Duration.ofMillis(random.nextInt(400)).toNanos();
        switch (random.nextInt(14)) {
            case 0, 1, 2, 3 -> user(random, step);
            case 4 -> {
                if (random.nextInt(3) == 0) {
                    world.runAll();
                    ipam.callerDies(random.nextBoolean());
                    all.restart();
                }
            }
            case 5 -> world.fate = key -> fate(random);
            case 6 -> operator(random);
            case 7, 8 -> world.deliverOne();
            case 9, 10 -> {
                if (!world.waiting.isEmpty()) {
                    world.waiting.remove(random.nextInt(world.waiting.size())).run();
                }
            }
            case 11 -> {
                if (!ipam.idle()) {
                    ipam.answer(random.nextInt(100), answered(random));
                }
            }
            default -> all.loop.round();
        }
    }

    private static MemoryIpam.Fate answered(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> MemoryIpam.Fate.IS_LOST;
            case 1 -> MemoryIpam.Fate.ANSWER_IS_LOST;
            default -> MemoryIpam.Fate.SUCCEEDS;
        };
    }

    private static World.Fate fate(Random random) {
        if (random.nextInt(4) > 0) {
            return World.Fate.SUCCEEDS;
        }
        return random.nextBoolean() ? World.Fate.FAILS : World.Fate.FAILS_AFTER_TAKING_EFFECT;
    }

    private void operator(Random random) {
        if (random.nextInt(4) == 0) {
            world.cluster.withoutGroup("other");
        } else {
            world.cluster.group(TestGroup.named("other").external("netbox", SOCKET));
        }
        world.changed();
    }

    private void user(Random random, int step) {
        List<ObjectKey> keys = world.cluster.services.keySet().stream()
                .filter(key -> !key.name().equals("witness"))
                .toList();
        if (keys.isEmpty() || random.nextBoolean()) {
            world.cluster.service(asked(random, TestService.named("s" + step).created(step)));
            world.changed(key("s" + step));
            return;
        }
        ObjectKey any = keys.get(random.nextInt(keys.size()));
        if (random.nextBoolean()) {
            world.delete(any);
        } else if (!world.cluster.view(any.name()).deleting()) {
            world.cluster.edit(any.name(), service -> asked(random, service));
            world.changed(any);
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
}
