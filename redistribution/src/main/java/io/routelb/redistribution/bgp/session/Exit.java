package io.routelb.redistribution.bgp.session;

import io.routelb.redistribution.bgp.message.Notification;
import io.routelb.redistribution.bgp.message.Octets;
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
        return toIdle(from, config, random, sentence, actions);
    }

    /** The peer or the network ended it, or there is nobody to tell: close, wait in Idle. */
    static Transition drop(State from, SessionConfig config, double random, String sentence) {
        return toIdle(from, config, random, sentence, new ArrayList<>());
    }

    private static Transition toIdle(
            State from, SessionConfig config, double random, String sentence, List<Action> actions) {
        actions.add(new Action.Close());
        actions.add(new Action.StopTimers());
        if (from instanceof Established) {
            actions.add(new Action.Down(sentence));
        }
        int failures = from.failures() + 1;
        actions.add(new Action.Fault(sentence));
        actions.add(new Action.StartTimer(SessionTimer.IDLE_HOLD, Backoff.after(failures, config, random)));
        return new Transition(new Idle(failures, true), actions, sentence);
    }

    /** We are told to end it and stay in Idle. */
    static Transition stop(State from, Optional<Notification> farewell) {
        List<Action> actions = new ArrayList<>();
        boolean peerListens = from instanceof OpenSent || from instanceof OpenConfirm || from instanceof Established;
        if (peerListens) {
            farewell.ifPresent(notification -> actions.add(new Action.Send(notification)));
        }
        actions.add(new Action.Close());
        actions.add(new Action.StopTimers());
        String reason = farewell.map(Notification::describe).orElse("stopped");
        if (from instanceof Established) {
            actions.add(new Action.Down(reason));
        }
        return new Transition(new Idle(0, false), actions, reason);
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
        return drop(from, config, random, "peer closed: " + notification.describe());
    }
}
