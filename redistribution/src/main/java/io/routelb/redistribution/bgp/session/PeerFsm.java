package io.routelb.redistribution.bgp.session;

import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.model.IpFamily;
import io.routelb.redistribution.bgp.message.Keepalive;
import io.routelb.redistribution.bgp.message.Message;
import io.routelb.redistribution.bgp.message.Notification;
import io.routelb.redistribution.bgp.message.Open;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Both connections a peer may have with us, each with a state machine of its own as RFC 4271 section 8.2.1 has it, and the rules
 * between them: collisions, and that we don't dial while the peer's own connection carries the session. Pure.
 */
public final class PeerFsm {
    /** How long the peer's OPEN waits for the connection we dialled: longer than a peer needs that has just started on a busy machine. */
    private static final Duration COLLISION_WAIT = Duration.ofSeconds(2);

    private final SessionConfig config;
    private final double random;
    private final List<SlotAction> actions = new ArrayList<>();
    private PeerState state;

    private PeerFsm(SessionConfig config, PeerState state, double random) {
        this.config = config;
        this.state = state;
        this.random = random;
    }

    /** An action and the connection it is for. */
    public record SlotAction(Slot slot, Action action) {}

    /** What an event came to. */
    public record Step(PeerState next, List<SlotAction> actions, String reason) {
        public Step {
            actions = List.copyOf(actions);
        }
    }

    /** Begins both: listening, and unless passive dialling after {@code delay}; zero ends a pause, too. */
    public static Step start(SessionConfig config, PeerState state, Duration delay, double random) {
        PeerFsm fsm = new PeerFsm(config, state, random);
        fsm.feed(Slot.ACCEPTED, new Event.ManualStart());
        if (!config.passive()) {
            fsm.feed(Slot.DIALLED, delay.isZero() ? new Event.ManualStart() : new Event.AutomaticStart(delay));
        }
        return fsm.step("started");
    }

    /**
     * Ends both; whichever got as far says farewell.
     *
     * @param farewell empty = the connections are closed without a word, so that a peer may keep our routes (RFC 4724 section 4)
     */
    public static Step stop(SessionConfig config, PeerState state, Optional<Notification> farewell) {
        PeerFsm fsm = new PeerFsm(config, state, 0);
        for (Slot slot : Slot.values()) {
            fsm.feed(slot, new Event.ManualStop(farewell));
        }
        return fsm.step(farewell.map(Notification::describe).orElse("stopped"));
    }

    /** Ends both because the session may not go on; they begin again after the pause the event names. */
    public static Step halt(SessionConfig config, PeerState state, Event.AutomaticStop stop) {
        PeerFsm fsm = new PeerFsm(config, state, 0);
        for (Slot slot : Slot.values()) {
            fsm.feed(slot, slot == Slot.DIALLED && config.passive() ? new Event.ManualStop(Optional.empty()) : stop);
        }
        return fsm.step(stop.sentence());
    }

    /** Other timers are configured: what needs no new OPEN counts from now on. */
    public static Step retime(SessionConfig config, PeerState state, double random) {
        PeerFsm fsm = new PeerFsm(config, state, random);
        for (Slot slot : Slot.values()) {
            fsm.feed(slot, new Event.Retimed());
        }
        return fsm.step("other timers are configured");
    }

    /** What the event on one connection leads to for both. */
    public static Step on(SessionConfig config, PeerState state, Slot slot, Event event, double random) {
        PeerFsm fsm = new PeerFsm(config, state, random);
        if (slot == Slot.ACCEPTED && state.accepted() instanceof OpenSent waiting && fsm.holds(waiting, event)) {
            return fsm.step("the peer's OPEN waits for the connection that we dialled");
        }
        String reason = fsm.feed(slot, event);
        fsm.fallBack(state.of(slot), event);
        fsm.settle(slot, state);
        fsm.listenAgain(slot, state, event);
        fsm.release(event);
        return fsm.step(reason);
    }

    private Step step(String reason) {
        return new Step(state, actions, reason);
    }

    private String feed(Slot slot, Event event) {
        SessionConfig spoken = state.plain() ? config.asPlain() : config;
        SessionConfig own = slot == Slot.ACCEPTED ? spoken.asPassive() : spoken;
        Transition transition = Fsm.on(own, state.of(slot), event, random);
        state = state.with(slot, transition.next());
        transition.actions().forEach(each -> actions.add(new SlotAction(slot, each)));
        return transition.reason();
    }

    /**
     * RFC 5492 section 3: a peer that refuses optional parameters gets none next time. If it does not like that either, all are tried
     * again: what it refused may have been something that can be mended.
     */
    private void fallBack(State from, Event event) {
        boolean refused = from instanceof OpenSent
                && event instanceof Event.Received received
                && received.message() instanceof Notification notification
                && notification.refusesCapabilities();
        if (refused && config.families().contains(IpFamily.IPV4)) {
            state = state.withPlain(!state.plain());
        }
    }

    private void settle(Slot slot, PeerState before) {
        if (state.of(slot) instanceof OpenConfirm fresh && !(before.of(slot) instanceof OpenConfirm)) {
            collide(slot, fresh);
        }
        boolean carried = carries(before.accepted());
        boolean carries = carries(state.accepted());
        if (carries && !carried && !hasConnection(state.dialled())) {
            feed(Slot.DIALLED, new Event.ManualStop(Optional.empty()));
        }
        if (state.of(slot) instanceof Established) {
            feed(slot.other(), new Event.CollisionLost());
            if (slot == Slot.ACCEPTED) {
                feed(Slot.DIALLED, new Event.ManualStop(Optional.empty()));
            }
        }
        if (carried && !carries && !config.passive()) {
            feed(Slot.DIALLED, new Event.AutomaticStart(config.timers().connectRetry()));
        }
    }

    /**
     * A peer whose connection just ended, as it does when it restarts, may come back as soon as it can. What dampens is our own dialling; an
     * error is dampened both ways.
     */
    private void listenAgain(Slot slot, PeerState before, Event event) {
        if (event instanceof Event.TcpDown && before.of(slot) instanceof Established) {
            feed(Slot.ACCEPTED, new Event.ManualStart());
        }
    }

    /**
     * RFC 4271 section 6.8 settles a collision when an OPEN arrives, each side by what it has by then. Would we confirm the peer's connection while
     * ours, which is to stay, awaits an OPEN, then it might be Established here when that comes, and the peer give it up for ours: both
     * would be gone. So the peer's OPEN waits, and what confirms our own OPEN to it.
     */
    private boolean holds(OpenSent waiting, Event event) {
        if (!(event instanceof Event.Received received)) {
            return false;
        }
        boolean first = waiting.held().isEmpty();
        boolean collides = received.message() instanceof Open open
                && state.dialled() instanceof OpenSent
                && keptAgainst(open.routerId(), open.asn()) == Slot.DIALLED;
        if (first ? !collides : !(received.message() instanceof Keepalive)) {
            return false;
        }
        if (first) {
            actions.add(new SlotAction(Slot.ACCEPTED, new Action.StartTimer(SessionTimer.DELAY_OPEN, COLLISION_WAIT)));
        }
        state = state.with(Slot.ACCEPTED, waiting.holding(received.message()));
        return true;
    }

    /** What waits is of no account once ours is answered, and is heard when ours is gone or has had its time. */
    private void release(Event event) {
        if (!(state.accepted() instanceof OpenSent waiting) || waiting.held().isEmpty()) {
            return;
        }
        boolean late = event instanceof Event.Expired expired && expired.timer() == SessionTimer.DELAY_OPEN;
        if (state.dialled() instanceof OpenConfirm || state.dialled() instanceof Established) {
            feed(Slot.ACCEPTED, new Event.CollisionLost());
        } else if (late || !(state.dialled() instanceof OpenSent)) {
            state = state.with(Slot.ACCEPTED, new OpenSent(waiting.failures()));
            for (Message message : waiting.held()) {
                PeerState before = state;
                feed(Slot.ACCEPTED, new Event.Received(message));
                settle(Slot.ACCEPTED, before);
            }
        }
    }

    /** RFC 4271 section 6.8, at the moment an OPEN has been accepted on {@code slot}. */
    private void collide(Slot slot, OpenConfirm fresh) {
        State rival = state.of(slot.other());
        if (rival instanceof Established up
                && up.negotiated().restart().keeps()
                && fresh.negotiated().restart().restarted()) {
            // RFC 4724 section 5. Only of a peer that says it restarted: else two dials that cross would end a session
            // that stands.
            feed(slot.other(), new Event.Replaced());
        } else if (rival instanceof Established) {
            feed(slot, new Event.CollisionLost());
        } else if (rival instanceof OpenConfirm) {
            Negotiated peer = fresh.negotiated();
            feed(keptAgainst(peer.peerRouterId(), peer.peerAsn()).other(), new Event.CollisionLost());
        }
    }

    /** The connection opened by the speaker with the higher identifier stays; RFC 6286 section 2.3: if equal, by the higher AS. */
    private Slot keptAgainst(IPv4Address peer, long asn) {
        int byIdentifier = config.routerId().compareTo(peer);
        boolean weAreHigher =
                byIdentifier != 0 ? byIdentifier > 0 : config.localAsn().value() > asn;
        return weAreHigher ? Slot.DIALLED : Slot.ACCEPTED;
    }

    private static boolean carries(State accepted) {
        return accepted instanceof OpenConfirm || accepted instanceof Established;
    }

    private static boolean hasConnection(State dialled) {
        boolean delaying = dialled instanceof Connect connecting && connecting.delaying();
        return delaying
                || dialled instanceof OpenSent
                || dialled instanceof OpenConfirm
                || dialled instanceof Established;
    }
}
