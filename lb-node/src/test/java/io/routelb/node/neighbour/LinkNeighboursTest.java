package io.routelb.node.neighbour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv6.IPv6Address;
import io.routelb.model.Addresses;
import io.routelb.node.neighbour.LinkNeighbours.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LinkNeighboursTest {
    private static final IPAddress ONE = Addresses.of("fe80::1");
    private static final IPAddress TWO = Addresses.of("fe80::2");
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final List<String> sent = new ArrayList<>();
    private long now;
    private double chance;
    private final LinkNeighbours link = new LinkNeighbours(now, () -> chance);
    /** Who answers solicitations, and advertises every ten seconds. */
    private Set<IPAddress> alive = Set.of();

    /** Goes through that time as the clock does. */
    private void pass(Duration time) {
        long end = now + time.toNanos();
        while (true) {
            for (Message each : link.poll(now)) {
                sent.add(now / SECOND + " " + each);
                if (each == Message.SOLICITATION) {
                    alive.forEach(router -> link.advertisement(router, now));
                }
            }
            long wait = Math.max(1, link.nanosToNext(now));
            if (now + wait > end) {
                now = end;
                return;
            }
            now += wait;
        }
    }

    private List<String> sent(Message message) {
        return sent.stream()
                .filter(each -> each.endsWith(" " + message))
                .map(each -> each.substring(0, each.indexOf(' ')))
                .toList();
    }

    private void hear(IPAddress... routers) {
        for (IPAddress each : routers) {
            link.advertisement(each, now);
        }
    }

    @Test
    void advertisesAtOnceAndThenWithinTheIntervalForAsLongAsItLooks() {
        pass(Duration.ofSeconds(10));
        assertEquals(List.of("0", "3", "6", "9"), sent(Message.ADVERTISEMENT), "the shortest wait");
        sent.clear();
        chance = 0.999_999;
        pass(Duration.ofSeconds(30));
        assertEquals(3, sent(Message.ADVERTISEMENT).size(), "the longest wait");
    }

    @Test
    void asksLessAndLessOftenUntilSomebodyIsHeardAndThenNoMore() {
        chance = 0.5;
        pass(Duration.ofSeconds(70));
        assertEquals(List.of("0", "4", "12", "28", "60"), sent(Message.SOLICITATION));
        assertEquals(Optional.empty(), link.neighbour());
        hear(ONE);
        sent.clear();
        pass(Duration.ofHours(1));
        assertEquals(List.of(), sent(Message.SOLICITATION));
        assertEquals(Optional.of(ONE), link.neighbour(), "for as long as no other comes");
    }

    @Test
    void answersASolicitationSoonButNeverMoreThanEveryThreeSeconds() {
        chance = 0.9;
        pass(Duration.ofSeconds(5));
        sent.clear();
        link.solicitation(now);
        assertEquals((long) (0.9 * 0.5 * SECOND), link.nanosToNext(now), "RFC 4861 section 6.2.6");
        pass(Duration.ofMillis(500));
        assertEquals(1, sent(Message.ADVERTISEMENT).size());
        for (int i = 0; i < 1000; i++) {
            link.solicitation(now);
            pass(Duration.ofMillis(10));
        }
        assertEquals(4, sent(Message.ADVERTISEMENT).size(), "the flood took ten seconds");
    }

    @Test
    void advertisesToWhoeverIsNewForItLooksForUs() {
        chance = 0.5;
        pass(Duration.ofSeconds(5));
        sent.clear();
        hear(ONE);
        pass(Duration.ofSeconds(1));
        assertEquals(List.of("5"), sent(Message.ADVERTISEMENT));
    }

    @Test
    void followsANeighbourToItsNewAddressWithinSeconds() {
        hear(ONE);
        pass(Duration.ofMinutes(1));
        alive = Set.of(TWO);
        hear(TWO);
        pass(Duration.ofSeconds(6));
        assertEquals(Optional.of(ONE), link.neighbour(), "one silence is none");
        pass(Duration.ofSeconds(5));
        assertEquals(Optional.of(TWO), link.neighbour());
        assertEquals(List.of(), link.others());
        sent.clear();
        pass(Duration.ofMinutes(5));
        assertEquals(List.of(), sent(Message.SOLICITATION));
    }

    @Test
    void onlySilencesInARowCount() {
        hear(ONE);
        pass(Duration.ofSeconds(60));
        alive = Set.of(TWO);
        hear(TWO); // both are asked, and again after 5 s
        pass(Duration.ofSeconds(4));
        alive = Set.of(ONE, TWO);
        pass(Duration.ofSeconds(35)); // answered; the next question is 40 s after the first
        alive = Set.of(TWO);
        pass(Duration.ofSeconds(32));
        assertEquals(Optional.of(ONE), link.neighbour());
        pass(Duration.ofSeconds(10));
        assertEquals(Optional.of(TWO), link.neighbour());
    }

    @Test
    void aForgedAdvertisementMovesNobodyAndIsForgotten() {
        alive = Set.of(ONE);
        pass(Duration.ofMinutes(1));
        hear(TWO);
        for (int i = 0; i < 60; i++) {
            assertEquals(Optional.of(ONE), link.neighbour());
            pass(Duration.ofSeconds(1));
        }
        assertEquals(List.of(), link.others());
    }

    @Test
    void twoRoutersThatStayAreBothKnownTheFirstBeingTheNeighbour() {
        alive = Set.of(ONE, TWO);
        hear(ONE, TWO);
        pass(Duration.ofMinutes(5));
        assertEquals(Optional.of(ONE), link.neighbour());
        assertEquals(List.of(TWO), link.others());
        assertTrue(sent(Message.SOLICITATION).size() < 15, "asked again now and then: " + sent);
        alive = Set.of(TWO);
        pass(Duration.ofMinutes(1));
        assertEquals(Optional.of(TWO), link.neighbour());
        assertEquals(List.of(), link.others());
    }

    /** A neighbour that answers stays, whoever else speaks; neither memory nor what we send grows with what comes. */
    @Property(tries = 50)
    void aFloodOfStrangersCostsNeitherTheNeighbourNorMemoryNorPackets(@ForAll long seed) {
        Random random = new Random(seed);
        LinkNeighboursTest world = new LinkNeighboursTest();
        world.chance = random.nextDouble();
        world.alive = Set.of(ONE);
        world.hear(ONE);
        for (int i = 0; i < 600; i++) {
            for (int j = 0; j < 20; j++) {
                byte[] address = Addresses.of("fe80::").getBytes();
                address[15] = (byte) random.nextInt();
                address[14] = (byte) (1 + random.nextInt(100));
                world.hear(new IPv6Address(address));
                world.link.solicitation(world.now);
            }
            world.pass(Duration.ofMillis(100));
            assertEquals(Optional.of(ONE), world.link.neighbour());
            assertTrue(world.link.others().size() < LinkNeighbours.MOST);
        }
        assertTrue(world.sent(Message.ADVERTISEMENT).size() <= 21, () -> "in a minute: " + world.sent);
        assertTrue(world.sent(Message.SOLICITATION).size() <= 14, () -> "in a minute: " + world.sent);
    }
}
