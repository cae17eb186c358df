package io.routelb.redistribution.bfd.session;

import static io.routelb.redistribution.bfd.session.Ends.heard;
import static io.routelb.redistribution.bfd.session.Ends.millis;
import static io.routelb.redistribution.bfd.session.Ends.ours;
import static io.routelb.redistribution.bfd.session.Ends.packet;
import static io.routelb.redistribution.bfd.session.Ends.sent;
import static io.routelb.redistribution.bfd.session.Ends.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.redistribution.bfd.packet.ControlPacket;
import io.routelb.redistribution.bfd.packet.ControlPacket.Flags;
import io.routelb.redistribution.bfd.packet.Diagnostic;
import io.routelb.redistribution.bfd.packet.State;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FsmTest {
    private static final Map<String, Event> EVENTS = events();

    private static Map<String, Event> events() {
        Map<String, Event> events = new LinkedHashMap<>();
        events.put("start", new Event.Start());
        events.put("reconfigured", new Event.Reconfigured());
        events.put("disable", new Event.Disable());
        events.put("transmit", new Event.Expired(SessionTimer.TRANSMIT));
        events.put("detection", new Event.Expired(SessionTimer.DETECTION));
        events.put("poll", new Event.Expired(SessionTimer.POLL));
        events.put("sequence", new Event.Expired(SessionTimer.SEQUENCE));
        for (State state : State.values()) {
            events.put(state.rfcName(), heard(state));
            events.put(state.rfcName() + "+P", heard(packet(state, Flags.POLL)));
            events.put(state.rfcName() + "+F", heard(packet(state, Flags.FINAL)));
        }
        return events;
    }

    /** The state that follows, its diagnostic where it is a new one, a letter for each packet sent, ! where the path counts as lost. */
    @ParameterizedTest(name = "{0} in Down={1} Init={2} Up={3} AdminDown={4}")
    @CsvSource(textBlock = """
            start,        Down s,    Init s,    Up p,       AdminDown s
            reconfigured, Down s,    Init s,    Up p,       AdminDown s
            disable,      AdminDown(7) sss, AdminDown(7) sss, AdminDown(7) sss, AdminDown
            transmit,     Down s,    Init s,    Up p,       AdminDown s
            detection,    Down,      Down(1) s, Down(1)! s, AdminDown
            poll,         Down,      Init,      Up,         AdminDown
            sequence,     Down,      Init,      Up,         AdminDown
            AdminDown,    Down,      Down(3) s, Down(3) s,  AdminDown
            AdminDown+P,  Down f,    Down(3) f, Down(3) f,  AdminDown
            AdminDown+F,  Down,      Down(3) s, Down(3) s,  AdminDown
            Down,         Init(0) s, Init,      Down(3)! s, AdminDown
            Down+P,       Init(0) f, Init f,    Down(3)! f, AdminDown
            Down+F,       Init(0) s, Init,      Down(3)! s, AdminDown
            Init,         Up(0) p,   Up(0) p,   Up,         AdminDown
            Init+P,       Up(0) f,   Up(0) f,   Up f,       AdminDown
            Init+F,       Up(0) p,   Up(0) p,   Up,         AdminDown
            Up,           Down,      Up(0) p,   Up,         AdminDown
            Up+P,         Down f,    Up(0) f,   Up f,       AdminDown
            Up+F,         Down,      Up(0) p,   Up,         AdminDown
            """)
    void everyEventHasADefinedResultInEveryState(String event, String down, String init, String up, String disabled) {
        List<State> states = List.of(State.DOWN, State.INIT, State.UP, State.ADMIN_DOWN);
        List<String> expected = List.of(down, init, up, disabled);
        Event given = Optional.ofNullable(EVENTS.get(event)).orElseThrow();
        for (int i = 0; i < states.size(); i++) {
            Transition result = Fsm.on(ours(), session(states.get(i)), given, 0.5);
            assertEquals(expected.get(i), shown(result), event + " in " + states.get(i));
            assertFalse(result.reason().isBlank());
        }
    }

    private static String shown(Transition result) {
        String changed = result.actions().stream()
                .filter(Action.Changed.class::isInstance)
                .map(each -> (Action.Changed) each)
                .map(each -> "(" + each.reason().code() + ")" + (each.pathLost() ? "!" : ""))
                .collect(Collectors.joining());
        String packets = sent(result).stream()
                .map(each -> each.flags().poll() ? "p" : each.flags().finished() ? "f" : "s")
                .collect(Collectors.joining());
        return (result.next().state().rfcName() + changed + " " + packets).strip();
    }

    @Test
    void theTableHasEveryEvent() {
        assertEquals(19, EVENTS.size());
    }

    @Test
    void whatIsTriedFirstGoesOutOnceASecondWithoutTheTwoBitsWeNeverSet() {
        Transition first = Fsm.on(ours(), Session.initial(ours(), 0), new Event.Start(), 0.999);
        ControlPacket packet = sent(first).getFirst();
        assertEquals(Duration.ofSeconds(1), packet.desiredMinTx(), "RFC 5880 section 6.8.3: a second at least");
        assertEquals(millis(50), packet.requiredMinRx());
        assertEquals(Duration.ZERO, packet.requiredMinEchoRx(), "no Echo");
        assertEquals(0, packet.yourDiscriminator());
        assertFalse(packet.flags().independent(), "the C bit");
        assertFalse(packet.flags().demand());
        SessionConfig slow = Ends.config(5000, 50, 3);
        assertEquals(
                Duration.ofSeconds(5),
                sent(Fsm.on(slow, Session.initial(slow, 0), new Event.Start(), 0))
                        .getFirst()
                        .desiredMinTx());
    }

    @ParameterizedTest(name = "multiplier {0}, chance {1}: {2} us of a second")
    @CsvSource(textBlock = """
            3, 0,        750000
            3, 0.5,      875000
            3, 1,       1000000
            1, 0,        750000
            1, 1,        900000
            """)
    void periodsAreJittered(int multiplier, double random, long micros) {
        SessionConfig config = Ends.config(100, 50, multiplier);
        Transition result =
                Fsm.on(config, session(config, State.INIT), new Event.Expired(SessionTimer.TRANSMIT), random);
        assertTrue(result.actions()
                .contains(new Action.StartTimer(SessionTimer.TRANSMIT, Duration.ofNanos(micros * 1000))));
    }

    @Test
    void upIsEnteredWithAPollAndThePaceOfTheSlowerOfBoth() {
        Transition up = Fsm.on(ours(), session(State.INIT), heard(State.UP), 1);
        ControlPacket packet = sent(up).getFirst();
        assertTrue(packet.flags().poll());
        assertEquals(millis(100), packet.desiredMinTx());
        assertEquals(22, packet.yourDiscriminator());
        assertTrue(up.actions().contains(new Action.StartTimer(SessionTimer.TRANSMIT, millis(300))), "it wants 300 ms");
        assertTrue(
                up.actions().contains(new Action.StartTimer(SessionTimer.DETECTION, millis(800))),
                "its multiplier 4 times its 200 ms");
        assertEquals(millis(900), up.next().detectedAfter(ours()), "our multiplier 3 times 300 ms");
        Session answered = Fsm.on(ours(), up.next(), heard(packet(State.UP, Flags.FINAL)), 1)
                .next();
        assertFalse(answered.rhythm().polling());
    }

    @Test
    void whatMakesThePeerImpatientWaitsForItsAnswerAndWhatDoesNotCountsAtOnce() {
        Session up = answered(ours(), session(State.UP));
        SessionConfig slower = Ends.config(2000, 400, 3);
        Session asked = Fsm.on(slower, up, new Event.Reconfigured(), 1).next();
        assertEquals(Optional.of(millis(300)), asked.transmitInterval(), "the peer still expects the old pace");
        assertEquals(millis(1600), asked.detectionTime(), "the peer may slow down from now on");
        Session slow = answered(slower, asked);
        assertEquals(Optional.of(millis(2000)), slow.transmitInterval());
        Session quicker = Fsm.on(ours(), slow, new Event.Reconfigured(), 1).next();
        assertEquals(Optional.of(millis(300)), quicker.transmitInterval(), "quicker is never too quick");
        assertEquals(millis(1600), quicker.detectionTime(), "the peer is still slow");
        assertEquals(millis(800), answered(ours(), quicker).detectionTime());
    }

    @Test
    void aChangeDuringAPollIsToldAfterIt() {
        Session polling = session(State.UP);
        SessionConfig other = Ends.config(70, 70, 3);
        Transition still = Fsm.on(other, polling, new Event.Reconfigured(), 1);
        assertEquals(millis(100), sent(still).getFirst().desiredMinTx());
        Session then = answered(other, answered(other, still.next())); // two polls were sent
        assertEquals(millis(70), then.rhythm().toldTx());
        assertTrue(then.rhythm().polling());
        assertFalse(answered(other, then).rhythm().polling());
    }

    @Test
    void anAnswerTooManyIsNoneToTheNextPoll() {
        Session repeated = Fsm.on(ours(), session(State.UP), new Event.Expired(SessionTimer.TRANSMIT), 1)
                .next();
        Transition once = Fsm.on(ours(), repeated, heard(packet(State.UP, Flags.FINAL)), 1);
        assertTrue(once.actions().contains(new Action.StartTimer(SessionTimer.POLL, millis(800))));
        SessionConfig slower = Ends.config(2000, 50, 3);
        Session early = Fsm.on(slower, once.next(), new Event.Reconfigured(), 1).next();
        assertFalse(early.rhythm().polling(), "an answer may still come");
        assertTrue(answered(slower, early).rhythm().polling(), "it has come");
        assertEquals(millis(100), answered(slower, early).rhythm().usedTx(), "and counts for nothing");
        Session late =
                Fsm.on(slower, early, new Event.Expired(SessionTimer.POLL), 1).next();
        assertTrue(late.rhythm().polling(), "it is not waited for any longer");
    }

    private static Session answered(SessionConfig config, Session session) {
        return Fsm.on(config, session, heard(packet(State.UP, Flags.FINAL)), 1).next();
    }

    @Test
    void aPeerInDemandModeGetsNothingButPollsAndAnswers() {
        Flags demand = new Flags(false, true, false, true);
        Transition asked = Fsm.on(ours(), session(State.UP), heard(packet(State.UP, demand)), 1);
        assertTrue(asked.actions().contains(new Action.StopTimer(SessionTimer.TRANSMIT)));
        assertTrue(sent(Fsm.on(ours(), asked.next(), new Event.Expired(SessionTimer.TRANSMIT), 1))
                .isEmpty());
        Transition polled =
                Fsm.on(ours(), asked.next(), heard(packet(State.UP, new Flags(true, false, false, true))), 1);
        assertTrue(sent(polled).getFirst().flags().finished(), "its poll is answered");
        Transition asking = Fsm.on(Ends.config(60, 60, 3), asked.next(), new Event.Reconfigured(), 1);
        assertTrue(
                asking.actions().contains(new Action.StartTimer(SessionTimer.TRANSMIT, millis(300))),
                "our own poll is repeated until it is answered");
        Transition left = Fsm.on(ours(), asked.next(), heard(State.UP), 1);
        assertTrue(left.actions().contains(new Action.StartTimer(SessionTimer.TRANSMIT, millis(300))));
    }

    @Test
    void aPeerThatWantsNoPeriodicPacketsGetsNone() {
        Transition asked = Fsm.on(ours(), session(State.UP), heard(packet(State.UP, Flags.FINAL, 0)), 1);
        assertTrue(asked.actions().contains(new Action.StopTimer(SessionTimer.TRANSMIT)));
        Transition silent = Fsm.on(ours(), asked.next(), new Event.Expired(SessionTimer.DETECTION), 1);
        assertTrue(
                silent.actions().contains(new Action.StartTimer(SessionTimer.TRANSMIT, Duration.ofSeconds(1))),
                "it is looked for again once it is gone");
    }

    @Test
    void aSilentPeerIsForgottenAndAfterASecondDetectionTimeSoIsItsSequenceNumber() {
        Transition silent = Fsm.on(ours(), session(State.UP), new Event.Expired(SessionTimer.DETECTION), 1);
        assertEquals(Remote.UNKNOWN, silent.next().remote());
        assertEquals(0, sent(silent).getFirst().yourDiscriminator());
        assertEquals(Diagnostic.DETECTION_TIME_EXPIRED, sent(silent).getFirst().diagnostic());
        assertTrue(silent.actions().contains(new Action.StartTimer(SessionTimer.SEQUENCE, millis(800))));
    }
}
