package io.routelb.redistribution.bgp.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import io.routelb.model.SpeakerOptions.BestPath;
import io.routelb.redistribution.bgp.message.AsPath;
import io.routelb.redistribution.bgp.message.Communities;
import io.routelb.redistribution.bgp.message.Net;
import io.routelb.redistribution.bgp.message.PathAttribute;
import io.routelb.redistribution.bgp.message.Update;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One peer through restarts, by a clock that the test turns. Seconds count from the start. */
class PeerRoutesTest {
    private static final Set<IpFamily> BOTH = Set.of(IpFamily.values());
    private static final Retention MINUTE = new Retention(Set.of(IpFamily.IPV4), Duration.ofMinutes(1), Map.of());
    private static final Retention LONG =
            new Retention(Set.of(IpFamily.IPV4), Duration.ofMinutes(1), Map.of(IpFamily.IPV4, Duration.ofMinutes(10)));
    private static final List<PathAttribute> NO_LLGR = Ribs.attributes(new Communities(List.of(Communities.NO_LLGR)));

    private final LocRib loc = new LocRib(BestPath.DEFAULT, Reachability.EVERYWHERE);
    private final ImportPolicy policy = Ribs.imports(Ribs.external("192.0.2.1"), Ribs.accepting(100));
    private final PeerRoutes peer = new PeerRoutes(loc, policy);

    private static long at(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }

    private String used() {
        Set<Prefix> prefixes = new TreeSet<>();
        loc.forEachChosen(change -> prefixes.add(change.prefix()));
        return prefixes.toString();
    }

    @BeforeEach
    void isUpAndHasToldThreeRoutes() {
        peer.up(policy, BOTH, Set.of(), at(0));
        peer.accept(Ribs.announce("10.0.0.1/32"));
        peer.accept(Ribs.announce("192.0.2.1", NO_LLGR, "10.0.0.2/32"));
        peer.accept(Ribs.announce("2001:db8::1", Ribs.attributes(), "2001:db8:1::1/128"));
        assertEquals("[10.0.0.1/32, 10.0.0.2/32, 2001:db8:1::1/128]", used());
    }

    @Test
    void withoutGracefulRestartEverythingGoesWithTheSession() {
        assertEquals(OptionalLong.empty(), peer.down(Retention.NONE, at(1)));
        assertEquals("[]", used());
        assertEquals(0, peer.in().size());
    }

    @Test
    void routesOfTheFamiliesNamedAreKeptForTheRestartTimeAndNoLonger() {
        assertEquals(OptionalLong.of(at(61)), peer.down(MINUTE, at(1)));
        assertEquals("[10.0.0.1/32, 10.0.0.2/32]", used());
        assertEquals(OptionalLong.of(at(61)), peer.poll(at(60)));
        assertEquals("[10.0.0.1/32, 10.0.0.2/32]", used());
        assertEquals(OptionalLong.empty(), peer.poll(at(61)));
        assertEquals("[]", used());
    }

    @Test
    void atItsEndOfRibAPeerThatCameBackHasLostWhatItDidNotTellAgain() {
        peer.down(MINUTE, at(1));
        assertEquals(OptionalLong.of(at(30) + PeerRoutes.PATIENCE.toNanos()), peer.up(policy, BOTH, BOTH, at(30)));
        peer.accept(Ribs.announce("10.0.0.2/32"));
        assertEquals("[10.0.0.1/32, 10.0.0.2/32]", used());
        assertTrue(peer.isStale(IpFamily.IPV4));
        peer.accept(Update.endOfRib(IpFamily.IPV6));
        assertEquals("[10.0.0.1/32, 10.0.0.2/32]", used(), "the other family's says nothing");
        peer.accept(Update.endOfRib(IpFamily.IPV4));
        assertEquals("[10.0.0.2/32]", used());
        assertFalse(peer.isStale(IpFamily.IPV4));
        assertEquals(OptionalLong.empty(), peer.poll(at(10_000)));
        assertEquals("[10.0.0.2/32]", used());
    }

    @Test
    void aPeerThatLostItsForwardingStateLosesItsRoutesAtOnce() {
        peer.down(MINUTE, at(1));
        peer.up(policy, BOTH, Set.of(), at(2));
        assertEquals("[]", used());
    }

    @Test
    void aPeerThatIsBackAndNeverEndsIsNotWaitedForForever() {
        peer.down(MINUTE, at(1));
        peer.up(policy, BOTH, BOTH, at(2));
        peer.poll(at(2) + PeerRoutes.PATIENCE.toNanos());
        assertEquals("[]", used());
    }

    @Test
    void whatIsStaleTwiceGoes() {
        peer.down(MINUTE, at(1));
        peer.up(policy, BOTH, BOTH, at(2));
        peer.accept(Ribs.announce("10.0.0.2/32"));
        peer.down(MINUTE, at(3));
        assertEquals("[10.0.0.2/32]", used());
    }

    /** Of two connections dialled at once the peer has given up the one that was the session for us. */
    @Test
    void aSessionInWhichNothingWasToldLeavesWhatIsStaleAsItWas() {
        peer.down(MINUTE, at(1));
        peer.up(policy, BOTH, BOTH, at(20));
        assertEquals(OptionalLong.of(at(61)), peer.down(MINUTE, at(21)), "and no longer than before");
        peer.up(policy, BOTH, BOTH, at(30));
        assertEquals("[10.0.0.1/32, 10.0.0.2/32]", used());
        peer.accept(Ribs.announce("10.0.0.2/32"));
        peer.accept(Update.endOfRib(IpFamily.IPV4));
        assertEquals("[10.0.0.2/32]", used());
        assertEquals(OptionalLong.empty(), peer.down(Retention.NONE, at(31)));
        assertEquals("[]", used());
    }

    @Test
    void aSessionInWhichNothingWasToldKeepsNothingThatIsNotToBeKept() {
        peer.down(MINUTE, at(1));
        peer.up(policy, BOTH, BOTH, at(2));
        assertEquals(OptionalLong.empty(), peer.down(Retention.NONE, at(3)));
        assertEquals("[]", used());
        peer.up(policy, BOTH, BOTH, at(3));
        assertEquals(OptionalLong.of(at(64)), peer.down(MINUTE, at(4)));
        peer.up(policy, BOTH, Set.of(), at(4));
        peer.accept(Ribs.announce("10.0.0.1/32"));
        peer.down(MINUTE, at(5));
        peer.up(policy, BOTH, BOTH, at(6));
        peer.poll(at(6) + PeerRoutes.PATIENCE.toNanos());
        assertEquals(OptionalLong.of(at(1_060)), peer.down(MINUTE, at(1_000)), "what was waited for in vain is gone");
        assertEquals("[]", used());
    }

    @Test
    void afterTheRestartTimeRoutesAreALastResortForTheLongTimeExceptThoseThatMustNot() {
        peer.down(LONG, at(1));
        assertEquals(OptionalLong.of(at(661)), peer.poll(at(61)));
        assertEquals("[10.0.0.1/32]", used());
        Route stale = loc.chosen(Net.of(Prefix.of("10.0.0.1/32"))).getFirst();
        assertTrue(stale.attributes().hasCommunity(Communities.LLGR_STALE));
        PeerRoutes other = new PeerRoutes(loc, Ribs.imports(Ribs.external("192.0.2.2"), Ribs.accepting(100)));
        other.up(Ribs.imports(Ribs.external("192.0.2.2"), Ribs.accepting(100)), BOTH, Set.of(), at(70));
        other.accept(Ribs.announce("192.0.2.2", Ribs.attributes(longPath()), "10.0.0.1/32"));
        assertEquals(
                "/192.0.2.2",
                "/"
                        + loc.chosen(Net.of(Prefix.of("10.0.0.1/32")))
                                .getFirst()
                                .source()
                                .address());
        peer.up(policy, BOTH, BOTH, at(100));
        assertEquals(OptionalLong.of(at(661)), peer.poll(at(600)), "the long time goes on");
        peer.accept(Ribs.announce("10.0.0.1/32"));
        peer.accept(Update.endOfRib(IpFamily.IPV4));
        assertFalse(loc.chosen(Net.of(Prefix.of("10.0.0.1/32")))
                .getFirst()
                .attributes()
                .isLongLivedStale());
    }

    private static AsPath longPath() {
        return AsPath.sequence(List.of(1L, 2L, 3L, 4L));
    }

    @Test
    void afterTheLongTimeEverythingIsGone() {
        peer.down(LONG, at(1));
        peer.poll(at(61));
        assertEquals(OptionalLong.empty(), peer.poll(at(661)));
        assertEquals("[]", used());
    }

    @Test
    void longLivedAloneBeginsAtOnce() {
        Retention alone = new Retention(Set.of(), Duration.ZERO, Map.of(IpFamily.IPV4, Duration.ofSeconds(10)));
        assertEquals(OptionalLong.of(at(11)), peer.down(alone, at(1)));
        assertEquals("[10.0.0.1/32]", used());
    }

    @Test
    void atTheEndOfAnEnhancedRefreshWhatWasNotToldAgainGoes() {
        assertEquals(OptionalLong.of(at(5) + PeerRoutes.PATIENCE.toNanos()), peer.refreshBegins(IpFamily.IPV4, at(5)));
        peer.accept(Ribs.announce("10.0.0.1/32"));
        assertEquals("[10.0.0.1/32, 10.0.0.2/32, 2001:db8:1::1/128]", used());
        peer.refreshEnds(IpFamily.IPV4);
        assertEquals("[10.0.0.1/32, 2001:db8:1::1/128]", used());
        peer.refreshEnds(IpFamily.IPV6);
        assertEquals("[10.0.0.1/32, 2001:db8:1::1/128]", used(), "an end without a beginning says nothing");
    }
}
