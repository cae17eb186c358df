package io.routelb.redistribution.bgp.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.redistribution.bgp.message.AsPath;
import io.routelb.redistribution.bgp.message.Dialect;
import io.routelb.redistribution.bgp.message.Message;
import io.routelb.redistribution.bgp.message.MpReach;
import io.routelb.redistribution.bgp.message.NextHop;
import io.routelb.redistribution.bgp.message.Update;
import io.routelb.redistribution.bgp.rib.UpdateGroups.Wish;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A reflector and its peers: who hears what of whom. */
class UpdateGroupTest {
    private static final Set<IpFamily> V4 = Set.of(IpFamily.IPV4);
    private static final Dialect SEVERAL =
            new Dialect(true, false, false, Dialect.Direction.PLAIN, new Dialect.Direction(V4, false));

    private final Rib rib = new Rib(Reachability.EVERYWHERE);

    /** A peer that is told everything at once and remembers it. */
    private final class Peer {
        private final Source source;
        private final PeerRoutes heard;
        private final AdjRibOut out;
        private final Map<String, String> known = new TreeMap<>();

        Peer(int number, PeerKind kind, Dialect dialect) {
            String address = "192.0.2." + number;
            source = kind == PeerKind.EXTERNAL ? Ribs.external(address) : Ribs.internal(address, kind);
            ImportPolicy policy = Ribs.imports(source, Ribs.accepting(100_000));
            heard = new PeerRoutes(rib.loc(), policy);
            heard.up(policy, V4, Set.of(), 0);
            out = rib.groups().join(source, V4, false, new Wish(Ribs.exports(kind, dialect), Map.of()));
        }

        Peer(int number, PeerKind kind) {
            this(number, kind, kind == PeerKind.EXTERNAL ? Ribs.EXTERNAL : Ribs.INTERNAL);
        }

        void tells(String prefix, Long... path) {
            heard.accept(Ribs.announce(
                    source.address().toString(), Ribs.attributes(AsPath.sequence(List.of(path))), prefix));
        }

        /** Prefix, identifier if any, and the last octet of the next hop. */
        Set<String> knows() {
            while (!out.isSettled()) {
                out.next().ifPresent(this::learn);
            }
            Set<String> shown = new HashSet<>();
            known.forEach((key, nextHop) -> shown.add(key + " via " + nextHop));
            return shown;
        }

        private void learn(Message message) {
            if (message instanceof Update update) {
                update.withdrawn()
                        .forEach((prefix, id) -> assertTrue(
                                known.remove(prefix + (id == 0 ? "" : "#" + id)) != null,
                                "a withdrawal of what was never told"));
                update.attributes().forEach(each -> {
                    if (each instanceof NextHop hop) {
                        update.announced()
                                .forEach((prefix, id) -> known.put(
                                        prefix + (id == 0 ? "" : "#" + id),
                                        hop.address().toString().substring(8)));
                    }
                    assertTrue(!(each instanceof MpReach), "IPv4 only");
                });
            }
        }
    }

    @Test
    void clientsHearOfAllInsideOthersOfClientsOnlyAndNobodyOfHimself() {
        Peer client = new Peer(1, PeerKind.CLIENT);
        Peer secondClient = new Peer(2, PeerKind.CLIENT);
        Peer inside = new Peer(3, PeerKind.INTERNAL);
        Peer secondInside = new Peer(4, PeerKind.INTERNAL);
        Peer outside = new Peer(5, PeerKind.EXTERNAL);
        client.tells("10.0.0.1/32", 1L);
        inside.tells("10.0.0.3/32", 1L);
        outside.tells("10.0.0.5/32", 1L);
        assertEquals(Set.of("10.0.0.3/32 via 3", "10.0.0.5/32 via 5"), client.knows());
        assertEquals(Set.of("10.0.0.1/32 via 1", "10.0.0.3/32 via 3", "10.0.0.5/32 via 5"), secondClient.knows());
        assertEquals(Set.of("10.0.0.1/32 via 1"), inside.knows());
        assertEquals(Set.of("10.0.0.1/32 via 1"), secondInside.knows());
        assertEquals(Set.of(), outside.knows());
        assertEquals(3, rib.groups().size());
    }

    @Test
    void aPeerWhoseRouteBecomesTheBestHasTheOtherOneTakenBack() {
        Peer client = new Peer(1, PeerKind.CLIENT);
        Peer other = new Peer(2, PeerKind.CLIENT);
        other.tells("10.0.0.1/32", 1L, 2L);
        assertEquals(Set.of("10.0.0.1/32 via 2"), client.knows());
        client.tells("10.0.0.1/32", 1L);
        assertEquals(Set.of(), client.knows());
        assertEquals(Set.of("10.0.0.1/32 via 1"), other.knows());
        client.heard.down(Retention.NONE, 1);
        assertEquals(Set.of("10.0.0.1/32 via 2"), client.knows());
        assertEquals(Set.of(), other.knows());
    }

    @Test
    void withAddPathEveryRouteUsedIsToldUnderAnIdentifierThatStays() {
        Peer taker = new Peer(9, PeerKind.CLIENT, SEVERAL);
        List<Peer> tellers =
                List.of(new Peer(1, PeerKind.CLIENT), new Peer(2, PeerKind.CLIENT), new Peer(3, PeerKind.CLIENT));
        tellers.forEach(each -> each.tells("10.0.0.1/32", 1L));
        assertEquals(Set.of("10.0.0.1/32#1 via 1", "10.0.0.1/32#2 via 2", "10.0.0.1/32#3 via 3"), taker.knows());
        tellers.getFirst().heard.down(Retention.NONE, 1);
        assertEquals(Set.of("10.0.0.1/32#2 via 2", "10.0.0.1/32#3 via 3"), taker.knows());
        tellers.get(1).tells("10.0.0.1/32", 1L, 2L);
        assertEquals(Set.of("10.0.0.1/32#3 via 3"), taker.knows());
        Peer late = new Peer(10, PeerKind.CLIENT, SEVERAL);
        assertEquals(Set.of("10.0.0.1/32#3 via 3"), late.knows());
    }

    @Test
    void ownRoutesHideWhatOthersTellAndUncoverItWhenTheyGo() {
        Peer client = new Peer(1, PeerKind.CLIENT);
        Peer other = new Peer(2, PeerKind.CLIENT);
        other.tells("10.0.0.1/32", 1L);
        assertEquals(Set.of("10.0.0.1/32 via 2"), client.knows());
        Map<Prefix, RouteAttributes> own = RouteAttributes.plain(List.of(Prefix.of("10.0.0.1/32")));
        for (Map<Prefix, RouteAttributes> told : List.of(own, Map.<Prefix, RouteAttributes>of())) {
            Wish wish = new Wish(Ribs.exports(PeerKind.CLIENT), told);
            rib.groups().tell(Map.of(client.out, wish, other.out, wish));
            rib.originate(List.of(told));
            assertEquals(Set.of(told.isEmpty() ? "10.0.0.1/32 via 2" : "10.0.0.1/32 via 11"), client.knows());
        }
        assertEquals(Set.of(), other.knows());
    }

    @Test
    void twoHundredPeersOfAThousandRoutesTakeOneTable() {
        Peer teller = new Peer(250, PeerKind.CLIENT);
        for (int i = 0; i < 1000; i++) {
            teller.tells("10.1." + (i >> 8) + "." + (i & 255) + "/32", 1L);
        }
        long before = used();
        List<AdjRibOut> peers = new ArrayList<>();
        for (int number = 1; number <= 200; number++) {
            AdjRibOut out = rib.groups()
                    .join(
                            Ribs.internal("192.0.2." + number, PeerKind.CLIENT),
                            V4,
                            false,
                            new Wish(Ribs.exports(PeerKind.CLIENT), Map.of()));
            while (!out.isSettled()) {
                out.next();
            }
            assertEquals(1000, out.size());
            peers.add(out);
        }
        long each = (used() - before) / peers.size();
        System.out.println("200 peers of 1,000 routes: " + each + " bytes a peer");
        assertEquals(1, rib.groups().size());
        assertTrue(each < 20_000, () -> each + " bytes a peer: less than a tenth of a table of its own");
    }

    private static long used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
