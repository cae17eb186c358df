package io.routelb.node.desired;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.FrozenMap;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SpeakerOptions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DrainingTest {
    private static final Prefix GOES = Prefix.of("198.51.100.10/32");
    private static final Prefix STAYS = Prefix.of("2001:db8:51::10/128");

    private static RouteAttributes attributes(int communities) {
        return new RouteAttributes(
                IntStream.range(0, communities).boxed().toList(),
                List.of(new RouteAttributes.LargeCommunity(65000, 1, 2)),
                List.of(7L),
                OptionalLong.of(9),
                OptionalLong.of(200),
                3);
    }

    private static RoutingIntent.Peer peer(int number, Map<Prefix, RouteAttributes> routes) {
        return new RoutingIntent.Peer(
                "r" + number,
                Addresses.of("192.0.2." + number),
                new RoutingIntent.PeerAsn.External(),
                new Asn(64512),
                179,
                Optional.empty(),
                new RoutingIntent.Timers(Duration.ofSeconds(90), Duration.ofSeconds(30), Duration.ofSeconds(5)),
                OptionalInt.of(1),
                Set.of(IpFamily.values()),
                false,
                PeerOptions.DEFAULT,
                routes);
    }

    /** Peers that are told the same share the instance. */
    private static RoutingIntent intent(Map<Prefix, RouteAttributes> told) {
        Map<Prefix, RouteAttributes> routes = FrozenMap.copyOf(told);
        SpeakerOptions.DynamicPeers range =
                new SpeakerOptions.DynamicPeers(Prefix.of("192.0.2.0/24"), peer(0, routes), 7);
        return new RoutingIntent(
                new Asn(64512),
                new IPv4Address(1),
                179,
                List.of(peer(1, routes), peer(2, routes), peer(3, Map.of())),
                SpeakerOptions.DEFAULT.withDynamicPeers(List.of(range)));
    }

    @Test
    void aRouteThatGoesIsTheLastChoiceAndElseAsItWas() {
        RouteAttributes before = attributes(2);
        RoutingIntent drained = Draining.of(intent(Map.of(GOES, before, STAYS, before)), Set.of(GOES));
        RouteAttributes after = new RouteAttributes(
                List.of(0xFFFF0000, 0, 1),
                before.largeCommunities(),
                before.extendedCommunities(),
                before.med(),
                OptionalLong.of(0),
                before.prepend());
        Map<Prefix, RouteAttributes> told = drained.peers().getFirst().routes();
        assertEquals(Map.of(GOES, after, STAYS, before), told);
        assertSame(told, drained.peers().get(1).routes(), "who is told the same goes on sharing");
        assertEquals(
                told, drained.options().dynamicPeers().getFirst().template().routes());
    }

    @Test
    void ofAFullListOfCommunitiesOneGivesWay() {
        RoutingIntent drained = Draining.of(intent(Map.of(GOES, attributes(255))), Set.of(GOES));
        List<Integer> communities =
                drained.peers().getFirst().routes().values().iterator().next().communities();
        assertEquals(255, communities.size());
        assertEquals(0xFFFF0000, communities.getFirst());
    }

    @Property(tries = 100)
    void nobodyIsToldMoreOrLessAndTheOthersJustTheSame(@ForAll @IntRange(max = 15) int routes, @ForAll int which) {
        Map<Prefix, RouteAttributes> told = new java.util.HashMap<>();
        Set<Prefix> back = new HashSet<>();
        for (int i = 0; i < routes; i++) {
            Prefix prefix = Prefix.of("198.51.100." + i + "/32");
            told.put(prefix, attributes(i % 3));
            if ((which >> i & 1) == 1) {
                back.add(prefix);
            }
        }
        RoutingIntent before = intent(told);
        RoutingIntent after = Draining.of(before, back);
        assertEquals(after, Draining.of(after, back), "once is enough");
        for (int i = 0; i < before.peers().size(); i++) {
            RoutingIntent.Peer was = before.peers().get(i);
            RoutingIntent.Peer is = after.peers().get(i);
            assertEquals(was, is.withRoutes(was.routes()));
            assertEquals(was.routes().keySet(), is.routes().keySet());
            was.routes().forEach((prefix, with) -> {
                if (!back.contains(prefix)) {
                    assertEquals(with, is.routes().get(prefix));
                }
            });
        }
    }
}
