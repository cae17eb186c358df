package io.routelb.redistribution.bgp.speaker;

import inet.ipaddr.IPAddress;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.redistribution.RoutingStatus;
import io.routelb.redistribution.bgp.message.AfiSafi;
import io.routelb.redistribution.bgp.message.Message;
import io.routelb.redistribution.bgp.message.RouteRefresh;
import io.routelb.redistribution.bgp.rib.AdjRibOut;
import io.routelb.redistribution.bgp.rib.ExportPolicy;
import io.routelb.redistribution.bgp.rib.PeerKind;
import io.routelb.redistribution.bgp.rib.Rib;
import io.routelb.redistribution.bgp.rib.Source;
import io.routelb.redistribution.bgp.rib.UpdateGroups.Wish;
import io.routelb.redistribution.bgp.session.Negotiated;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What one Established session is told, from Up to Down. Writes only while the socket takes it; then goes on with the latest state.
 */
final class RouteExchange {
    private final Connection connection;
    private final Negotiated negotiated;
    private final PeerIdentity identity;
    private final Rib rib;
    private final Consumer<Message> sent;
    private final Runnable progress;
    private final Runnable flushed;
    private final Source source;
    private final AdjRibOut out;
    private Optional<SessionLink> sessionLink = Optional.empty();
    private String unreadable = "";
    private NextHops nextHops = NextHops.NONE;
    private long version;
    private long versionLeft;

    /**
     * Prepares; {@link #pump} begins.
     *
     * @param own what the peer is to know of our routes
     * @param sent is told of every message handed to the socket
     * @param progress runs when the socket has taken what was written, the latest state or a part of it
     * @param flushed runs when the socket has taken the latest state and the End-of-RIB
     */
    RouteExchange(
            Connection connection,
            Negotiated negotiated,
            PeerIdentity identity,
            Rib rib,
            Map<Prefix, RouteAttributes> own,
            Consumer<Message> sent,
            Runnable progress,
            Runnable flushed) {
        this.connection = connection;
        this.negotiated = negotiated;
        this.identity = identity;
        this.rib = rib;
        this.sent = sent;
        this.progress = progress;
        this.flushed = flushed;
        this.source = new Source(
                identity.peer().address().withoutPrefixLength(),
                negotiated.peerAsn(),
                negotiated.peerRouterId(),
                kind());
        look();
        this.out = rib.groups().join(source, negotiated.families(), negotiated.enhancedRefresh(), wish(own));
    }

    private PeerKind kind() {
        if (negotiated.external()) {
            return PeerKind.EXTERNAL;
        }
        return identity.peer().options().routeReflectorClient() ? PeerKind.CLIENT : PeerKind.INTERNAL;
    }

    /** The peer as routes are known by. */
    Source source() {
        return source;
    }

    AdjRibOut out() {
        return out;
    }

    /** The interface that the peer and we are both on, if we are. */
    Optional<String> link() {
        return nextHops.link();
    }

    /** What the peer is to be told. */
    Wish wish(Map<Prefix, RouteAttributes> own) {
        nextHops = nextHops(own.keySet());
        ExportPolicy policy = new ExportPolicy(
                identity.peer().localAsn(),
                identity.clusterId(),
                kind(),
                negotiated.dialect(),
                nextHops.found(),
                negotiated.role(),
                !negotiated.restart().longLived().isEmpty());
        return new Wish(policy, own);
    }

    private NextHops nextHops(Set<Prefix> announced) {
        IPAddress local = connection.localAddress();
        boolean extended = negotiated.dialect().extendedNextHop();
        return sessionLink
                .map(link -> NextHops.of(link, local, negotiated.families(), extended, announced))
                .orElseGet(() -> NextHops.withoutLink(local, negotiated.families(), extended, unreadable))
                .preferring(given());
    }

    /**
     * Looks at the session's interface anew, for {@link #wish} to go by, and says whether it is another than before. The JDK asks the
     * kernel about each address of the machine for that: with a thousand Services it takes some 15 ms, so no change waits for it.
     */
    boolean look() {
        Optional<SessionLink> former = sessionLink;
        String formerly = unreadable;
        IPAddress local = connection.localAddress();
        try {
            sessionLink = Optional.of(SessionLink.between(local, source.address()));
            unreadable = "";
        } catch (SocketException | UnknownHostException e) {
            sessionLink = Optional.empty();
            unreadable = "the interface of " + local.toCanonicalString() + " cannot be read: " + e.getMessage();
        }
        return !former.equals(sessionLink) || !formerly.equals(unreadable);
    }

    /** Whether next hops may become others in this session: that of IPv4 over IPv4 is its own address, which stays. */
    boolean mayMove() {
        return !connection.localAddress().isIPv4() || !negotiated.families().equals(Set.of(IpFamily.IPV4));
    }

    /** Next hops the peer is to be told whatever the session's address. */
    private Map<IpFamily, IPAddress> given() {
        Map<IpFamily, IPAddress> given =
                new HashMap<>(identity.peer().options().inside().nextHops());
        given.entrySet()
                .removeIf(each -> !negotiated.families().contains(each.getKey())
                        || (IpFamily.of(each.getValue()) != each.getKey()
                                && !negotiated.dialect().extendedNextHop()));
        return given;
    }

    /** Writes as much as the socket takes of what is to be told as of that version. */
    void pump(long asOf) {
        version = asOf;
        pump();
    }

    /** Writes as much as the socket takes. */
    void pump() {
        if (versionLeft >= version && out.isSettled()) {
            return;
        }
        while (connection.isWritable()) {
            Optional<Message> next = out.next();
            if (next.isEmpty()) {
                break;
            }
            send(next.get());
        }
        if (!out.isSettled()) {
            connection.flush(progress);
            return;
        }
        long leaving = version;
        boolean ended = out.hasEnded();
        connection.flush(() -> {
            versionLeft = Math.max(versionLeft, leaving);
            progress.run();
            if (ended) {
                flushed.run();
            }
        });
    }

    private void send(Message message) {
        connection.send(message);
        sent.accept(message);
    }

    /** The peer wants the family again. */
    void resend(AfiSafi family) {
        Optional<IpFamily> ours = family.unicast();
        if (ours.isPresent() && negotiated.families().contains(ours.get())) {
            out.resend(ours.get());
            pump();
        }
    }

    /** Asks the peer for all its routes again, if it can be asked (RFC 2918). */
    boolean ask() {
        if (negotiated.routeRefresh()) {
            negotiated.families().stream()
                    .sorted()
                    .forEach(each -> send(new RouteRefresh(AfiSafi.unicast(each), RouteRefresh.REQUEST)));
            connection.flush(progress);
        }
        return negotiated.routeRefresh();
    }

    /** The session is over. */
    void end() {
        rib.groups().leave(out);
    }

    boolean hasLeft(long asOf) {
        return versionLeft >= asOf;
    }

    Negotiated negotiated() {
        return negotiated;
    }

    String problem() {
        return nextHops.problem();
    }

    int advertised(IpFamily family) {
        return out.size(family);
    }

    RoutingStatus.Told told() {
        return new RoutingStatus.Told(versionLeft, nextHops.found().keySet());
    }
}
