package io.routelb.redistribution.bgp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import io.routelb.model.PeerOptions.AddPath;
import io.routelb.model.PeerOptions.Restart;
import io.routelb.model.PeerOptions.Role;
import io.routelb.model.RoutingIntent;
import io.routelb.redistribution.bgp.message.AfiSafi;
import io.routelb.redistribution.bgp.message.BgpException;
import io.routelb.redistribution.bgp.message.Capability;
import io.routelb.redistribution.bgp.message.Open;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What two OPENs come to, capability by capability. */
class NegotiationTest {
    private static final PeerOptions DEFAULT = PeerOptions.DEFAULT;
    private static final Restart KEEPING = new Restart(true, Duration.ofMinutes(2), true, Duration.ofHours(1));

    private static Open theirs(Capability... more) {
        List<Capability> all = new ArrayList<>(List.of(
                new Capability.MultiProtocol(AfiSafi.IPV4_UNICAST),
                new Capability.MultiProtocol(AfiSafi.IPV6_UNICAST),
                new Capability.FourOctetAs(65010)));
        all.addAll(List.of(more));
        return open(all);
    }

    private static Open open(List<Capability> capabilities) {
        return new Open(65010, 90, Sessions.theirs().routerId(), capabilities);
    }

    private static Negotiated agreed(PeerOptions ours, Capability... theirs) {
        try {
            return Negotiated.of(Sessions.ours(ours), theirs(theirs));
        } catch (BgpException e) {
            throw new AssertionError(e.sentence(), e);
        }
    }

    @ParameterizedTest(name = "we are {0}, the peer names {1}: {2}")
    @CsvSource(textBlock = """
            PROVIDER,            3,  agreed
            CUSTOMER,            0,  agreed
            PEER,                4,  agreed
            ROUTE_SERVER,        2,  agreed
            ROUTE_SERVER_CLIENT, 1,  agreed
            PROVIDER,            ,   agreed
            PEER,                4 4, agreed
            ,                    0,  no role
            ,                    ,   no role
            PROVIDER,            0,  it names PROVIDER
            PROVIDER,            4,  it names PEER
            CUSTOMER,            3,  it names CUSTOMER
            CUSTOMER,            1,  it names ROUTE_SERVER
            PEER,                0,  it names PROVIDER
            PEER,                3,  it names CUSTOMER
            ROUTE_SERVER,        1,  it names ROUTE_SERVER
            ROUTE_SERVER_CLIENT, 2,  it names ROUTE_SERVER_CLIENT
            PEER,                9,  it names role 9
            PEER,                4 0, 'it names PEER, PROVIDER'
            """)
    void rolesHaveToBeTheTwoEndsOfOneRelation(String ours, String theirs, String expected) throws BgpException {
        PeerOptions options = ours == null ? DEFAULT : DEFAULT.withRole(Role.valueOf(ours));
        Capability[] named = Arrays.stream(theirs == null ? new String[0] : theirs.split(" ", -1))
                .map(each -> new Capability.Role(Integer.parseInt(each)))
                .toArray(Capability[]::new);
        if (expected.startsWith("it names ")) {
            BgpException e =
                    assertThrows(BgpException.class, () -> Negotiated.of(Sessions.ours(options), theirs(named)));
            assertEquals(2, e.notification().code());
            assertEquals(11, e.notification().subcode());
            assertTrue(e.sentence().endsWith(expected + " (2/11 Role Mismatch)"), e.sentence());
        } else {
            assertEquals(
                    Optional.ofNullable(ours).map(Role::valueOf),
                    Negotiated.of(Sessions.ours(options), theirs(named)).role());
        }
    }

    @ParameterizedTest(name = "the peer names {0}: {1}")
    @CsvSource(nullValues = "-", textBlock = """
            -, mismatch
            0, CUSTOMER
            4, mismatch
            """)
    void aStrictRoleWantsTheOtherEndNamed(String theirs, String expected) throws BgpException {
        SessionConfig ours = Sessions.ours(DEFAULT.withRole(Role.CUSTOMER).withStrictRole(true));
        Open open = theirs == null ? theirs() : theirs(new Capability.Role(Integer.parseInt(theirs)));
        for (SessionConfig each : List.of(ours, ours.asPlain())) {
            if (expected.equals("mismatch")) {
                BgpException e = assertThrows(BgpException.class, () -> Negotiated.of(each, open));
                assertEquals(11, e.notification().subcode());
                assertTrue(e.sentence().contains("it names"), e.sentence());
            } else {
                assertEquals(
                        Optional.of(Role.CUSTOMER), Negotiated.of(each, open).role());
            }
        }
    }

    @Test
    void insideAnAsThereAreNoRoles() throws BgpException {
        SessionConfig inside = Sessions.with(
                Sessions.config(64512, "10.0.0.1", new RoutingIntent.PeerAsn.Internal(), 90, false),
                DEFAULT.withRole(Role.PEER));
        assertFalse(inside.open().offers(Capability.Role.class));
        Open same = new Open(64512, 90, Sessions.theirs().routerId(), List.of(new Capability.Role(0)));
        assertEquals(Optional.empty(), Negotiated.of(inside, same).role());
    }

    @ParameterizedTest(name = "we {0}, the peer {1}: we send {2}, it sends {3}")
    @CsvSource(textBlock = """
            -,            send receive, -,         -
            send,         -,            -,         -
            send,         receive,      IPV4 IPV6, -
            send,         send,         -,         -
            receive,      send,         -,         IPV4 IPV6
            send receive, send receive, IPV4 IPV6, IPV4 IPV6
            send receive, receive,      IPV4 IPV6, -
            """)
    void pathsAreManyWhereOneSendsAndTheOtherReceives(String ours, String theirs, String send, String receive) {
        AddPath own = new AddPath(ours.contains("send"), ours.contains("receive"));
        Capability told = new Capability.AddPath(List.of(
                new Capability.AddPathFamily(AfiSafi.IPV4_UNICAST, theirs.contains("send"), theirs.contains("receive")),
                new Capability.AddPathFamily(
                        AfiSafi.IPV6_UNICAST, theirs.contains("send"), theirs.contains("receive"))));
        Negotiated result =
                theirs.equals("-") ? agreed(DEFAULT.withAddPath(own)) : agreed(DEFAULT.withAddPath(own), told);
        assertEquals(families(send), result.dialect().send().addPath());
        assertEquals(families(receive), result.dialect().receive().addPath());
    }

    @Test
    void addPathOfAFamilyThatIsNotSpokenOrHasABadModeIsOfNoAccount() {
        PeerOptions ours = DEFAULT.withAddPath(new AddPath(true, true));
        Capability odd = new Capability.AddPath(List.of(
                new Capability.AddPathFamily(new AfiSafi(1, 128), 3),
                new Capability.AddPathFamily(AfiSafi.IPV4_UNICAST, 7)));
        assertEquals(Set.of(), agreed(ours, odd).dialect().send().addPath());
    }

    @ParameterizedTest(name = "we {0}, the peer {1}: {2}")
    @CsvSource({"true, true, true", "true, false, false", "false, true, false", "false, false, false"})
    void ipv4OverIpv6NeedsBoth(boolean ours, boolean theirs, boolean expected) {
        Capability told = new Capability.ExtendedNextHop(List.of(Capability.NextHopFamily.IPV4_OVER_IPV6));
        PeerOptions options = DEFAULT.withExtendedNextHop(ours);
        assertEquals(
                expected,
                (theirs ? agreed(options, told) : agreed(options)).dialect().extendedNextHop());
    }

    @Test
    void ipv4OverIpv6NeedsIpv4() throws BgpException {
        SessionConfig ours = Sessions.ours(DEFAULT.withExtendedNextHop(true));
        Negotiated onlyIpv6 = Negotiated.of(
                ours,
                open(List.of(
                        new Capability.MultiProtocol(AfiSafi.IPV6_UNICAST),
                        new Capability.ExtendedNextHop(List.of(Capability.NextHopFamily.IPV4_OVER_IPV6)))));
        assertFalse(onlyIpv6.dialect().extendedNextHop());
    }

    /** RFC 7911 section 4: of several entries for a family the last one counts. */
    @Test
    void ofSeveralEntriesForAddPathTheLastCounts() {
        Capability twice = new Capability.AddPath(List.of(
                new Capability.AddPathFamily(AfiSafi.IPV4_UNICAST, true, true),
                new Capability.AddPathFamily(AfiSafi.IPV4_UNICAST, false, true)));
        Negotiated result = agreed(DEFAULT.withAddPath(new AddPath(true, true)), twice);
        assertEquals(Set.of(IpFamily.IPV4), result.dialect().send().addPath());
        assertEquals(Set.of(), result.dialect().receive().addPath());
    }

    @Test
    void aLongLivedTimeOfZeroIsNone() {
        Capability kept =
                new Capability.GracefulRestart(0, 60, List.of(new Capability.GracefulFamily(AfiSafi.IPV4_UNICAST, 0)));
        Capability stale = new Capability.LongLivedGracefulRestart(
                List.of(new Capability.LongLivedFamily(AfiSafi.IPV4_UNICAST, 0, 0)));
        assertEquals(
                Map.of(),
                agreed(DEFAULT.withRestart(KEEPING), kept, stale).restart().longLived());
    }

    @Test
    void longMessagesAreTakenFromAnybodyAndSentToWhoOffersTo() {
        assertTrue(agreed(DEFAULT).dialect().receive().extendedMessages());
        assertFalse(agreed(DEFAULT).dialect().send().extendedMessages());
        assertTrue(agreed(DEFAULT, new Capability.ExtendedMessage())
                .dialect()
                .send()
                .extendedMessages());
    }

    @Test
    void anEnhancedRefreshNeedsTheOfferOfTheOther() {
        assertFalse(agreed(DEFAULT, new Capability.Refresh()).enhancedRefresh());
        assertTrue(agreed(DEFAULT, new Capability.Refresh(), new Capability.EnhancedRefresh())
                .enhancedRefresh());
    }

    @ParameterizedTest(
            name =
                    "ours on: {0}, theirs on: {1}, families {2}, flags {3}: kept {4}, preserved {5}, after a NOTIFICATION {6}")
    @CsvSource(textBlock = """
            true,  true,  IPV4 IPV6,  0, IPV4 IPV6, -,         false
            true,  true,  IPV4+ IPV6, 0, IPV4 IPV6, IPV4,      false
            true,  true,  IPV6+,      8, IPV6,      IPV6,      false
            true,  true,  IPV4+,      4, IPV4,      IPV4,      true
            true,  true,  -,          8, -,         -,         false
            true,  false, -,          0, -,         -,         false
            false, true,  IPV4+,      4, -,         -,         false
            """)
    void routesAreKeptOfFamiliesThePeerNamesIfWeOfferedRestartsToo(
            boolean ours,
            boolean theirs,
            String named,
            int flags,
            String kept,
            String preserved,
            boolean notification) {
        PeerOptions options = DEFAULT.withRestart(ours ? KEEPING : Restart.OFF);
        Capability told = new Capability.GracefulRestart(
                flags,
                300,
                words(named).stream()
                        .map(each -> new Capability.GracefulFamily(
                                AfiSafi.unicast(IpFamily.valueOf(each.replace("+", ""))),
                                each.endsWith("+") ? 0x80 : 0))
                        .toList());
        PeerRestart result = (theirs ? agreed(options, told) : agreed(options)).restart();
        assertEquals(families(kept), result.families());
        assertEquals(families(preserved), result.preserved());
        assertEquals(notification, result.notification());
        assertEquals(ours && theirs && flags == 8, result.restarted());
        assertEquals(ours && theirs ? 300 : 0, result.time().toSeconds());
    }

    @Test
    void longLivedTimesCountWhereBothOfferAndTheFamilyIsKept() {
        Capability kept =
                new Capability.GracefulRestart(0, 60, List.of(new Capability.GracefulFamily(AfiSafi.IPV4_UNICAST, 0)));
        Capability stale = new Capability.LongLivedGracefulRestart(List.of(
                new Capability.LongLivedFamily(AfiSafi.IPV4_UNICAST, 0, 86_400),
                new Capability.LongLivedFamily(AfiSafi.IPV6_UNICAST, 0, 86_400)));
        assertEquals(
                Map.of(IpFamily.IPV4, Duration.ofDays(1)),
                agreed(DEFAULT.withRestart(KEEPING), kept, stale).restart().longLived());
        assertEquals(Map.of(), agreed(DEFAULT, kept, stale).restart().longLived());
        assertEquals(
                Map.of(), agreed(DEFAULT.withRestart(KEEPING), stale).restart().longLived());
    }

    @Test
    void whatWeOfferSaysWhereWeComeFrom() {
        SessionConfig config = Sessions.ours(DEFAULT.withRestart(KEEPING));
        Capability.GracefulRestart usual =
                config.open().capabilities(Capability.GracefulRestart.class).getFirst();
        assertEquals(120, usual.restartSeconds());
        assertTrue(usual.notification());
        assertFalse(usual.restarted());
        SessionConfig back = Sessions.comingBack(config, Set.of(IpFamily.IPV6));
        Capability.GracefulRestart told =
                back.open().capabilities(Capability.GracefulRestart.class).getFirst();
        assertTrue(told.restarted());
        assertEquals(
                List.of(
                        new Capability.GracefulFamily(AfiSafi.IPV4_UNICAST, 0),
                        new Capability.GracefulFamily(AfiSafi.IPV6_UNICAST, Capability.FORWARDING)),
                told.families());
        assertEquals(
                3600,
                back.open()
                        .capabilities(Capability.LongLivedGracefulRestart.class)
                        .getFirst()
                        .families()
                        .getFirst()
                        .staleSeconds());
        assertFalse(back.settled()
                .open()
                .capabilities(Capability.GracefulRestart.class)
                .getFirst()
                .restarted());
    }

    @Test
    void withoutOptionalParametersNothingIsOfferedAndNothingAgreed() throws BgpException {
        SessionConfig plain =
                Sessions.ours(DEFAULT.withRole(Role.PEER).withRestart(KEEPING)).asPlain();
        assertEquals(List.of(), plain.open().capabilities());
        Negotiated result = Negotiated.of(
                plain, theirs(new Capability.Role(0), new Capability.ExtendedMessage(), new Capability.Refresh()));
        assertEquals(Set.of(IpFamily.IPV4), result.families());
        assertEquals(PeerRestart.NONE, result.restart());
        assertEquals(Optional.empty(), result.role());
        assertFalse(result.routeRefresh());
        assertFalse(result.dialect().receive().extendedMessages());
        assertFalse(result.dialect().fourOctetAs());
    }

    private static List<String> words(String text) {
        return text.equals("-") ? List.of() : List.of(text.split(" ", -1));
    }

    private static Set<IpFamily> families(String text) {
        return words(text).stream().map(IpFamily::valueOf).collect(Collectors.toSet());
    }
}
