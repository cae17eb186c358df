package io.routelb.redistribution.bgp.speaker;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.routelb.model.SessionPassword;
import io.routelb.redistribution.RoutingStatus;
import io.routelb.redistribution.bgp.message.BgpException;
import io.routelb.redistribution.bgp.message.Keepalive;
import io.routelb.redistribution.bgp.message.Message;
import io.routelb.redistribution.bgp.message.Notification;
import io.routelb.redistribution.bgp.message.Update;
import io.routelb.redistribution.bgp.rib.Rib;
import io.routelb.redistribution.bgp.rib.Verdict;
import io.routelb.redistribution.bgp.session.Action;
import io.routelb.redistribution.bgp.session.Comeback;
import io.routelb.redistribution.bgp.session.Event;
import io.routelb.redistribution.bgp.session.Negotiated;
import io.routelb.redistribution.bgp.session.OpenConfirm;
import io.routelb.redistribution.bgp.session.PeerFsm;
import io.routelb.redistribution.bgp.session.PeerState;
import io.routelb.redistribution.bgp.session.SessionConfig;
import io.routelb.redistribution.bgp.session.Slot;
import io.routelb.redistribution.bmp.exporter.BmpExporter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** One peer: feeds events to its pure state machine and carries out the actions that come back, in order. */
final class PeerSession implements Connection.Events {
    private PeerIdentity identity;
    private SessionConfig config;
    private final Dialer dialer;
    private final Runnable changed;
    private final SessionObserver observed;
    private final PeerRouting routing;
    private final Counters counters;
    private final SessionTimers timers;
    private SessionLog log;
    private final Connections connections = new Connections();
    private final Deque<Supplier<PeerFsm.Step>> pending = new ArrayDeque<>();
    private boolean busy;
    /** The peer may come back later, or when the import policy changes. */
    private boolean toldTooMuch;

    private PeerState state = PeerState.STOPPED;
    private Instant since = Instant.now();
    private int flaps;
    private String lastError = "";
    private String lastFlap = "";

    /**
     * One that does nothing yet.
     *
     * @param comeback what the peer is told until it knows everything again, if we come from a restart
     */
    PeerSession(
            EventLoop loop,
            PeerIdentity identity,
            SessionHistory history,
            Optional<Comeback> comeback,
            Captures captures,
            BmpExporter exporter,
            Rib rib,
            Runnable changed,
            Runnable routesMoved) {
        this.identity = identity;
        this.config = identity.sessionConfig(comeback);
        this.dialer = new Dialer(loop, identity, captures);
        this.changed = changed;
        this.routing = new PeerRouting(loop, identity, rib, changed, this::told, routesMoved);
        this.observed = new SessionObserver(exporter, routing::ask, routing::received);
        this.counters = new Counters(history.traffic());
        this.flaps = history.flaps();
        this.timers = new SessionTimers(loop, (slot, timer) -> feed(slot, new Event.Expired(timer)));
        this.log = new SessionLog(identity.peer());
    }

    PeerIdentity identity() {
        return identity;
    }

    SessionHistory history() {
        return new SessionHistory(flaps, counters.snapshot());
    }

    void start(Duration delay) {
        run(() -> PeerFsm.start(config, state, delay, random()));
    }

    /** How to end it so that another can begin; empty when it may go on. */
    Optional<Notification> changedTo(PeerIdentity fresh) {
        return identity.changedTo(fresh, state.established());
    }

    /** What may change without a new session. A peer that does not follow within the hold time is lost by it. */
    void adapt(PeerIdentity fresh) {
        PeerIdentity before = identity;
        identity = fresh;
        config = fresh.sessionConfig(config.comeback());
        dialer.follow(fresh);
        if (!before.peer().name().equals(fresh.peer().name())) {
            log = new SessionLog(fresh.peer());
        }
        if (!before.peer().timers().equals(fresh.peer().timers())) {
            run(() -> PeerFsm.retime(config, state, random()));
            changed.run();
        }
        if (!before.peer().options().password().equals(password())) {
            log.keyChanged();
            connections.protect(fresh.peer());
        }
        if (!before.judgesLike(fresh)) {
            reconsider();
        }
    }

    private void reconsider() {
        if (toldTooMuch) {
            toldTooMuch = false;
            start(Duration.ZERO);
        }
        if (!routing.reconsider(identity)) {
            fault("the peer cannot be asked for its routes again (RFC 2918): what is let in changes with the next"
                    + " session");
        }
        routing.recount().ifPresent(this::heed);
    }

    private Optional<SessionPassword> password() {
        return identity.peer().options().password();
    }

    /** Ends both connections with those words. Without any, a peer with graceful restart keeps our routes for a while. */
    void stop(Optional<Notification> farewell) {
        observed.stopped();
        run(() -> PeerFsm.stop(config, state, farewell));
        observed.forget();
        routing.forget();
    }

    /** Done when every connection we ended is closed. */
    CompletableFuture<Void> closed() {
        return connections.closed();
    }

    /** Whether it has routes of ours that it would keep if we closed without a word. */
    boolean keepsOurs() {
        return routing.negotiated()
                .filter(agreed -> agreed.restart().keepsOurs())
                .isPresent();
    }

    /** Its routes, both ways. */
    PeerRouting routing() {
        return routing;
    }

    /**
     * A connection the peer opened. A second one while the first is in use is not taken (RFC 4271 section 6.8).
     *
     * @return why it is not
     */
    Optional<Refusal> accepted(Channel channel) {
        if (!(channel instanceof SocketChannel socket)
                || connections.at(Slot.ACCEPTED).isPresent()) {
            return Optional.of(new Refusal("the peer has another connection in use", false));
        }
        Optional<String> refusal = dialer.adopt(channel, password());
        if (refusal.isPresent()) {
            fault(refusal.get());
            return Optional.of(new Refusal(refusal.get(), false));
        }
        Connection connection = new Connection(socket, dialer.trace(false), this);
        connections.put(Slot.ACCEPTED, connection);
        channel.pipeline().addLast(connection);
        connection.connected();
        return Optional.empty();
    }

    /** The peer has connected and not yet sent an OPEN that could be accepted. */
    boolean isHalfOpen() {
        return connections.at(Slot.ACCEPTED).isPresent()
                && !(state.accepted() instanceof OpenConfirm)
                && !state.established();
    }

    /** Neither connected nor with routes that outlive a session. */
    boolean isGone() {
        return connections.isEmpty() && routing.received() == 0;
    }

    @Override
    public void up(Connection connection) {
        feed(connections.slotOf(connection), new Event.TcpUp());
    }

    @Override
    public void down(Connection connection, String sentence) {
        Slot slot = connections.slotOf(connection);
        connections.lost(slot);
        observed.lost(slot);
        feed(slot, new Event.TcpDown(sentence));
    }

    @Override
    public void received(Connection connection, Message message, ByteBuffer octets) {
        counters.received(message.type());
        observed.received(connections.slotOf(connection), message, octets);
        log.received(message, octets);
        feed(connections.slotOf(connection), new Event.Received(message));
        changed.run();
    }

    @Override
    public void malformed(Connection connection, BgpException error, ByteBuffer octets) {
        log.malformed(error, octets);
        feed(connections.slotOf(connection), new Event.Malformed(error));
    }

    @Override
    public void writable(Connection connection) {
        routing.pump();
    }

    /** The session may not go on for a reason of its own; it comes back after the pause, zero = not before it is started again. */
    void halt(Notification farewell, String sentence, Duration pause) {
        run(() -> PeerFsm.halt(config, state, new Event.AutomaticStop(farewell, sentence, pause)));
    }

    /**
     * RFC 5882 section 4.3: the session ends at once, and what the peer told with it. While the peer restarts, what it told stays (RFC 4724),
     * for its BFD may have gone with its control plane; unless that is independent. A session that is not up yet finds out by itself.
     */
    void pathLost(String reason, boolean independent) {
        if (state.established()) {
            String sentence = "BFD lost the path to the peer: " + reason + "; " + Notification.BFD_DOWN.describe();
            halt(Notification.BFD_DOWN, sentence, config.timers().connectRetry());
        } else if (independent && routing.received() > 0) {
            fault("BFD lost the path to the peer while it restarts: " + reason);
            routing.forget();
        }
    }

    private void feed(Slot slot, Event event) {
        run(() -> PeerFsm.on(config, state, slot, event, random()));
    }

    /** What an action sets off on the spot waits until the actions before it are done. */
    private void run(Supplier<PeerFsm.Step> next) {
        pending.add(next);
        if (busy) {
            return;
        }
        busy = true;
        try {
            for (Supplier<PeerFsm.Step> each = pending.poll(); each != null; each = pending.poll()) {
                take(each.get());
            }
        } finally {
            busy = false;
        }
    }

    private void take(PeerFsm.Step step) {
        String before = state.shown().name();
        state = step.next();
        String after = state.shown().name();
        if (!before.equals(after)) {
            since = Instant.now();
            counters.transition();
            log.transition(before, after, step.reason());
            changed.run();
        }
        step.actions().forEach(each -> carryOut(each.slot(), each.action()));
    }

    private void carryOut(Slot slot, Action action) {
        switch (action) {
            case Action.Dial unused -> connections.put(slot, dialer.dial(this, password()));
            case Action.Close unused -> connections.close(slot);
            case Action.Send send -> send(slot, send.message());
            case Action.StartTimer start -> timers.start(slot, start.timer(), start.duration());
            case Action.StopTimers unused -> timers.stop(slot);
            case Action.Up up -> established(slot, up.negotiated());
            case Action.Down down -> lost(down.reason(), down.stale());
            case Action.Fault fault -> fault(fault.sentence());
            case Action.Deliver deliver -> deliver(deliver.update());
            case Action.PeerRefresh refresh -> routing.peerRefresh(refresh.family(), refresh.begins());
            case Action.Resend resend -> routing.resend(resend.family());
        }
    }

    private void send(Slot slot, Message message) {
        Connection connection = connections.at(slot).orElse(null);
        // A KEEPALIVE behind data the peer does not read tells it nothing, and would pile up.
        boolean pointless = message instanceof Keepalive && connection != null && !connection.isWritable();
        if (connection == null || pointless) {
            return;
        }
        counters.sent(message.type());
        observed.sent(slot, message);
        connection.send(message);
        connection.flush(() -> taken(connection));
    }

    /** A connection that is not ours any more has nothing to say. */
    private void taken(Connection connection) {
        if (connections.has(connection)) {
            feed(connections.slotOf(connection), new Event.Sent());
        }
    }

    private void established(Slot slot, Negotiated negotiated) {
        Connection connection = connections.at(slot).orElse(null);
        if (connection == null) {
            return; // Closed by the peer in the same moment; its TcpDown is next.
        }
        toldTooMuch = false;
        log.up(negotiated);
        lastError = lastFlap;
        connection.speak(negotiated.dialect());
        observed.up(slot, identity.peer().address(), connection, negotiated);
        routing.up(connection, negotiated, message -> counters.sent(message.type()), () -> taken(connection));
    }

    /** The peer knows everything: our restart is of no account any more. */
    private void told() {
        config = config.settled();
        changed.run();
    }

    private void lost(String reason, boolean stale) {
        routing.down(stale);
        observed.down();
        flaps++;
        lastFlap = reason;
        log.down(reason);
    }

    private void fault(String sentence) {
        log.fault(sentence, sentence.equals(lastError));
        lastError = sentence;
        changed.run();
    }

    private void deliver(Update update) {
        routing.accept(update).ifPresent(this::heed);
        if (!update.faults().isEmpty()) {
            lastError = "peer sent a faulty UPDATE: " + update.faults().getFirst();
        }
    }

    private void heed(Verdict verdict) {
        switch (verdict) {
            case Verdict.Fine unused -> {}
            case Verdict.Warn warn -> log.manyPrefixes(warn.sentence());
            case Verdict.End end -> {
                toldTooMuch = true;
                halt(end.farewell(), end.sentence() + ": " + end.farewell().describe(), end.restartAfter());
            }
        }
    }

    private static double random() {
        return ThreadLocalRandom.current().nextDouble();
    }

    RoutingStatus.Peer view() {
        Optional<Negotiated> negotiated = state.negotiated();
        String routeProblem = routing.problem();
        return new RoutingStatus.Peer(
                identity.peer().name(),
                identity.peer().address(),
                negotiated.map(Negotiated::peerAsn).orElse(0L),
                state.shown().name(),
                since,
                negotiated.map(Negotiated::hold).orElse(Duration.ZERO),
                negotiated.map(Negotiated::keepalive).orElse(Duration.ZERO),
                negotiated.map(Negotiated::families).orElse(Set.of()),
                routing.prefixes(),
                flaps,
                routeProblem.isEmpty() ? lastError : routeProblem,
                routing.told(),
                counters.snapshot(),
                Optional.empty());
    }
}
