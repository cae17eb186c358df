package io.routelb.redistribution.bfd.session;

import io.routelb.model.SessionPassword;
import io.routelb.redistribution.bfd.packet.AuthKey;
import io.routelb.redistribution.bfd.packet.AuthType;
import io.routelb.redistribution.bfd.packet.ControlPacket;
import io.routelb.redistribution.bfd.packet.ControlPacket.Flags;
import io.routelb.redistribution.bfd.packet.Diagnostic;
import io.routelb.redistribution.bfd.packet.PacketCodec;
import io.routelb.redistribution.bfd.packet.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the tests of sessions share. */
final class Ends {
    static final AuthKey KEY = new AuthKey(AuthType.METICULOUS_KEYED_SHA1, 7, new SessionPassword("secret"));

    private Ends() {}

    static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    /** 100 ms to send, 50 ms to receive, times 3. */
    static SessionConfig ours() {
        return config(100, 50, 3);
    }

    static SessionConfig config(int transmitMillis, int receiveMillis, int multiplier) {
        return new SessionConfig(11, millis(transmitMillis), millis(receiveMillis), multiplier, Optional.empty());
    }

    static SessionConfig keyed(AuthKey key) {
        return new SessionConfig(11, millis(100), millis(50), 3, Optional.of(key));
    }

    /** From a peer that sends every 200 ms, wants packets every 300 ms, and has a multiplier of 4. */
    static ControlPacket packet(State state, Flags flags) {
        return packet(state, flags, 300);
    }

    static ControlPacket packet(State state, Flags flags, int requiredMillis) {
        return new ControlPacket(
                Diagnostic.NONE,
                state,
                flags,
                4,
                22,
                11,
                millis(200),
                millis(requiredMillis),
                Duration.ZERO,
                Optional.empty());
    }

    static Event.Received heard(ControlPacket packet) {
        return new Event.Received(packet, PacketCodec.encode(packet, Optional.of(KEY)));
    }

    static Event.Received heard(State state) {
        return heard(packet(state, Flags.NONE));
    }

    /** A session of {@link #ours} that has just come into the state, having heard what leads there. */
    static Session session(State state) {
        return session(ours(), state);
    }

    static Session session(SessionConfig config, State state) {
        List<Event> way = switch (state) {
            case DOWN -> List.of(new Event.Start());
            case INIT -> List.of(new Event.Start(), heard(State.DOWN));
            case UP -> List.of(new Event.Start(), heard(State.DOWN), heard(State.UP));
            case ADMIN_DOWN -> List.of(new Event.Start(), heard(State.DOWN), heard(State.UP), new Event.Disable());
        };
        Session session = Session.initial(config, 1000);
        for (Event event : way) {
            session = Fsm.on(config, session, event, 0.5).next();
        }
        return session;
    }

    static List<ControlPacket> sent(Transition transition) {
        return transition.actions().stream()
                .filter(Action.Send.class::isInstance)
                .map(each -> ((Action.Send) each).packet())
                .toList();
    }
}
