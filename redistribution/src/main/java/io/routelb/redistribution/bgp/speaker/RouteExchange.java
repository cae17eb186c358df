package io.routelb.redistribution.bgp.speaker;

import inet.ipaddr.IPAddress;
import io.routelb.model.Asn;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import io.routelb.redistribution.bgp.message.AfiSafi;
import io.routelb.redistribution.bgp.message.RouteRefresh;
import io.routelb.redistribution.bgp.message.Update;
import io.routelb.redistribution.bgp.rib.AdjRibIn;
import io.routelb.redistribution.bgp.rib.AdjRibOut;
import io.routelb.redistribution.bgp.rib.ExportPolicy;
import io.routelb.redistribution.bgp.session.Negotiated;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The routes of one Established session, from Up to Down. Writes only while the socket takes it; then goes on with the latest state. */
final class RouteExchange {
    private static final int MAX_RECEIVED = 10_000;
    // RFC 7313 section 3.2.
    private static final int REFRESH_BEGINS = 1;
    private static final int REFRESH_ENDS = 2;

    private final Connection connection;
    private final Negotiated negotiated;
    private final Asn localAsn;
    private final Consumer<Update> sent;
    private final Runnable progress;
    private final Runnable flushed;
    private final AdjRibOut out;
    private final AdjRibIn in = new AdjRibIn(MAX_RECEIVED);
    private NextHops nextHops = new NextHops(Map.of(), "");
    private long version;
    private long versionLeft;
    private boolean endOfRibSent;
    private final Set<AfiSafi> refreshing = new HashSet<>();

    /**
     * Prepares; {@link #replace} begins.
     *
     * @param sent is told of every UPDATE handed to the socket
     * @param progress runs when the socket has taken what was written, the latest state or a part of it
     * @param flushed runs when the socket has taken the latest state
     */
    RouteExchange(
            Connection connection,
            Negotiated negotiated,
            Asn localAsn,
            Consumer<Update> sent,
            Runnable progress,
            Runnable flushed) {
        this.connection = connection;
        this.negotiated = negotiated;
        this.localAsn = localAsn;
        this.sent = sent;
        this.progress = progress;
        this.flushed = flushed;
        this.out = new AdjRibOut(negotiated.dialect());
    }

    /** Sets what the peer is to know. */
    void replace(Set<Prefix> routes, long asOf) {
        IPAddress local = connection.localAddress();
        nextHops = NextHops.of(local, negotiated.families(), routes);
        ExportPolicy policy = new ExportPolicy(localAsn, negotiated.dialect(), nextHops.found());
        out.replace(policy.export(routes));
        version = asOf;
        pump();
    }

    /** Writes as much as the socket takes. */
    void pump() {
        while (connection.isWritable() && !out.isSettled()) {
            out.next().ifPresent(this::send);
        }
        if (!out.isSettled()) {
            connection.flush(progress);
            return;
        }
        if (!endOfRibSent) {
            endOfRibSent = true;
            negotiated.families().stream().sorted().forEach(each -> send(Update.endOfRib(each)));
        }
        refreshing.forEach(each -> connection.send(new RouteRefresh(each, REFRESH_ENDS)));
        refreshing.clear();
        long leaving = version;
        connection.flush(() -> {
            versionLeft = Math.max(versionLeft, leaving);
            progress.run();
            flushed.run();
        });
    }

    private void send(Update update) {
        connection.send(update);
        sent.accept(update);
    }

    void deliver(Update update) {
        in.accept(update);
    }

    void resend(AfiSafi family) {
        Optional<IpFamily> ours = family.unicast();
        if (ours.isPresent() && negotiated.families().contains(ours.get())) {
            if (negotiated.enhancedRefresh()) {
                connection.send(new RouteRefresh(family, REFRESH_BEGINS));
                refreshing.add(family);
            }
            out.resend(ours.get());
            pump();
        }
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

    int received() {
        return in.size();
    }

    int advertised() {
        return out.size();
    }
}
