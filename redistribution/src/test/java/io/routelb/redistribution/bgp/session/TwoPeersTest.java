package io.routelb.redistribution.bgp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** Two whole peers joined by links of random delay under a virtual clock: hours of protocol in milliseconds. */
class TwoPeersTest {
    private static World world(long seed) {
        return new World(
                new Random(seed),
                Sessions.config(64512, "10.0.0.1", Sessions.exactly(65010), 90, false),
                Sessions.config(65010, "10.0.0.2", Sessions.exactly(64512), 30, false));
    }

    @Property(tries = 100)
    void peersThatDialEachOtherAtOnceEndUpWithExactlyOneSession(@ForAll @LongRange(min = 0) long seed) {
        World world = world(seed);
        world.peer(0).start();
        world.after(world.random.nextInt(60), world.peer(1)::start);
        world.run(Duration.ofSeconds(2)); // before anybody dials a second time
        assertEstablishedOnce(world);
        int ups = world.peer(0).ups();
        world.run(Duration.ofHours(1));
        assertEstablishedOnce(world);
        assertEquals(ups, world.peer(0).ups(), "the session is stable");
    }

    private static void assertEstablishedOnce(World world) {
        for (int i = 0; i < 2; i++) {
            World.Peer peer = world.peer(i);
            assertTrue(peer.state().established(), "peer " + i + " " + peer.state() + peer.faults());
            assertEquals(1, peer.pipes().size(), "peer " + i + " " + peer.state());
        }
        assertEquals(
                world.peer(0).pipes().values().iterator().next(),
                world.peer(1).pipes().values().iterator().next(),
                "both hold the same connection");
    }

    @Property(tries = 50)
    void aPeerThatFallsSilentIsNoticedAfterTheHoldTimeAndComesBack(@ForAll @LongRange(min = 0) long seed) {
        World world = world(seed);
        world.peer(0).start();
        world.peer(1).start();
        world.run(Duration.ofMinutes(5));
        world.peer(1).frozen = true;
        world.run(Duration.ofSeconds(31));
        assertTrue(world.peer(0).faults().getLast().contains("Hold Timer Expired (4/0)")
                || world.peer(0).faults().contains("peer went silent: Hold Timer Expired (4/0)"));
        world.peer(1).frozen = false;
        world.peer(1).stop();
        world.peer(1).start();
        world.run(Duration.ofMinutes(5));
        assertEstablishedOnce(world);
    }

    @Property(tries = 50)
    void aPeerThatTalksAndReadsNothingIsGivenUpAfterTheSendHoldTime(@ForAll @LongRange(min = 0) long seed) {
        World world = world(seed);
        world.peer(0).start();
        world.peer(1).start();
        world.run(Duration.ofMinutes(5));
        World.Peer patient = world.peer(0);
        int faults = patient.faults().size();
        world.peer(1).deaf = true;
        world.run(Duration.ofMinutes(7));
        assertTrue(patient.state().established(), "not before its time");
        assertEquals(faults, patient.faults().size());
        world.run(Duration.ofSeconds(62));
        assertTrue(
                patient.faults().contains("peer takes nothing we send: Send Hold Timer Expired (8/0)"),
                patient.faults()::toString);
    }

    @Example
    void aStoppedPeerStaysAwayAndSaysFarewell() {
        World world = world(1);
        world.peer(0).start();
        world.peer(1).start();
        world.run(Duration.ofMinutes(5));
        world.peer(1).stop();
        world.run(Duration.ofSeconds(1));
        assertTrue(world.peer(0)
                .faults()
                .contains("peer closed: Cease/Administrative Shutdown (6/2), saying \"RouteLB stops on this node\""));
        assertTrue(world.peer(1).pipes().isEmpty());
    }
}
