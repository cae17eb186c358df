package io.routelb.redistribution.bgp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.model.Addresses;
import io.routelb.model.IpFamily;
import io.routelb.model.RoutingIntent;
import io.routelb.redistribution.bgp.message.AfiSafi;
import io.routelb.redistribution.bgp.message.BgpException;
import io.routelb.redistribution.bgp.message.Capability;
import io.routelb.redistribution.bgp.message.Keepalive;
import io.routelb.redistribution.bgp.message.Message;
import io.routelb.redistribution.bgp.message.Notification;
import io.routelb.redistribution.bgp.message.Open;
import io.routelb.redistribution.bgp.message.RouteRefresh;
import io.routelb.redistribution.bgp.message.Update;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FsmTest {
    @ParameterizedTest(name = "ours {0} s, theirs {1} s: hold {2} s, keepalive {3} s")
    @CsvSource(textBlock = """
            90, 30, 30, 10
            9, 180, 9,  3
            90, 0,  0,  0
            0,  90, 0,  0
            90, 3,  3,  1
            """)
    void theSmallerHoldTimeCountsAndAThirdOfItIsTheKeepalive(int ours, int theirs, int hold, int keepalive)
            throws BgpException {
        Negotiated result = Negotiated.of(
                Sessions.config(64512, "10.0.0.1", Sessions.exactly(65010), ours, false),
                Sessions.config(65010, "10.0.0.2", Sessions.exactly(64512), theirs, false)
                        .open());
        assertEquals(Duration.ofSeconds(hold), result.hold());
        assertEquals(Duration.ofSeconds(keepalive), result.keepalive());
        assertEquals(hold == 0, Heartbeat.start(result, 0).isEmpty());
    }

    @ParameterizedTest(name = "hold {0} s: a peer may take nothing for {1} s")
    @CsvSource({"90, 480", "240, 480", "300, 600", "0, 0"})
    void aPeerThatTakesNothingIsGivenUpLaterThanOneThatSaysNothing(int hold, int sendHold) throws BgpException {
        SessionConfig patient = Sessions.config(64512, "10.0.0.1", Sessions.exactly(65010), hold, false);
        Negotiated negotiated = Negotiated.of(
                patient,
                Sessions.config(65010, "10.0.0.2", Sessions.exactly(64512), hold, false)
                        .open());
        List<Action> expected = hold == 0
                ? List.of()
                : List.of(new Action.StartTimer(SessionTimer.SEND_HOLD, Duration.ofSeconds(sendHold)));
        assertTrue(Heartbeat.start(negotiated, 0).containsAll(expected));
        for (State state : List.of(new OpenConfirm(0, negotiated), new Established(negotiated))) {
            assertEquals(
                    expected, Fsm.on(patient, state, new Event.Sent(), 0).actions(), "what it took starts it anew");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            another AS,                65011, 10.0.0.2, 90, 2, 'peer is AS 65011, expected AS 65010 (2/2 Bad Peer AS)'
            router ID zero,            65010, 0.0.0.0,  90, 3, 'peer has router ID 0.0.0.0, which it may not have (2/3 Bad BGP Identifier)'
            hold time of 1 s,          65010, 10.0.0.2, 1,  6, peer wants a hold time of 1 s (2/6 Unacceptable Hold Time)
            hold time of 2 s,          65010, 10.0.0.2, 2,  6, peer wants a hold time of 2 s (2/6 Unacceptable Hold Time)
            """)
    void anOpenThatCannotBeAcceptedSaysWhy(String what, int asn, String id, int hold, int subcode, String sentence) {
        Open open = new Open(asn, hold, address(id), List.of());
        BgpException e = assertThrows(BgpException.class, () -> Negotiated.of(Sessions.ours(), open), what);
        assertEquals(2, e.notification().code());
        assertEquals(subcode, e.notification().subcode());
        assertEquals(sentence, e.sentence());
    }

    @Test
    void insideAnAsThePeerMayNotHaveOurRouterIdButOutsideItMay() throws BgpException {
        SessionConfig inside = Sessions.config(64512, "10.0.0.1", new RoutingIntent.PeerAsn.Internal(), 90, false);
        Open same = new Open(64512, 90, address("10.0.0.1"), List.of());
        assertThrows(BgpException.class, () -> Negotiated.of(inside, same));
        Open outside = new Open(65010, 90, address("10.0.0.1"), List.of());
        assertTrue(Negotiated.of(Sessions.ours(), outside).external());
    }

    @Test
    void aPeerWithNoneOfOurFamiliesIsRefused() {
        Open vpnOnly =
                new Open(65010, 90, address("10.0.0.2"), List.of(new Capability.MultiProtocol(new AfiSafi(1, 128))));
        BgpException e = assertThrows(BgpException.class, () -> Negotiated.of(Sessions.ours(), vpnOnly));
        assertEquals(7, e.notification().subcode());
    }

    @Test
    void aPeerWithoutCapabilitiesGetsIpv4AndTwoOctetPaths() throws BgpException {
        Negotiated result = Negotiated.of(Sessions.ours(), new Open(65010, 90, address("10.0.0.2"), List.of()));
        assertEquals(Set.of(IpFamily.IPV4), result.families());
        assertFalse(result.dialect().fourOctetAs());
        assertFalse(result.routeRefresh());
    }

    @Test
    void anAsThatNeedsFourOctetsOpensAsAsTrans() {
        Open open = Sessions.config(4_200_000_000L, "10.0.0.1", Sessions.exactly(1), 90, false)
                .open();
        assertEquals(Open.AS_TRANS, open.myAs());
        assertEquals(4_200_000_000L, open.asn());
    }

    @Test
    void waitsDoubleWithFailuresUpToAMinuteAndAreJittered() {
        List<Duration> waits = List.of(1, 2, 3, 4, 5, 50).stream()
                .map(failures -> Backoff.after(failures, Sessions.ours(), 1))
                .toList();
        assertEquals(
                List.of(5L, 10L, 20L, 40L, 60L, 60L),
                waits.stream().map(Duration::toSeconds).toList());
        assertEquals(Duration.ofMillis(3750), Backoff.after(1, Sessions.ours(), 0));
    }

    @Test
    void whoAskedForMoreThanAMinuteBetweenDialsGetsItAndNoMore() {
        RoutingIntent.Timers rare =
                new RoutingIntent.Timers(Duration.ofSeconds(90), Duration.ofSeconds(30), Duration.ofMinutes(2));
        SessionConfig config = Sessions.timed(Sessions.ours(), rare);
        assertEquals(Duration.ofMinutes(2), Backoff.after(1, config, 1));
        assertEquals(Duration.ofMinutes(2), Backoff.after(5, config, 1));
    }

    @Test
    void whateverThePeerTellsStartsTheHoldTimerAnew() throws BgpException {
        Negotiated negotiated = Negotiated.of(Sessions.ours(), Sessions.theirs());
        Action anew = new Action.StartTimer(SessionTimer.HOLD, Duration.ofSeconds(30));
        for (Message each : List.of(Keepalive.INSTANCE, Update.endOfRib(IpFamily.IPV4))) {
            Transition heard = Fsm.on(Sessions.ours(), new Established(negotiated), new Event.Received(each), 0);
            assertTrue(heard.actions().contains(anew), each.toString());
        }
    }

    @Test
    void otherTimersCountInTheSessionThatIsUpAsFarAsTheOpensAllow() throws BgpException {
        SessionConfig retimed = Sessions.timed(
                Sessions.ours(),
                new RoutingIntent.Timers(
                        Duration.ofSeconds(90), Duration.ofSeconds(7), Duration.ofSeconds(1), Duration.ofSeconds(400)));
        PeerState up =
                new PeerState(Idle.STOPPED, new Established(Negotiated.of(Sessions.ours(), Sessions.theirs())), false);
        PeerFsm.Step step = PeerFsm.retime(retimed, up, 1);
        Negotiated now = step.next().negotiated().orElseThrow();
        assertEquals(Duration.ofSeconds(7), now.keepalive());
        assertEquals(Duration.ofSeconds(400), now.sendHold());
        assertEquals(
                List.of(
                        new Action.Send(Keepalive.INSTANCE),
                        new Action.StartTimer(SessionTimer.SEND_HOLD, Duration.ofSeconds(400)),
                        new Action.StartTimer(SessionTimer.KEEPALIVE, Duration.ofSeconds(7))),
                step.actions().stream().map(PeerFsm.SlotAction::action).toList());
        SessionConfig rarely = Sessions.timed(
                Sessions.ours(),
                new RoutingIntent.Timers(Duration.ofSeconds(90), Duration.ofSeconds(80), Duration.ofSeconds(1)));
        Negotiated longest = PeerFsm.retime(rarely, up, 1).next().negotiated().orElseThrow();
        assertEquals(longest.hold().dividedBy(3), longest.keepalive());
    }

    @Test
    void aStartWithoutDelayEndsAPause() {
        PeerState waiting = new PeerState(new Idle(3, true), new Idle(0, true), false);
        PeerState next =
                PeerFsm.start(Sessions.ours(), waiting, Duration.ZERO, 0).next();
        assertEquals(new Connect(3), next.dialled());
        assertEquals(new Active(0), next.accepted());
    }

    @Test
    void aConnectionLostBeforeTheOpenCountsAsAFailureAndOneThatMadeRoomDoesNot() throws BgpException {
        Negotiated negotiated = Negotiated.of(Sessions.ours(), Sessions.theirs());
        Event lost = new Event.TcpDown("reset");
        assertEquals(3, Fsm.on(Sessions.ours(), new OpenSent(2), lost, 0).next().failures());
        for (State each : List.of(new OpenSent(2), new OpenConfirm(2, negotiated))) {
            assertEquals(
                    2,
                    Fsm.on(Sessions.ours(), each, new Event.CollisionLost(), 0)
                            .next()
                            .failures());
        }
    }

    @Test
    void onlyWhoMayDialTriesAgainAfterALostConnection() {
        for (boolean passive : List.of(true, false)) {
            SessionConfig config = Sessions.config(64512, "10.0.0.1", Sessions.exactly(65010), 90, passive);
            Transition lost = Fsm.on(config, new OpenSent(0), new Event.TcpDown("reset"), 0);
            assertEquals("Active", lost.next().name());
            assertEquals(
                    !passive,
                    lost.actions().stream()
                            .anyMatch(each -> each instanceof Action.StartTimer start
                                    && start.timer() == SessionTimer.CONNECT_RETRY));
        }
    }

    @Test
    void aDialThatFailsCountsAsOneFailure() {
        Transition failed = Fsm.on(Sessions.ours(), new Connect(2), new Event.TcpDown("refused"), 1);
        assertEquals(new Active(3), failed.next());
        assertTrue(
                failed.actions().contains(new Action.StartTimer(SessionTimer.CONNECT_RETRY, Duration.ofSeconds(20))));
    }

    /** RFC 7313 section 3.2: marks count where both sides offered it; RFC 2918: a request always does. */
    @Test
    void beginAndEndOfARefreshAreToldApartAndOnlyWhereTheyWereNegotiated() throws BgpException {
        Established enhanced = new Established(Negotiated.of(Sessions.ours(), Sessions.theirs()));
        Established plain = new Established(Negotiated.of(
                Sessions.ours(), new Open(65010, 90, address("10.0.0.2"), List.of(new Capability.FourOctetAs(65010)))));
        assertTrue(enhanced.negotiated().routeRefresh());
        assertEquals(
                List.of(new Action.PeerRefresh(AfiSafi.IPV4_UNICAST, true)), refresh(enhanced, RouteRefresh.BEGIN));
        assertEquals(List.of(new Action.PeerRefresh(AfiSafi.IPV4_UNICAST, false)), refresh(enhanced, RouteRefresh.END));
        assertEquals(List.of(), refresh(enhanced, 255));
        assertEquals(List.of(), refresh(plain, RouteRefresh.BEGIN));
        assertEquals(List.of(), refresh(plain, RouteRefresh.END));
        assertEquals(List.of(new Action.Resend(AfiSafi.IPV4_UNICAST)), refresh(plain, RouteRefresh.REQUEST));
    }

    private static List<Action> refresh(State state, int subtype) {
        Message message = new RouteRefresh(AfiSafi.IPV4_UNICAST, subtype);
        return Fsm.on(Sessions.ours(), state, new Event.Received(message), 0).actions();
    }

    @Test
    void aSessionThatMayNotGoOnIsEndedOnBothConnectionsAndOnlyWhoMayDialDoesLater() {
        Event.AutomaticStop stop = new Event.AutomaticStop(Notification.SHUTDOWN, "enough", Duration.ofSeconds(7));
        PeerState before = new PeerState(new OpenSent(1), new OpenSent(1), false);
        Idle later = new Idle(0, true);
        assertEquals(
                new PeerState(later, later, false),
                PeerFsm.halt(Sessions.ours(), before, stop).next());
        SessionConfig passive = Sessions.config(64512, "10.0.0.1", Sessions.exactly(65010), 90, true);
        assertEquals(
                new PeerState(Idle.STOPPED, later, false),
                PeerFsm.halt(passive, before, stop).next());
    }

    private static IPv4Address address(String text) {
        return Addresses.of(text).toIPv4();
    }
}
