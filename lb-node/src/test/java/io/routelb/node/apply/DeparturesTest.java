package io.routelb.node.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeparturesTest {
    private static final IPAddress ONE = Addresses.of("198.51.100.10");
    private static final IPAddress TWO = Addresses.of("2001:db8:51::10");
    private static final Duration WAIT = Duration.ofNanos(100);

    private final Departures departures = new Departures();

    private void at(long now, IPAddress... going) {
        departures.update(Set.of(going), WAIT, address -> true, now);
    }

    @Test
    void anAddressStandsBackFirstAndIsGoneThen() {
        at(1000, ONE);
        assertEquals(Set.of(ONE), departures.standingBack());
        assertEquals(60, departures.nanosToNext(WAIT, 1040));
        at(1099, ONE);
        assertEquals(Set.of(), departures.gone());
        at(1100, ONE);
        assertEquals(Set.of(ONE), departures.gone());
        assertEquals(Set.of(), departures.standingBack());
        assertEquals(Long.MAX_VALUE, departures.nanosToNext(WAIT, 1100));
    }

    @Test
    void oneThatJoinsLaterHasItsOwnTime() {
        at(1000, ONE);
        at(1050, ONE, TWO);
        at(1100, ONE, TWO);
        assertEquals(Set.of(ONE), departures.gone());
        assertEquals(Set.of(TWO), departures.standingBack());
    }

    @Test
    void oneThatIsNotToGoAnyMoreServesAtOnceAndBeginsAnewAfterwards() {
        at(1000, ONE);
        at(1200, ONE);
        at(1201);
        assertEquals(Set.of(), departures.gone());
        at(1202, ONE);
        assertEquals(Set.of(ONE), departures.standingBack());
    }

    @Test
    void oneThatIsNotOnTheLinkHasNothingToStandBackWith() {
        departures.update(Set.of(ONE), WAIT, address -> false, 1000);
        assertEquals(Set.of(ONE), departures.gone());
    }

    @Test
    void oneThatIsGoneStaysGoneWhateverTheWaitBecomes() {
        departures.update(Set.of(ONE), Duration.ZERO, address -> true, 1000);
        departures.update(Set.of(ONE), Duration.ofHours(1), address -> true, 1001);
        assertEquals(Set.of(ONE), departures.gone());
    }
}
