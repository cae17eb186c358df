package io.routelb.redistribution.bgp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.PeerOptions;
import io.routelb.model.PeerOptions.Restart;
import io.routelb.redistribution.bgp.message.AfiSafi;
import io.routelb.redistribution.bgp.message.BgpException;
import io.routelb.redistribution.bgp.message.Capability;
import io.routelb.redistribution.bgp.message.Keepalive;
import io.routelb.redistribution.bgp.message.Notification;
import io.routelb.redistribution.bgp.message.Octets;
import io.routelb.redistribution.bgp.message.Open;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 4724 and RFC 8538 at the level of the session: when are a peer's routes stale, and when void? */
class GracefulRestartTest {
    private static SessionConfig ours(boolean restart, boolean notification) {
        Restart wanted = restart ? new Restart(true, Duration.ofMinutes(1), notification, Duration.ZERO) : Restart.OFF;
        return Sessions.ours(PeerOptions.DEFAULT.withRestart(wanted));
    }

    private static Open theirs(int flags) {
        List<Capability> all = new ArrayList<>(Sessions.theirs().capabilities());
        all.removeIf(Capability.GracefulRestart.class::isInstance);
        all.add(new Capability.GracefulRestart(
                flags, 60, List.of(new Capability.GracefulFamily(AfiSafi.IPV4_UNICAST, 0x80))));
        return new Open(65010, 30, Sessions.theirs().routerId(), all);
    }

    private static State established(SessionConfig config, int flags) {
        try {
            return new Established(Negotiated.of(config, theirs(flags)));
        } catch (BgpException e) {
            throw new AssertionError(e);
        }
    }

    private static Event event(String name) {
        return switch (name) {
            case "connection lost" -> new Event.TcpDown("gone");
            case "hold time" -> new Event.Expired(SessionTimer.HOLD);
            case "send hold time" -> new Event.Expired(SessionTimer.SEND_HOLD);
            case "malformed" -> new Event.Malformed(BgpException.reset(3, 1, Octets.EMPTY, "bad"));
            case "peer resets" -> new Event.Received(Notification.RESET);
            case "peer keeps another" -> new Event.Received(Notification.COLLISION);
            case "peer resets hard" -> new Event.Received(Notification.SHUTDOWN.hard());
            case "replaced" -> new Event.Replaced();
            case "we stop" -> new Event.ManualStop(Optional.of(Notification.SHUTDOWN));
            case "we leave silently" -> new Event.ManualStop(Optional.empty());
            case "we reset" -> new Event.ManualStop(Optional.of(Notification.RESET));
            case "we may not go on" ->
                new Event.AutomaticStop(new Notification(6, 1, Octets.EMPTY), "too many", Duration.ofMinutes(1));
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** What is sent, and whether the peer's routes are stale: without restart, with it, and with the N bit. */
    @ParameterizedTest(name = "{0}: {1}, {2}, {3}")
    @CsvSource(textBlock = """
            connection lost,   - void,    - stale,   - stale
            replaced,          - void,    - stale,   - stale
            hold time,         4/0 void,  4/0 void,  4/0 stale
            send hold time,    8/0 void,  8/0 void,  8/0 stale
            malformed,         3/1 void,  3/1 void,  3/1 stale
            peer resets,       - void,    - void,    - stale
            peer keeps another,- void,   - stale,   - stale
            peer resets hard,  - void,    - void,    - void
            we stop,           6/2 void,  6/2 void,  6/9 void
            we reset,          6/4 void,  6/4 void,  6/4 void
            we leave silently, - void,    - void,    - void
            we may not go on,  6/1 void,  6/1 void,  6/9 void
            """)
    void routesAreStaleOrVoid(String event, String none, String plain, String notification) {
        assertEquals(none, shown(ours(false, false), 0, event));
        assertEquals(none, shown(ours(false, false), 4, event));
        assertEquals(plain, shown(ours(true, false), 0, event));
        assertEquals(plain, shown(ours(true, true), 0, event), "the bit of one side is not enough");
        assertEquals(plain, shown(ours(true, false), 4, event), "nor that of the other");
        assertEquals(notification, shown(ours(true, true), 4, event));
    }

    private static String shown(SessionConfig config, int flags, String event) {
        List<Action> actions =
                Fsm.on(config, established(config, flags), event(event), 0.5).actions();
        String sent = actions.stream()
                .filter(each -> each instanceof Action.Send send && send.message() instanceof Notification)
                .map(each -> (Notification) ((Action.Send) each).message())
                .map(each -> each.code() + "/" + each.subcode())
                .findFirst()
                .orElse("-");
        List<Action.Down> downs = actions.stream()
                .filter(Action.Down.class::isInstance)
                .map(Action.Down.class::cast)
                .toList();
        assertEquals(1, downs.size());
        return sent + (downs.getFirst().stale() ? " stale" : " void");
    }

    @ParameterizedTest(name = "R bit {0}: {1} stays")
    @CsvSource({"8, ACCEPTED", "0, DIALLED"})
    void aPeerThatRestartedAndDialsAnewReplacesItsOldSession(int flags, Slot kept) {
        SessionConfig config = ours(true, false);
        PeerState state =
                PeerFsm.start(config, PeerState.STOPPED, Duration.ZERO, 0.5).next();
        state = feed(config, state, Slot.DIALLED, new Event.TcpUp()).next();
        state = feed(config, state, Slot.DIALLED, new Event.Received(theirs(0))).next();
        state = feed(config, state, Slot.DIALLED, new Event.Received(Keepalive.INSTANCE))
                .next();
        // Established on the connection we dialled, and then the peer is there again.
        state = new PeerState(state.dialled(), new OpenSent(0), false);
        PeerFsm.Step step = feed(config, state, Slot.ACCEPTED, new Event.Received(theirs(flags)));
        assertEquals("Idle", step.next().of(kept.other()).name());
        boolean replaced = kept == Slot.ACCEPTED;
        assertEquals(
                replaced ? "OpenConfirm" : "Established", step.next().of(kept).name());
        assertEquals(
                replaced,
                step.actions().stream()
                        .anyMatch(each -> each.slot() == Slot.DIALLED
                                && each.action() instanceof Action.Down down
                                && down.stale()));
        assertFalse(
                replaced
                        && step.actions().stream()
                                .anyMatch(each -> each.action() instanceof Action.Send send
                                        && send.message() instanceof Notification),
                "no NOTIFICATION (RFC 4724 section 5)");
    }

    private static PeerFsm.Step feed(SessionConfig config, PeerState state, Slot slot, Event event) {
        return PeerFsm.on(config, state, slot, event, 0.5);
    }

    @Test
    void aHardResetCarriesWhatItIsFor() {
        Notification hard = Notification.SHUTDOWN.hard();
        assertTrue(hard.isHardReset());
        assertEquals(
                "Hard Reset (6/9) for Cease/Administrative Shutdown (6/2), saying \"RouteLB stops on this node\"",
                hard.describe());
        assertEquals("Hard Reset (6/9) for Cease/Hard Reset (6/9)", hard.hard().describe());
        assertEquals("Cease/Hard Reset (6/9)", new Notification(6, 9, Octets.EMPTY).describe());
    }
}
