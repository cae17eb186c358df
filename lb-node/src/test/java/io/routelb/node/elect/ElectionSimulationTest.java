package io.routelb.node.elect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.IPAddress;
import io.routelb.model.Annotations;
import io.routelb.model.ServiceView;
import io.routelb.node.elect.Simulation.Sabotage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fifty agents in virtual time. A failure names the invariant and the seed; the same seed gives the same run. */
class ElectionSimulationTest {
    /** Calm, then faults for that time, then calm again; ends early where the invariant is violated. */
    private static Simulation run(long seed, Sabotage sabotage, Duration time, String untilViolated) {
        Simulation world = new Simulation(seed, sabotage);
        world.lossRate(0.01);
        world.nodes(50);
        Faults faults = world.services(40);
        world.run(Duration.ofSeconds(15));
        long end = world.now() + time.plusSeconds(30).toNanos();
        faults.begin(1000, world.now() + time.toNanos());
        while (world.now() < end && !world.invariants().violated().contains(untilViolated)) {
            world.run(Duration.ofSeconds(1));
        }
        return world;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void everyInvariantHoldsWhateverFails(long seed) {
        Simulation world = run(seed, Sabotage.NONE, Duration.ofSeconds(60), "");
        Invariants invariants = world.invariants();
        System.out.println("seed " + seed + ": " + invariants.moves + " moves, " + invariants.checksOfVacant
                + " looks at an address that was nowhere, the longest while its first candidate was well "
                + invariants.longestVacancy / Simulation.MILLI + " ms");
        assertEquals(List.of(), invariants.violations(), "seed " + seed);
        assertTrue(invariants.moves > 30 && invariants.checksOfVacant > 100, "seed " + seed + " showed nothing");
    }

    @ParameterizedTest
    @CsvSource({
        "NO_PRECONDITIONS, neverTwoHolders, 1",
        "LONG_LIFETIMES,   neverTwoHolders, 1",
        "WALL_CLOCKS,      neverTwoHolders, 4"
    })
    void theInvariantNotices(Sabotage sabotage, String invariant, long firstSeed) {
        for (long seed = firstSeed; seed < firstSeed + 5; seed++) {
            Set<String> violated = run(seed, sabotage, Duration.ofSeconds(30), invariant)
                    .invariants()
                    .violated();
            if (violated.contains(invariant)) {
                return;
            }
        }
        throw new AssertionError(sabotage + " went unnoticed");
    }

    /** Who has the addresses that every node could have. */
    private static Map<IPAddress, String> holders(Simulation world) {
        Map<IPAddress, LocalAddress> wanted = world.plan().addresses();
        Map<IPAddress, String> holders = new TreeMap<>();
        for (SimAgent agent : world.agents().values()) {
            for (IPAddress address : agent.links.at(world.now())) {
                LocalAddress local = wanted.get(address);
                if (local != null && local.onlyNodes().isEmpty()) {
                    assertEquals(null, holders.put(address, agent.name), "two holders");
                }
            }
        }
        return holders;
    }

    /** Those that are never to move back of themselves, too. */
    @Test
    void aNodeThatIsTakenOutHandsOverAndTheLastOnesKeepWhatTheyHave() {
        Simulation world = new Simulation(7, Sabotage.NONE);
        world.nodes(5);
        world.services(60);
        for (int i = 220; i < 240; i++) {
            world.cluster()
                    .service(
                            "stays" + i,
                            "192.0.2." + i,
                            ServiceView.TrafficPolicy.CLUSTER,
                            Map.of(Annotations.NO_FAILBACK, "true"));
        }
        world.clusterChanged();
        world.run(Duration.ofSeconds(20));
        Map<IPAddress, String> before = holders(world);
        takeOut(world, "n00");
        Map<IPAddress, String> after = holders(world);
        assertEquals(before.keySet(), after.keySet());
        before.forEach((address, node) ->
                assertEquals(!node.equals("n00"), node.equals(after.get(address)), address + " of " + node));
        for (String name : List.of("n01", "n02", "n03")) {
            takeOut(world, name);
        }
        Map<IPAddress, String> last = holders(world);
        assertEquals(before.keySet(), last.keySet());
        takeOut(world, "n04");
        world.run(Duration.ofSeconds(10));
        assertEquals(last, holders(world), "nobody else is better");
        assertTrue(last.values().stream().allMatch("n04"::equals), last.toString());
        assertEquals(List.of(), world.invariants().violations());
    }

    private static void takeOut(Simulation world, String name) {
        world.cluster().node(name, true, true);
        world.clusterChanged();
        world.run(Duration.ofSeconds(3));
    }

    @Test
    void losingANodeMovesOnlyItsAddresses() {
        Simulation world = new Simulation(7, Sabotage.NONE);
        world.nodes(50);
        world.services(100);
        world.run(Duration.ofSeconds(20));
        Map<IPAddress, String> before = holders(world);
        String lost = before.values().iterator().next();
        world.agent(lost).powerOff();
        world.run(Duration.ofSeconds(12));
        Map<IPAddress, String> after = holders(world);
        assertEquals(before.keySet(), after.keySet());
        before.forEach((address, node) ->
                assertEquals(!node.equals(lost), node.equals(after.get(address)), address + " of " + node));
        world.agent(lost).start();
        world.run(Duration.ofSeconds(2));
        world.plan().addresses().values().stream()
                .filter(local -> local.failback())
                .forEach(local ->
                        assertEquals(before.get(local.address()), holders(world).get(local.address())));
        assertEquals(List.of(), world.invariants().violations());
    }
}
