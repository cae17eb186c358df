package io.routelb.redistribution.bfd.session;

import io.routelb.redistribution.bfd.packet.ControlPacket;
import io.routelb.redistribution.bfd.packet.Diagnostic;
import io.routelb.redistribution.bfd.packet.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an event leads to (RFC 5880 section 6.8). Total: every event has a result in every state. */
public final class Fsm {
    /** AdminDown is told so often at once: if it got lost, it would look like a failure. */
    private static final int FAREWELLS = 3;

    private final SessionConfig config;
    private final Session before;
    private final double random;
    private final List<Action> actions = new ArrayList<>();
    private Session session;

    private Fsm(SessionConfig config, Session session, double random) {
        this.config = config;
        this.before = session;
        this.session = session;
        this.random = random;
    }

    /** {@code random} in [0, 1), used for jitter. */
    public static Transition on(SessionConfig config, Session session, Event event, double random) {
        Fsm fsm = new Fsm(config, session, random);
        String reason = switch (event) {
            case Event.Start unused -> fsm.start();
            case Event.Reconfigured unused -> fsm.reconfigured();
            case Event.Disable unused -> fsm.disable();
            case Event.Expired expired -> fsm.expired(expired.timer());
            case Event.Received received -> fsm.received(received);
        };
        return new Transition(fsm.session, fsm.actions, reason);
    }

    private String start() {
        send(false);
        session.transmitInterval().ifPresent(this::startTransmitting);
        return "started";
    }

    private String reconfigured() {
        session = session.with(session.state() == State.UP ? session.rhythm().toward(config) : Rhythm.atRest(config));
        // RFC 5880 section 6.8.7: what is new goes out between the periodic packets.
        send(false);
        pace();
        return "the configuration changed";
    }

    private String disable() {
        if (session.state() == State.ADMIN_DOWN) {
            return "disabled already";
        }
        enter(State.ADMIN_DOWN, Diagnostic.ADMINISTRATIVELY_DOWN);
        for (int i = 0; i < FAREWELLS; i++) {
            send(false);
        }
        pace();
        return "disabled";
    }

    private String expired(SessionTimer timer) {
        return switch (timer) {
            case TRANSMIT -> {
                session.transmitInterval().ifPresent(interval -> {
                    send(false);
                    startTransmitting(interval);
                });
                yield "time for a packet";
            }
            case DETECTION -> silent();
            case SEQUENCE -> {
                session = session.with(session.sequences().forgotten());
                yield "the peer's sequence number is forgotten";
            }
            case POLL -> {
                session = session.with(session.rhythm().settled());
                nextPoll();
                pace();
                yield "no more answers to the last poll";
            }
        };
    }

    /** RFC 5880 sections 6.8.1 and 6.8.4. */
    private String silent() {
        actions.add(new Action.StartTimer(SessionTimer.SEQUENCE, session.detectionTime()));
        session = session.with(Remote.UNKNOWN);
        if (session.state() == State.INIT || session.state() == State.UP) {
            enter(State.DOWN, Diagnostic.DETECTION_TIME_EXPIRED);
            send(false);
        }
        pace();
        return "nothing was heard for the detection time";
    }

    /** RFC 5880 section 6.8.6, from the authentication on. */
    private String received(Event.Received event) {
        Optional<String> refused = session.sequences().refuse(config, event);
        if (refused.isPresent()) {
            actions.add(new Action.Discard(refused.get()));
            return refused.get();
        }
        ControlPacket packet = event.packet();
        session = session.with(Remote.of(packet)).with(session.sequences().heard(packet));
        if (packet.flags().finished()) {
            answered();
        }
        if (session.state() == State.ADMIN_DOWN) {
            pace();
            return "heard while disabled";
        }
        moveOn(packet.state());
        boolean changed = session.state() != before.state();
        if (changed || packet.flags().poll()) {
            send(packet.flags().poll());
        }
        pace();
        actions.add(new Action.StopTimer(SessionTimer.SEQUENCE));
        actions.add(new Action.StartTimer(SessionTimer.DETECTION, session.detectionTime()));
        return "the peer is " + packet.state().rfcName();
    }

    /** An answer more may still be under way to each poll that has been repeated: it must not pass for one to the next sequence. */
    private void answered() {
        boolean ends = session.rhythm().polling();
        session = session.with(session.rhythm().answered());
        if (ends && session.rhythm().unanswered() > 0) {
            actions.add(new Action.StartTimer(SessionTimer.POLL, session.detectionTime()));
        }
        nextPoll();
    }

    private void nextPoll() {
        if (session.state() == State.UP) {
            session = session.with(session.rhythm().toward(config));
        }
    }

    private void moveOn(State heard) {
        State own = session.state();
        boolean signalsDown = heard == State.ADMIN_DOWN ? own != State.DOWN : heard == State.DOWN && own == State.UP;
        if (signalsDown) {
            enter(State.DOWN, Diagnostic.NEIGHBOR_SIGNALED_DOWN);
        } else if (own == State.DOWN && heard == State.DOWN) {
            enter(State.INIT, Diagnostic.NONE);
        } else if (own == State.DOWN ? heard == State.INIT : own == State.INIT && heard != State.DOWN) {
            enter(State.UP, Diagnostic.NONE);
        }
    }

    private void enter(State next, Diagnostic reason) {
        State from = session.state();
        session = session.in(next, reason, config);
        // RFC 5882 section 3.2: what an administrator did at either end says nothing about the path.
        boolean pathLost =
                from == State.UP && next == State.DOWN && session.remote().state() != State.ADMIN_DOWN;
        actions.add(new Action.Changed(from, next, reason, pathLost));
    }

    private void send(boolean answer) {
        actions.add(new Action.Send(session.packet(config, answer)));
        session = session.with(session.sequences().next());
        if (!answer) {
            session = session.with(session.rhythm().sent());
        }
    }

    /** A shorter interval counts at once; a longer one from the next packet on. */
    private void pace() {
        Optional<Duration> was = before.transmitInterval();
        Optional<Duration> is = session.transmitInterval();
        if (is.isEmpty()) {
            actions.add(new Action.StopTimer(SessionTimer.TRANSMIT));
        } else if (was.isEmpty() || is.get().compareTo(was.get()) < 0) {
            startTransmitting(is.get());
        }
    }

    /** RFC 5880 section 6.8.7: up to a quarter is taken off by chance, and with a multiplier of 1 a tenth at least. */
    private void startTransmitting(Duration interval) {
        double widest = config.multiplier() == 1 ? 0.9 : 1;
        double factor = 0.75 + random * (widest - 0.75);
        actions.add(new Action.StartTimer(
                SessionTimer.TRANSMIT, Duration.ofNanos(Math.round(interval.toNanos() * factor))));
    }
}
