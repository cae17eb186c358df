package io.routelb.redistribution.bgp.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions.Role;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.model.RouteAttributes.LargeCommunity;
import io.routelb.redistribution.bgp.message.AsPath;
import io.routelb.redistribution.bgp.message.ClusterList;
import io.routelb.redistribution.bgp.message.Communities;
import io.routelb.redistribution.bgp.message.Dialect;
import io.routelb.redistribution.bgp.message.ExtendedCommunities;
import io.routelb.redistribution.bgp.message.LargeCommunities;
import io.routelb.redistribution.bgp.message.LocalPref;
import io.routelb.redistribution.bgp.message.MultiExitDisc;
import io.routelb.redistribution.bgp.message.Net;
import io.routelb.redistribution.bgp.message.Octets;
import io.routelb.redistribution.bgp.message.OnlyToCustomer;
import io.routelb.redistribution.bgp.message.Origin;
import io.routelb.redistribution.bgp.message.OriginatorId;
import io.routelb.redistribution.bgp.message.PathAttribute;
import io.routelb.redistribution.bgp.message.UnknownAttribute;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ExportPolicyTest {
    private static final Net NET = Net.of(Prefix.of("198.51.100.1/32"));
    private static final RouteAttributes FULL = new RouteAttributes(
            List.of(0xFC00_0001, Communities.NO_EXPORT),
            List.of(new LargeCommunity(64512, 1, 2)),
            List.of(0x0002_FC00_0000_0001L),
            OptionalLong.of(50),
            OptionalLong.of(200),
            2);

    private static Route heard(PeerKind kind, PathAttribute... attributes) {
        Source source = kind == PeerKind.EXTERNAL ? Ribs.external("192.0.2.1") : Ribs.internal("192.0.2.1", kind);
        return new Route(NET, source, 0, Ribs.set("192.0.2.77", attributes));
    }

    private static List<PathAttribute> own(ExportPolicy policy, RouteAttributes attributes) {
        return policy.own(IpFamily.IPV4, attributes).orElseThrow().attributes();
    }

    @Test
    void ownRoutesHaveWhatTheKindOfPeerDemands() {
        assertEquals(
                List.of(Origin.IGP, AsPath.sequence(List.of(Ribs.OUR_ASN))),
                own(Ribs.exports(PeerKind.EXTERNAL), RouteAttributes.DEFAULT));
        assertEquals(
                List.of(Origin.IGP, AsPath.EMPTY, new LocalPref(100)),
                own(Ribs.exports(PeerKind.INTERNAL), RouteAttributes.DEFAULT));
    }

    @Test
    void ownRoutesCarryTheirAttributes() {
        List<PathAttribute> communities = List.of(
                new Communities(List.of(0xFC00_0001, Communities.NO_EXPORT)),
                new ExtendedCommunities(List.of(0x0002_FC00_0000_0001L)),
                new LargeCommunities(List.of(new LargeCommunities.Value(64512, 1, 2))));
        List<PathAttribute> outside = own(Ribs.exports(PeerKind.EXTERNAL), FULL);
        AsPath path = AsPath.sequence(List.of(Ribs.OUR_ASN, Ribs.OUR_ASN, Ribs.OUR_ASN));
        assertEquals(List.of(Origin.IGP, path, new MultiExitDisc(50)), outside.subList(0, 3));
        assertEquals(communities, outside.subList(3, 6));
        List<PathAttribute> inside = own(Ribs.exports(PeerKind.CLIENT), FULL);
        assertEquals(
                List.of(Origin.IGP, AsPath.EMPTY, new MultiExitDisc(50), new LocalPref(200)), inside.subList(0, 4));
        assertEquals(communities, inside.subList(4, 7));
    }

    @Test
    void aFamilyWithoutANextHopIsNotAdvertised() {
        ExportPolicy v4 = new ExportPolicy(
                new Asn(Ribs.OUR_ASN),
                Ribs.OUR_ID,
                PeerKind.EXTERNAL,
                Ribs.EXTERNAL,
                Map.of(IpFamily.IPV4, Addresses.of("192.0.2.11")),
                Optional.empty(),
                false);
        assertTrue(v4.own(IpFamily.IPV4, RouteAttributes.DEFAULT).isPresent());
        assertTrue(v4.own(IpFamily.IPV6, RouteAttributes.DEFAULT).isEmpty());
    }

    @ParameterizedTest(name = "what is learned from {0} is told to {1}: {2}")
    @CsvSource({
        "EXTERNAL, EXTERNAL, false",
        "EXTERNAL, INTERNAL, false",
        "EXTERNAL, CLIENT, true",
        "INTERNAL, EXTERNAL, false",
        "INTERNAL, INTERNAL, false",
        "INTERNAL, CLIENT, true",
        "CLIENT, EXTERNAL, false",
        "CLIENT, INTERNAL, true",
        "CLIENT, CLIENT, true"
    })
    void onlyReflectionPassesLearnedRoutesOn(PeerKind from, PeerKind to, boolean told) {
        assertEquals(told, Ribs.exports(to).learned(heard(from)).isPresent());
    }

    @Test
    void aReflectedRouteSaysWhoBroughtItAndWhichWayItCameAndKeepsItsNextHop() {
        Path first = Ribs.exports(PeerKind.INTERNAL)
                .learned(heard(PeerKind.CLIENT, new LocalPref(300)))
                .orElseThrow();
        assertEquals(Addresses.of("192.0.2.77"), first.nextHop());
        assertTrue(
                first.attributes()
                        .contains(new OriginatorId(Addresses.of("192.0.2.1").toIPv4())),
                first::toString);
        assertTrue(first.attributes().contains(new ClusterList(List.of(Ribs.OUR_ID))), first::toString);
        assertTrue(first.attributes().contains(new LocalPref(300)), first::toString);
        IPv4Address other = Addresses.of("10.9.9.9").toIPv4();
        Path second = Ribs.exports(PeerKind.CLIENT)
                .learned(heard(PeerKind.INTERNAL, new OriginatorId(other), new ClusterList(List.of(other))))
                .orElseThrow();
        assertTrue(second.attributes().contains(new OriginatorId(other)), second::toString);
        assertTrue(second.attributes().contains(new ClusterList(List.of(Ribs.OUR_ID, other))), second::toString);
        assertEquals(5, second.attributes().size(), second::toString);
    }

    @Test
    void whatNobodyMayBeToldIsNotAndWhatIsUnknownGoesOnWithPartial() {
        ExportPolicy client = Ribs.exports(PeerKind.CLIENT);
        Communities none = new Communities(List.of(Communities.NO_ADVERTISE));
        assertTrue(client.learned(heard(PeerKind.INTERNAL, none)).isEmpty());
        Communities stale = new Communities(List.of(Communities.LLGR_STALE));
        assertTrue(client.learned(heard(PeerKind.INTERNAL, stale)).isEmpty(), "the peer does not know what that is");
        Communities inside = new Communities(List.of(Communities.NO_EXPORT));
        Path path = client.learned(heard(
                        PeerKind.INTERNAL,
                        inside,
                        new UnknownAttribute(0xC0, 200, Octets.of((byte) 1)),
                        new UnknownAttribute(0x80, 201, Octets.of((byte) 1))))
                .orElseThrow();
        assertTrue(path.attributes().contains(inside));
        assertTrue(path.attributes().contains(new UnknownAttribute(0xE0, 200, Octets.of((byte) 1))), path::toString);
        assertTrue(path.attributes().stream().noneMatch(each -> each.typeCode() == 201), path::toString);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void routesThatMayOnlyGoDownAreMarked(Role role) {
        ExportPolicy policy = new ExportPolicy(
                new Asn(Ribs.OUR_ASN),
                Ribs.OUR_ID,
                PeerKind.EXTERNAL,
                Ribs.EXTERNAL,
                Ribs.NEXT_HOPS,
                Optional.of(role),
                false);
        boolean down = role == Role.PROVIDER || role == Role.PEER || role == Role.ROUTE_SERVER;
        assertEquals(
                down, own(policy, RouteAttributes.DEFAULT).contains(new OnlyToCustomer(Ribs.OUR_ASN)), role::toString);
    }

    /** A client could make us fail over a route that fits into its message and not into ours (RFC 8654 section 4). */
    @ParameterizedTest
    @CsvSource(textBlock = """
            900,   false, true
            1005,  false, true
            1006,  false, false
            1006,  true,  true
            16000, true,  true
            """)
    void aRouteThatHasGrownTooLongForTheMessagesOfAPeerIsNotToldToIt(int communities, boolean extended, boolean told) {
        Dialect.Direction direction = new Dialect.Direction(Set.of(), extended);
        ExportPolicy policy = Ribs.exports(PeerKind.INTERNAL, new Dialect(true, false, false, direction, direction));
        Route route = heard(PeerKind.CLIENT, new Communities(Collections.nCopies(communities, 1)));
        assertEquals(told, policy.learned(route).isPresent());
    }
}
