package io.routelb.redistribution.bgp.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.redistribution.bgp.message.Message;
import io.routelb.redistribution.bgp.message.RouteRefresh;
import io.routelb.redistribution.bgp.message.Update;
import io.routelb.redistribution.bgp.rib.UpdateGroups.Wish;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AdjRibOutTest {
    private static final Set<IpFamily> BOTH = Set.of(IpFamily.values());
    private static final RouteAttributes MED =
            new RouteAttributes(List.of(), List.of(), List.of(), OptionalLong.of(50), OptionalLong.empty(), 0);

    private final Rib rib = new Rib(Reachability.EVERYWHERE);

    private static Map<Prefix, RouteAttributes> routes(String... prefixes) {
        return RouteAttributes.plain(Arrays.stream(prefixes).map(Prefix::of).collect(Collectors.toSet()));
    }

    private static Wish wish(String... prefixes) {
        return new Wish(Ribs.exports(PeerKind.EXTERNAL), routes(prefixes));
    }

    private AdjRibOut join(int number, Wish wish) {
        return rib.groups().join(Ribs.external("192.0.2." + number), BOTH, true, wish);
    }

    private static String show(Message message) {
        if (message instanceof RouteRefresh mark) {
            return (mark.subtype() == 1 ? "begin " : "end ")
                    + mark.family().unicast().orElseThrow();
        }
        Update update = (Update) message;
        if (update.endOfRib().isPresent()) {
            return "end-of-rib " + update.endOfRib().get();
        }
        return update.allWithdrawn().stream().map(each -> "-" + each).collect(Collectors.joining())
                + update.allAnnounced().stream().map(each -> "+" + each).collect(Collectors.joining());
    }

    private static List<String> drain(AdjRibOut out) {
        List<String> told = new ArrayList<>();
        while (!out.isSettled()) {
            told.add(show(out.next().orElseThrow()));
        }
        assertTrue(out.next().isEmpty());
        assertEquals(0, out.waiting());
        return told;
    }

    @Test
    void aNewPeerIsToldEverythingThenEndOfRibOnceForEachFamily() {
        AdjRibOut out = join(1, wish("198.51.100.1/32", "2001:db8:1::1/128"));
        List<String> told = drain(out);
        assertEquals(Set.of("+198.51.100.1/32", "+2001:db8:1::1/128"), Set.copyOf(told.subList(0, 2)));
        assertEquals(List.of("end-of-rib IPV4", "end-of-rib IPV6"), told.subList(2, 4));
        assertEquals(4, told.size());
        assertEquals(1, out.size(IpFamily.IPV4));
        assertEquals(1, out.size(IpFamily.IPV6));
    }

    @Test
    void aPeerWithNothingToBeToldGetsItsEndOfRib() {
        assertEquals(List.of("end-of-rib IPV4", "end-of-rib IPV6"), drain(join(1, wish())));
    }

    @Test
    void tellsOnlyTheDifferenceAndWithdrawsFirst() {
        AdjRibOut out = join(1, wish("198.51.100.1/32", "2001:db8:1::1/128"));
        drain(out);
        rib.groups().tell(Map.of(out, wish("198.51.100.2/32", "2001:db8:1::1/128")));
        assertEquals(List.of("-198.51.100.1/32", "+198.51.100.2/32"), drain(out));
        rib.groups().tell(Map.of(out, wish("198.51.100.2/32", "2001:db8:1::1/128")));
        assertEquals(List.of(), drain(out));
    }

    @Test
    void aRouteThatCameAndWentBeforeItWasToldIsNeverTold() {
        AdjRibOut out = join(1, wish());
        drain(out);
        rib.groups().tell(Map.of(out, wish("198.51.100.1/32")));
        rib.groups().tell(Map.of(out, wish()));
        assertEquals(List.of(), drain(out));
    }

    @Test
    void aRouteThatWentAndCameBackBeforeThePeerKnewIsNotToldAgain() {
        AdjRibOut out = join(1, wish("198.51.100.1/32"));
        drain(out);
        rib.groups().tell(Map.of(out, wish()));
        rib.groups().tell(Map.of(out, wish("198.51.100.1/32")));
        assertEquals(List.of(), drain(out));
        assertEquals(1, out.size());
    }

    @Test
    void changedAttributesAreToldAnewWithoutAWithdrawal() {
        AdjRibOut out = join(1, wish("198.51.100.1/32"));
        drain(out);
        Wish changed = new Wish(Ribs.exports(PeerKind.EXTERNAL), Map.of(Prefix.of("198.51.100.1/32"), MED));
        rib.groups().tell(Map.of(out, changed));
        assertEquals(List.of("+198.51.100.1/32"), drain(out));
    }

    @Test
    void aRefreshTellsTheFamilyAgainBetweenMarks() {
        AdjRibOut out = join(1, wish("198.51.100.1/32", "2001:db8:1::1/128"));
        drain(out);
        out.resend(IpFamily.IPV6);
        assertEquals(List.of("begin IPV6", "+2001:db8:1::1/128", "end IPV6"), drain(out));
        assertEquals(2, out.size());
    }

    /** OpenBGPD asks for both families at once and knows no marks. */
    @Test
    void aRefreshWithoutMarksIsNotSettledBeforeItIsTold() {
        AdjRibOut out = rib.groups()
                .join(Ribs.external("192.0.2.1"), BOTH, false, wish("198.51.100.1/32", "2001:db8:1::1/128"));
        drain(out);
        out.resend(IpFamily.IPV4);
        assertFalse(out.isSettled());
        assertEquals(List.of("+198.51.100.1/32"), drain(out));
        out.resend(IpFamily.IPV6);
        assertEquals(List.of("+2001:db8:1::1/128"), drain(out));
        assertTrue(out.isSettled());
    }

    @Test
    void peersOfOnePolicyShareAGroupUntilTheyAreToldOtherwise() {
        Map<AdjRibOut, Wish> wishes = new HashMap<>();
        List<AdjRibOut> peers = IntStream.range(1, 201)
                .mapToObj(number -> join(number, wish("198.51.100.1/32")))
                .toList();
        peers.forEach(AdjRibOutTest::drain);
        assertEquals(1, rib.groups().size());
        peers.forEach(each -> wishes.put(each, wish("198.51.100.2/32")));
        rib.groups().tell(wishes);
        assertEquals(1, rib.groups().size());
        peers.forEach(each -> assertEquals(List.of("-198.51.100.1/32", "+198.51.100.2/32"), drain(each)));
        rib.groups().tell(Map.of(peers.getFirst(), wish("198.51.100.2/32", "198.51.100.3/32")));
        assertEquals(2, rib.groups().size());
        assertEquals(List.of("+198.51.100.3/32"), drain(peers.getFirst()));
        rib.groups().tell(Map.of(peers.getFirst(), wish("198.51.100.2/32")));
        assertEquals(1, rib.groups().size());
        assertEquals(List.of("-198.51.100.3/32"), drain(peers.getFirst()));
        peers.forEach(rib.groups()::leave);
        assertEquals(0, rib.groups().size());
    }

    @Test
    void aSlowPeerHoldsNoMoreThanAWindowAndHearsOfWithdrawalsFirst() {
        String[] many = IntStream.range(0, 60_000)
                .mapToObj(n -> "10." + (n >> 16) + "." + (n >> 8 & 255) + "." + (n & 255) + "/32")
                .toArray(String[]::new);
        AdjRibOut slow = join(1, wish(many));
        Update first = (Update) slow.next().orElseThrow();
        assertTrue(slow.waiting() <= 20_000, () -> "" + slow.waiting());
        Prefix known = first.allAnnounced().getFirst();
        rib.groups()
                .tell(Map.of(
                        slow,
                        wish(Arrays.stream(many)
                                .filter(each -> !each.equals(known.toString()))
                                .toArray(String[]::new))));
        assertEquals("-" + known, show(slow.next().orElseThrow()));
        int updates = 2;
        while (!slow.isSettled()) {
            slow.next();
            updates++;
        }
        assertEquals(59_999, slow.size());
        assertEquals(1 + 1 + 75 + 2 - 1, updates, "full ones: 809 prefixes of 5 octets each");
        slow.resend(IpFamily.IPV4);
        slow.next();
        slow.next();
        assertTrue(slow.waiting() <= 20_000, () -> "told again: " + slow.waiting());
        assertTrue(slow.waiting() > 15_000, () -> "told again: " + slow.waiting());
    }

    /** Whatever is asked for in whatever order, with two peers reading only now and then, both end up knowing the last state. */
    @Property(tries = 300)
    void peersThatReadNowAndThenEndUpWithTheLatestState(
            @ForAll @Size(max = 20) List<@Size(max = 30) Set<@IntRange(max = 60) Integer>> history,
            @ForAll @Size(value = 20) List<@IntRange(max = 7) Integer> moves) {
        Rib fresh = new Rib(Reachability.EVERYWHERE);
        List<Reader> readers = new ArrayList<>();
        for (int peer = 0; peer < 2; peer++) {
            readers.add(new Reader(fresh.groups().join(Ribs.external("192.0.2." + (peer + 1)), BOTH, false, wish())));
        }
        for (int i = 0; i < history.size(); i++) {
            Wish wish = new Wish(Ribs.exports(PeerKind.EXTERNAL), numbered(history.get(i)));
            int move = moves.get(i);
            for (int peer = 0; peer < 2; peer++) {
                if (move != peer) {
                    fresh.groups().tell(Map.of(readers.get(peer).out, wish));
                    readers.get(peer).last = wish.own();
                }
                if ((move & 4) != 0) {
                    readers.get(peer).out.resend(IpFamily.IPV4);
                }
                readers.get(peer).read(move & 3);
            }
        }
        readers.forEach(Reader::finish);
    }

    private static Map<Prefix, RouteAttributes> numbered(Set<Integer> numbers) {
        Map<Prefix, RouteAttributes> routes = new HashMap<>();
        numbers.forEach(n -> routes.put(Prefix.of("10.0.0." + n + "/32"), n % 3 == 0 ? MED : RouteAttributes.DEFAULT));
        return routes;
    }

    private static final class Reader {
        private final AdjRibOut out;
        private final Set<Prefix> known = new HashSet<>();
        private Map<Prefix, RouteAttributes> last = Map.of();

        Reader(AdjRibOut out) {
            this.out = out;
        }

        void read(int messages) {
            for (int i = 0; i < messages; i++) {
                out.next().ifPresent(this::learn);
            }
            for (IpFamily family : IpFamily.values()) {
                assertEquals(
                        known.stream().filter(each -> each.family() == family).count(), out.size(family));
            }
        }

        private void learn(Message message) {
            if (message instanceof Update update) {
                update.allWithdrawn().forEach(each -> assertTrue(known.remove(each), () -> each + " was never told"));
                known.addAll(update.allAnnounced());
            }
        }

        void finish() {
            while (!out.isSettled()) {
                read(1);
            }
            assertEquals(last.keySet(), known);
        }
    }
}
