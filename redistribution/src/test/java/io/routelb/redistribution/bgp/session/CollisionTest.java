package io.routelb.redistribution.bgp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.redistribution.bgp.message.BgpException;
import io.routelb.redistribution.bgp.message.Keepalive;
import io.routelb.redistribution.bgp.message.Notification;
import io.routelb.redistribution.bgp.message.Octets;
import io.routelb.redistribution.bgp.message.Open;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 4271 section 6.8, between a connection we dialled and one we accepted. */
class CollisionTest {
    private PeerState state = PeerState.STOPPED;
    private List<PeerFsm.SlotAction> actions = List.of();

    private void feed(SessionConfig config, Slot slot, Event event) {
        PeerFsm.Step step = PeerFsm.on(config, state, slot, event, 0.5);
        state = step.next();
        actions = step.actions();
    }

    private void bothConnected(SessionConfig config) {
        state = PeerFsm.start(config, state, Duration.ZERO, 0.5).next();
        feed(config, Slot.DIALLED, new Event.TcpUp());
        feed(config, Slot.ACCEPTED, new Event.TcpUp());
    }

    @ParameterizedTest(name = "our ID {0}, AS {1}; first OPEN on {2}: {3} stays")
    @CsvSource(textBlock = """
            10.0.0.1, 64512, DIALLED,  ACCEPTED
            10.0.0.1, 64512, ACCEPTED, ACCEPTED
            10.0.0.3, 64512, DIALLED,  DIALLED
            10.0.0.3, 64512, ACCEPTED, DIALLED
            10.0.0.2, 64512, DIALLED,  ACCEPTED
            10.0.0.2, 65011, ACCEPTED, DIALLED
            """)
    void theConnectionOfTheHigherIdentifierStaysAndEqualOnesGoByTheHigherAs(
            String ourId, long ourAs, Slot first, Slot kept) {
        SessionConfig config = Sessions.config(ourAs, ourId, Sessions.exactly(65010), 90, false);
        bothConnected(config);
        Event open = new Event.Received(Sessions.theirs());
        feed(config, first, open);
        List<PeerFsm.SlotAction> all = new ArrayList<>(actions);
        feed(config, first.other(), open);
        all.addAll(actions);
        assertEquals("OpenConfirm", state.of(kept).name());
        assertEquals("Idle", state.of(kept.other()).name());
        assertEquals(
                List.of(kept.other()),
                all.stream()
                        .filter(each -> each.action().equals(new Action.Send(Notification.COLLISION)))
                        .map(PeerFsm.SlotAction::slot)
                        .toList());
        if (first == Slot.ACCEPTED && kept == Slot.DIALLED) {
            assertEquals(
                    List.of(kept),
                    all.stream()
                            .filter(each -> each.action().equals(new Action.Send(Keepalive.INSTANCE)))
                            .map(PeerFsm.SlotAction::slot)
                            .toList(),
                    "what is given up is never confirmed");
        }
    }

    /** Two connected, ours to stay, and the peer's OPEN and KEEPALIVE came on its own. */
    private SessionConfig held() {
        SessionConfig config = Sessions.config(64512, "10.0.0.3", Sessions.exactly(65010), 90, false);
        bothConnected(config);
        feed(config, Slot.ACCEPTED, new Event.Received(Sessions.theirs()));
        feed(config, Slot.ACCEPTED, new Event.Received(Keepalive.INSTANCE));
        feed(config, Slot.ACCEPTED, new Event.Received(Keepalive.INSTANCE));
        assertEquals("OpenSent", state.accepted().name());
        assertEquals("OpenSent", state.dialled().name());
        return config;
    }

    @Test
    void whatWaitedForOursIsHeardWhenOursIsGone() {
        SessionConfig config = held();
        feed(config, Slot.DIALLED, new Event.TcpDown("refused"));
        assertEquals("Established", state.accepted().name());
        assertEquals(Idle.STOPPED, state.dialled());
    }

    /** As when something else has the peer's port and never says a word. */
    @Test
    void whatWaitedForOursIsHeardWhenOursHasHadItsTime() {
        SessionConfig config = held();
        feed(config, Slot.ACCEPTED, new Event.Expired(SessionTimer.DELAY_OPEN));
        assertEquals("Established", state.accepted().name());
        assertEquals("Idle", state.dialled().name());
    }

    @Test
    void aPeerThatEndsTheConnectionItsOpenWaitsOnEndsNothingElse() {
        SessionConfig config = held();
        feed(config, Slot.ACCEPTED, new Event.Received(Notification.COLLISION));
        assertEquals("Idle", state.accepted().name());
        assertEquals("OpenSent", state.dialled().name());
    }

    /** Before that nobody knows whether it will be one. */
    @Test
    void fromThePeersOpenOnItsOwnConnectionOnWeDoNotDialUntilThatIsLost() {
        SessionConfig config = Sessions.ours();
        state = PeerFsm.start(config, state, Duration.ZERO, 0.5).next();
        feed(config, Slot.ACCEPTED, new Event.TcpUp());
        assertEquals("Connect", state.dialled().name());
        feed(config, Slot.ACCEPTED, new Event.Received(Sessions.theirs()));
        assertEquals("OpenConfirm", state.accepted().name());
        assertEquals(Idle.STOPPED, state.dialled());
        assertTrue(actions.contains(new PeerFsm.SlotAction(Slot.DIALLED, new Action.Close())));
        feed(config, Slot.ACCEPTED, new Event.TcpDown("gone"));
        assertEquals(new Idle(0, true), state.dialled());
        feed(config, Slot.DIALLED, new Event.Expired(SessionTimer.IDLE_HOLD));
        assertEquals("Connect", state.dialled().name());
    }

    @Test
    void aPeerWhoseConnectionEndedMayDialAgainAtOnceAndOneThatErredMayNot() throws BgpException {
        Negotiated agreed = Negotiated.of(Sessions.ours(), Sessions.theirs());
        for (Slot slot : Slot.values()) {
            PeerState up =
                    new PeerState(new Idle(0, true), new Idle(0, true), false).with(slot, new Established(agreed));
            PeerState ended = PeerFsm.on(Sessions.ours(), up, slot, new Event.TcpDown("reset"), 0)
                    .next();
            assertInstanceOf(Active.class, ended.accepted(), slot.toString());
            assertInstanceOf(Idle.class, ended.dialled(), "we wait with our own dial");
            PeerState erred = PeerFsm.on(
                            Sessions.ours(), up, slot, new Event.Received(new Notification(4, 0, Octets.EMPTY)), 0)
                    .next();
            assertInstanceOf(Idle.class, erred.accepted(), slot.toString());
        }
    }

    @Test
    void anEstablishedSessionStaysWhateverTheIdentifiers() {
        SessionConfig config = Sessions.ours();
        Open open = Sessions.theirs();
        bothConnected(config);
        feed(config, Slot.DIALLED, new Event.Received(open));
        feed(config, Slot.DIALLED, new Event.Received(Keepalive.INSTANCE));
        assertEquals("Established", state.dialled().name());
        assertEquals("Idle", state.accepted().name());
    }
}
