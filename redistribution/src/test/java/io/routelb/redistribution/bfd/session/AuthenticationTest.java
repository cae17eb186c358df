package io.routelb.redistribution.bfd.session;

import static io.routelb.redistribution.bfd.session.Ends.KEY;
import static io.routelb.redistribution.bfd.session.Ends.keyed;
import static io.routelb.redistribution.bfd.session.Ends.millis;
import static io.routelb.redistribution.bfd.session.Ends.ours;
import static io.routelb.redistribution.bfd.session.Ends.sent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.SessionPassword;
import io.routelb.redistribution.bfd.packet.AuthKey;
import io.routelb.redistribution.bfd.packet.AuthType;
import io.routelb.redistribution.bfd.packet.ControlPacket;
import io.routelb.redistribution.bfd.packet.ControlPacket.Authentication;
import io.routelb.redistribution.bfd.packet.ControlPacket.Flags;
import io.routelb.redistribution.bfd.packet.Diagnostic;
import io.routelb.redistribution.bfd.packet.PacketCodec;
import io.routelb.redistribution.bfd.packet.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 5880 section 6.7.4. */
class AuthenticationTest {
    private static Event.Received signed(AuthKey key, int sequence) {
        ControlPacket packet = new ControlPacket(
                Diagnostic.NONE,
                State.DOWN,
                Flags.NONE,
                3,
                22,
                0,
                millis(200),
                millis(300),
                Duration.ZERO,
                Optional.of(new Authentication(key.type(), key.id(), sequence)));
        return new Event.Received(packet, PacketCodec.encode(packet, Optional.of(key)));
    }

    private static AuthKey key(int id, String secret, AuthType type) {
        return new AuthKey(type, id, new SessionPassword(secret));
    }

    private static void assertRefused(SessionConfig config, Session session, Event event, String sentence) {
        Transition result = Fsm.on(config, session, event, 0.5);
        assertEquals(List.of(new Action.Discard(sentence)), result.actions());
        assertEquals(session, result.next(), "it changes nothing");
    }

    @Test
    void onlyWhatIsSignedWithTheKeyWeHaveIsHeard() {
        SessionConfig config = keyed(KEY);
        Session session = Session.initial(config, 1);
        String other = "the peer uses another key or kind of authentication";
        assertRefused(config, session, Ends.heard(State.DOWN), "the peer does not authenticate");
        assertRefused(config, session, signed(key(8, "secret", KEY.type()), 1), other);
        assertRefused(config, session, signed(key(7, "secret", AuthType.KEYED_SHA1), 1), other);
        assertRefused(config, session, signed(key(7, "Secret", KEY.type()), 1), "the peer's key has another secret");
        assertRefused(ours(), Session.initial(ours(), 1), signed(KEY, 1), "the peer authenticates, and we have no key");
        assertEquals(
                State.INIT, Fsm.on(config, session, signed(KEY, 1), 0.5).next().state());
    }

    @ParameterizedTest(name = "{0}: {2} after {1}: {3}")
    @CsvSource(textBlock = """
            METICULOUS_KEYED_SHA1, 100, 101, true
            METICULOUS_KEYED_SHA1, 100, 109, true
            METICULOUS_KEYED_SHA1, 100, 100, false
            METICULOUS_KEYED_SHA1, 100, 110, false
            METICULOUS_KEYED_SHA1, 100, 99,  false
            METICULOUS_KEYED_SHA1, -1,  0,   true
            KEYED_SHA1,            100, 100, true
            KEYED_SHA1,            100, 110, false
            """)
    void aReplayedPacketIsNotHeard(AuthType type, int first, int second, boolean accepted) {
        AuthKey key = key(7, "secret", type);
        SessionConfig config = keyed(key);
        Session heard = Fsm.on(config, Session.initial(config, 1), signed(key, first), 0.5)
                .next();
        if (accepted) {
            assertEquals(
                    second,
                    Fsm.on(config, heard, signed(key, second), 0.5)
                            .next()
                            .sequences()
                            .received());
        } else {
            assertRefused(config, heard, signed(key, second), "the sequence number is not one that may come next");
        }
    }

    @Test
    void afterTwoDetectionTimesOfSilenceAPeerMayBeginAnew() {
        SessionConfig config = keyed(KEY);
        Session heard = Fsm.on(config, Session.initial(config, 1), signed(KEY, 1000), 0.5)
                .next();
        Session silent = Fsm.on(config, heard, new Event.Expired(SessionTimer.DETECTION), 0.5)
                .next();
        assertRefused(config, silent, signed(KEY, 5), "the sequence number is not one that may come next");
        Session forgotten = Fsm.on(config, silent, new Event.Expired(SessionTimer.SEQUENCE), 0.5)
                .next();
        assertEquals(
                State.INIT,
                Fsm.on(config, forgotten, signed(KEY, 5), 0.5).next().state());
    }

    @Test
    void everyPacketHasANumberOfItsOwnFromTheFirstOn() {
        SessionConfig config = keyed(KEY);
        Transition first = Fsm.on(config, Session.initial(config, -1), new Event.Start(), 0.5);
        Transition farewell = Fsm.on(config, first.next(), new Event.Disable(), 0.5);
        assertEquals(List.of(-1), numbers(first));
        assertEquals(List.of(0, 1, 2), numbers(farewell));
        assertTrue(KEY.signed(PacketCodec.encode(sent(first).getFirst(), config.key())));
    }

    private static List<Integer> numbers(Transition transition) {
        return sent(transition).stream()
                .map(each -> each.authentication().orElseThrow().sequence())
                .toList();
    }
}
