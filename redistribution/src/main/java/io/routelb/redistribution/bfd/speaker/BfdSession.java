package io.routelb.redistribution.bfd.speaker;

import inet.ipaddr.IPAddress;
import io.netty.channel.EventLoop;
import io.routelb.redistribution.RoutingStatus;
import io.routelb.redistribution.bfd.packet.AuthKey;
import io.routelb.redistribution.bfd.packet.AuthType;
import io.routelb.redistribution.bfd.packet.ControlPacket;
import io.routelb.redistribution.bfd.packet.PacketCodec;
import io.routelb.redistribution.bfd.packet.State;
import io.routelb.redistribution.bfd.session.Action;
import io.routelb.redistribution.bfd.session.Event;
import io.routelb.redistribution.bfd.session.Fsm;
import io.routelb.redistribution.bfd.session.Session;
import io.routelb.redistribution.bfd.session.SessionConfig;
import io.routelb.redistribution.bfd.session.SessionTimer;
import io.routelb.redistribution.bfd.session.Transition;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One peer: feeds events to its pure state machine and carries out the actions. On the loop only, except {@link #view}. */
final class BfdSession {
    private static final Logger LOG = LoggerFactory.getLogger(BfdSession.class);
    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(1);
    /** An interval beside which a pause of the program is of no account. */
    private static final Duration PATIENT = Duration.ofMillis(300);

    private final EventLoop loop;
    private final PathListener listener;
    private final Transmitter transmitter;
    private final Map<SessionTimer, LazyTimer> timers = new EnumMap<>(SessionTimer.class);
    private final AtomicReference<RoutingStatus.Bfd> published = new AtomicReference<>();
    private BfdPeer peer;
    private SessionConfig config;
    private Session session;
    private boolean complained;
    private String complaint = "";
    private Instant since = Instant.now();
    private int flaps;
    private long sent;
    private long received;
    private long discarded;
    private Runnable gone = () -> {};

    BfdSession(EventLoop loop, BfdPeer peer, int discriminator, PathListener listener) {
        this.loop = loop;
        this.peer = peer;
        this.listener = listener;
        config = config(peer, discriminator);
        session = Session.initial(config, ThreadLocalRandom.current().nextInt());
        transmitter = new Transmitter(loop, peer, () -> feed(new Event.Start()), this::publish);
        for (SessionTimer timer : SessionTimer.values()) {
            timers.put(timer, new LazyTimer(loop, () -> feed(new Event.Expired(timer))));
        }
        publish();
    }

    private static SessionConfig config(BfdPeer peer, int discriminator) {
        return new SessionConfig(
                discriminator,
                peer.options().transmit(),
                peer.options().receive(),
                peer.options().multiplier(),
                peer.options()
                        .authentication()
                        .map(key -> new AuthKey(AuthType.METICULOUS_KEYED_SHA1, key.id(), key.secret())));
    }

    void start() {
        transmitter.open();
    }

    BfdPeer peer() {
        return peer;
    }

    int discriminator() {
        return config.discriminator();
    }

    /** Other intervals or another multiplier, while the session goes on. */
    void reconfigure(BfdPeer changed) {
        if (!changed.equals(peer)) {
            peer = changed;
            config = config(changed, config.discriminator());
            feed(new Event.Reconfigured());
        }
    }

    /** Tells the peer that this end is taken down on purpose; {@code gone} runs when it knows, or has had time to. */
    void disable(Runnable then) {
        boolean matters = session.state() == State.UP || session.state() == State.INIT;
        Duration patience = session.detectedAfter(config);
        gone = then;
        feed(new Event.Disable());
        if (matters) {
            long nanos = Math.min(patience.toNanos(), LONGEST_FAREWELL.toNanos());
            var unused = loop.schedule(this::end, nanos, TimeUnit.NANOSECONDS);
        } else {
            end();
        }
    }

    private void end() {
        timers.values().forEach(LazyTimer::stop);
        transmitter.close();
        Runnable once = gone;
        gone = () -> {};
        once.run();
    }

    void receive(ControlPacket packet, ByteBuffer octets) {
        feed(new Event.Received(packet, octets));
        boolean knows = session.remote().state() != State.UP && session.remote().state() != State.INIT;
        if (session.state() == State.ADMIN_DOWN && knows) {
            end();
        }
    }

    /** Says now what would be said within the interval, if that is so short that a pause could be taken for silence. */
    void speakAhead() {
        if (session.state() == State.UP && config.transmit().compareTo(PATIENT) < 0) {
            feed(new Event.Expired(SessionTimer.TRANSMIT));
        }
    }

    private void feed(Event event) {
        Transition transition =
                Fsm.on(config, session, event, ThreadLocalRandom.current().nextDouble());
        boolean refused = transition.actions().stream().anyMatch(Action.Discard.class::isInstance);
        received += event instanceof Event.Received && !refused ? 1 : 0;
        session = transition.next();
        transition.actions().forEach(this::carryOut);
        publish();
    }

    private void carryOut(Action action) {
        switch (action) {
            case Action.Send send -> {
                sent++;
                transmitter.send(PacketCodec.encode(send.packet(), config.key()));
            }
            case Action.StartTimer start -> timer(start.timer()).start(start.duration());
            case Action.StopTimer stop -> timer(stop.timer()).stop();
            case Action.Changed changed -> changed(changed);
            case Action.Discard discard -> discarded(discard.sentence());
        }
    }

    private LazyTimer timer(SessionTimer timer) {
        LazyTimer found = timers.get(timer);
        if (found == null) {
            throw new IllegalStateException("no timer " + timer);
        }
        return found;
    }

    private void changed(Action.Changed change) {
        since = Instant.now();
        flaps += change.from() == State.UP ? 1 : 0;
        if (change.to() == State.UP) {
            complained = false;
            complaint = "";
        }
        boolean worthKnowing = change.from() == State.UP || change.to() == State.UP;
        (worthKnowing ? LOG.atInfo() : LOG.atDebug())
                .setMessage("BFD session " + change.to().rfcName())
                .addKeyValue("address", address())
                .addKeyValue("reason", change.reason().describe())
                .addKeyValue("pathLost", change.pathLost())
                .log();
        listener.changed(new PathListener.PathChange(
                address(), change.to(), change.pathLost(), change.reason().describe()));
    }

    /** Once until the session is Up again: anybody can send these. */
    private void discarded(String sentence) {
        discarded++;
        complaint = sentence;
        if (!complained) {
            complained = true;
            LOG.atWarn()
                    .setMessage("BFD packet refused")
                    .addKeyValue("address", address())
                    .addKeyValue("reason", sentence)
                    .log();
        }
    }

    private IPAddress address() {
        return peer.address();
    }

    private void publish() {
        String problem = transmitter.problem();
        published.set(new RoutingStatus.Bfd(
                session.state().rfcName(),
                since,
                session.diagnostic().describe(),
                session.transmitInterval().orElse(Duration.ZERO),
                session.detectionTime(),
                flaps,
                new RoutingStatus.BfdPackets(sent, received, discarded, transmitter.unsent()),
                problem.isEmpty() ? complaint : problem));
    }

    /** From any thread. */
    RoutingStatus.Bfd view() {
        return published.get();
    }
}
