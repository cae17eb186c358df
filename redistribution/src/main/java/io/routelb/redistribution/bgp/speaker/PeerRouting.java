package io.routelb.redistribution.bgp.speaker;

import io.netty.channel.EventLoop;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.redistribution.RoutingStatus;
import io.routelb.redistribution.bgp.message.AfiSafi;
import io.routelb.redistribution.bgp.message.Message;
import io.routelb.redistribution.bgp.message.Update;
import io.routelb.redistribution.bgp.rib.AdjRibOut;
import io.routelb.redistribution.bgp.rib.ImportPolicy;
import io.routelb.redistribution.bgp.rib.Retention;
import io.routelb.redistribution.bgp.rib.Rib;
import io.routelb.redistribution.bgp.rib.UpdateGroups.Wish;
import io.routelb.redistribution.bgp.rib.Verdict;
import io.routelb.redistribution.bgp.session.Negotiated;
import io.routelb.redistribution.bgp.session.PeerRestart;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The routes of one peer, both ways, from session to session. */
final class PeerRouting {
    private static final int LOOK_AGAIN_SECONDS = 2;

    private final EventLoop loop;
    private final Rib rib;
    private final Runnable changed;
    private final Runnable told;
    private final Runnable moved;
    private final HeardRoutes heard;
    private PeerIdentity identity;
    private @Nullable RouteExchange exchange;
    private Map<Prefix, RouteAttributes> routes = Map.of();
    private long version;
    private boolean lookingAgain;

    /**
     * Without a session.
     *
     * @param changed runs when the status may say something new
     * @param told runs when the peer's socket has taken everything there is to tell
     * @param moved runs when routes may have changed that others are told or use
     */
    PeerRouting(EventLoop loop, PeerIdentity identity, Rib rib, Runnable changed, Runnable told, Runnable moved) {
        this.loop = loop;
        this.identity = identity;
        this.rib = rib;
        this.changed = changed;
        this.told = told;
        this.moved = moved;
        this.heard = new HeardRoutes(loop, rib, moved);
    }

    /** Sets what the peer is to be told once Established; {@link #wish} and {@link #pump} have it told. */
    void advertise(Map<Prefix, RouteAttributes> desired, long asOf) {
        routes = desired;
        version = asOf;
    }

    Map<Prefix, RouteAttributes> routes() {
        return routes;
    }

    /** Adds what an established peer is to be told. */
    void wish(Map<AdjRibOut, Wish> wishes) {
        RouteExchange present = exchange;
        if (present != null) {
            wishes.put(present.out(), present.wish(routes));
            watchNextHops(present);
        }
    }

    /** Soon, and not now: nothing that is to be told waits for it. */
    private void watchNextHops(RouteExchange present) {
        if ((present.mayMove() || !present.problem().isEmpty()) && !lookingAgain) {
            // An address may come later than the session: IPv6 ones are tentative at first (RFC 4862 section 5.4).
            lookingAgain = true;
            var unused = loop.schedule(this::lookAgain, LOOK_AGAIN_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void lookAgain() {
        lookingAgain = false;
        RouteExchange present = exchange;
        if (present == null) {
            return;
        }
        if (present.look()) {
            Map<AdjRibOut, Wish> wishes = new HashMap<>();
            wish(wishes);
            rib.groups().tell(wishes);
            pump();
            changed.run();
        } else if (!present.problem().isEmpty()) {
            watchNextHops(present);
        }
    }

    /** Writes as much as the socket takes of what is to be told. */
    void pump() {
        if (exchange != null) {
            exchange.pump(version);
        }
    }

    /** Whether an established peer has been told everything as of that version; true when there is none. */
    boolean hasBeenTold(long asOf) {
        return exchange == null || exchange.hasLeft(asOf);
    }

    /**
     * A session is established.
     *
     * @param sent is told of every message handed to the socket
     * @param progress runs when the socket has taken what was written
     */
    void up(Connection connection, Negotiated negotiated, Consumer<Message> sent, Runnable progress) {
        RouteExchange fresh = new RouteExchange(connection, negotiated, identity, rib, routes, sent, progress, told);
        exchange = fresh;
        heard.up(
                importPolicy(fresh), negotiated.families(), negotiated.restart().preserved());
        watchNextHops(fresh);
        rib.deferral().up(fresh.source().address(), negotiated.families(), endsItsTelling(negotiated.restart()));
        moved.run(); // the choice may have waited for this peer alone
        pump();
    }

    /** RFC 4724 section 4.1: neither who does not know about restarts nor who has restarted, too. */
    private static boolean endsItsTelling(PeerRestart agreed) {
        return agreed.keepsOurs() && !agreed.restarted();
    }

    /** The session is over; {@code stale}: what the peer told is kept as was agreed. */
    void down(boolean stale) {
        RouteExchange past = exchange;
        exchange = null;
        if (past != null) {
            past.end();
            PeerRestart agreed = past.negotiated().restart();
            heard.down(stale ? new Retention(agreed.families(), agreed.time(), agreed.longLived()) : Retention.NONE);
        }
    }

    /** What the peer told in earlier sessions is void, whatever was agreed. */
    void forget() {
        heard.down(Retention.NONE);
    }

    /** The peer begins or has ended to tell the family again (RFC 7313). */
    void peerRefresh(AfiSafi family, boolean begins) {
        family.unicast().ifPresent(each -> heard.refresh(each, begins));
        moved.run();
    }

    /** Takes in an UPDATE of the session. */
    Optional<Verdict> accept(Update update) {
        Optional<Verdict> verdict = heard.accept(update);
        RouteExchange present = exchange;
        if (present != null) {
            update.endOfRib()
                    .ifPresent(family -> rib.deferral().toldAll(present.source().address(), family));
        }
        moved.run();
        return verdict;
    }

    /** The peer wants the family again. */
    void resend(AfiSafi family) {
        if (exchange != null) {
            exchange.resend(family);
        }
    }

    /** Has the peer tell all its routes again, if there is a session and it can be asked (RFC 2918). */
    void ask() {
        if (exchange != null) {
            exchange.ask();
        }
    }

    /** Another import policy is in force. False when the peer cannot be asked for what is let in by it (RFC 2918). */
    boolean reconsider(PeerIdentity fresh) {
        identity = fresh;
        RouteExchange present = exchange;
        boolean known = present == null || !heard.reconsider(importPolicy(present)) || present.ask();
        moved.run();
        return known;
    }

    /** What the present policy makes of what the peer has told in the session so far. */
    Optional<Verdict> recount() {
        return exchange == null ? Optional.empty() : heard.recount();
    }

    private ImportPolicy importPolicy(RouteExchange present) {
        return new ImportPolicy(
                present.source(),
                identity.peer().localAsn(),
                identity.routerId(),
                identity.clusterId(),
                identity.peer().options(),
                present.link());
    }

    Optional<Negotiated> negotiated() {
        return Optional.ofNullable(exchange).map(RouteExchange::negotiated);
    }

    /** A sentence about routes that cannot be told, or empty. */
    String problem() {
        return exchange == null ? "" : exchange.problem();
    }

    /** Paths held from the peer. */
    int received() {
        return heard.received();
    }

    /** What was exchanged, of each family. */
    Map<IpFamily, RoutingStatus.Prefixes> prefixes() {
        Map<IpFamily, RoutingStatus.Prefixes> prefixes = new EnumMap<>(IpFamily.class);
        for (IpFamily family : IpFamily.values()) {
            int advertised = exchange == null ? 0 : exchange.advertised(family);
            prefixes.put(
                    family,
                    new RoutingStatus.Prefixes(
                            heard.received(family), heard.accepted(family), advertised, heard.looped(family)));
        }
        return prefixes;
    }

    RoutingStatus.Told told() {
        return exchange == null ? RoutingStatus.Told.NOTHING : exchange.told();
    }
}
