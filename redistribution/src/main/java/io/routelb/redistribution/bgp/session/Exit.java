package io.routelb.redistribution.bgp.session;

import io.routelb.redistribution.bgp.message.BgpException;
import io.routelb.redistribution.bgp.message.MessageType;
import io.routelb.redistribution.bgp.message.Notification;
import io.routelb.redistribution.bgp.message.Octets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The ways out of a connection that several states share. */
final class Exit {
    private Exit() {}

    /** We end it: NOTIFICATION, close, wait in Idle. */
    static Transition fail(
            State from, SessionConfig config, double random, Notification notification, String sentence) {
        List<Action> actions = new ArrayList<>();
        actions.add(new Action.Send(notification));
        return toIdle(from, config, random, sentence, actions, keepsAfterNotification(from));
    }

    /** The peer or the network ended it, or there is nobody to tell: close, wait in Idle. */
    static Transition drop(State from, SessionConfig config, double random, String sentence) {
        return toIdle(from, config, random, sentence, new ArrayList<>(), keeps(from));
    }

    /** RFC 4724 section 4.2: a connection that just ends leaves stale routes, not void ones. */
    private static boolean keeps(State from) {
        return from instanceof Established up && up.negotiated().restart().keeps();
    }

    /** RFC 8538 section 4: nor does a NOTIFICATION, when both sides said so. */
    private static boolean keepsAfterNotification(State from) {
        return keeps(from)
                && from instanceof Established up
                && up.negotiated().restart().notification();
    }

    private static Transition toIdle(
            State from, SessionConfig config, double random, String sentence, List<Action> actions, boolean stale) {
        actions.add(new Action.Close());
        actions.add(new Action.StopTimers());
        if (from instanceof Established) {
            actions.add(new Action.Down(sentence, stale));
        }
        int failures = from.failures() + 1;
        actions.add(new Action.Fault(sentence));
        actions.add(new Action.StartTimer(SessionTimer.IDLE_HOLD, Backoff.after(failures, config, random)));
        return new Transition(new Idle(failures, true), actions, sentence);
    }

    /** We are told to end it and stay in Idle. */
    static Transition stop(State from, Optional<Notification> farewell) {
        String reason = farewell.map(Notification::describe).orElse("stopped");
        return new Transition(new Idle(0, false), leave(from, farewell, reason), reason);
    }

    /** We are told to end it and to come back later, or not. */
    static Transition halt(State from, Event.AutomaticStop stop) {
        List<Action> actions = leave(from, Optional.of(stop.farewell()), stop.sentence());
        actions.add(new Action.Fault(stop.sentence()));
        if (stop.pause().isZero()) {
            return new Transition(Idle.STOPPED, actions, stop.sentence());
        }
        actions.add(new Action.StartTimer(SessionTimer.IDLE_HOLD, stop.pause()));
        return new Transition(new Idle(0, true), actions, stop.sentence());
    }

    /** Idle until the IdleHoldTimer runs out. */
    static Transition pause(int failures, Duration delay, double random) {
        return Transition.of(
                new Idle(failures, true),
                "starts after a pause",
                new Action.StartTimer(SessionTimer.IDLE_HOLD, Backoff.jittered(delay, random)));
    }

    private static List<Action> leave(State from, Optional<Notification> farewell, String reason) {
        List<Action> actions = new ArrayList<>();
        boolean peerListens = from instanceof OpenSent || from instanceof OpenConfirm || from instanceof Established;
        if (peerListens) {
            farewell.ifPresent(notification -> actions.add(new Action.Send(meant(from, notification))));
        }
        actions.add(new Action.Close());
        actions.add(new Action.StopTimers());
        if (from instanceof Established) {
            actions.add(new Action.Down(reason, false));
        }
        return actions;
    }

    /**
     * RFC 8538 section 3: between speakers that keep routes over a NOTIFICATION, one that is to end them has to say so. A reset that we
     * come back from at once is not.
     */
    private static Notification meant(State from, Notification farewell) {
        return keepsAfterNotification(from) && !farewell.equals(Notification.RESET) ? farewell.hard() : farewell;
    }

    /** RFC 4271 section 6.8: this connection makes room for the other one. No fault, so nothing is reported. */
    static Transition collided(State from, SessionConfig config, double random) {
        Action retry = new Action.StartTimer(SessionTimer.IDLE_HOLD, Backoff.after(from.failures(), config, random));
        List<Action> actions = new ArrayList<>();
        if (from instanceof OpenSent || from instanceof OpenConfirm) {
            actions.add(new Action.Send(Notification.COLLISION));
        }
        actions.add(new Action.Close());
        actions.add(new Action.StopTimers());
        actions.add(retry);
        return new Transition(new Idle(from.failures(), true), actions, "the other connection to the peer is kept");
    }

    /** RFC 4271 section 6.6 and RFC 6608: a message that may not come in this state. */
    static Transition unexpected(State from, SessionConfig config, double random, String what, int subcode) {
        Notification notification = new Notification(Notification.FSM_ERROR, subcode, Octets.EMPTY);
        String sentence = "peer sent " + what + " in state " + from.name() + ": " + notification.describe();
        return fail(from, config, random, notification, sentence);
    }

    /** Octets that are no message. An UPDATE that may not come at all is that first. */
    static Transition malformed(State from, SessionConfig config, double random, BgpException error, int subcode) {
        Notification notification = error.notification();
        if (notification.code() == Notification.UPDATE_ERROR) {
            return unexpected(from, config, random, MessageType.UPDATE.toString(), subcode);
        }
        return fail(from, config, random, notification, error.sentence());
    }

    /** RFC 4271 section 6.5. */
    static Transition holdExpired(State from, SessionConfig config, double random) {
        Notification notification = new Notification(Notification.HOLD_TIMER_EXPIRED, 0, Octets.EMPTY);
        return fail(from, config, random, notification, "peer went silent: " + notification.describe());
    }

    /** RFC 9687: a peer that takes nothing holds routes we cannot change. The NOTIFICATION will hardly get through. */
    static Transition sendHoldExpired(State from, SessionConfig config, double random) {
        Notification notification = new Notification(Notification.SEND_HOLD_TIMER_EXPIRED, 0, Octets.EMPTY);
        return fail(from, config, random, notification, "peer takes nothing we send: " + notification.describe());
    }

    /** The peer's NOTIFICATION. */
    static Transition closedByPeer(State from, SessionConfig config, double random, Notification notification) {
        String sentence = "peer closed: " + notification.describe();
        // RFC 4271 section 6.8: to a peer that prefers another connection this one was no session; it has lost nothing.
        boolean stale =
                notification.isCollision() ? keeps(from) : keepsAfterNotification(from) && !notification.isHardReset();
        return toIdle(from, config, random, sentence, new ArrayList<>(), stale);
    }
}
