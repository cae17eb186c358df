package io.routelb.node.app;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.routelb.redistribution.RoutingStatus;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The agent's Prometheus metrics of the BFD sessions beside its BGP peers; a session that is gone has none. Owned by the loop. */
final class BfdMetrics {
    private static final List<String> OUTCOMES = List.of("sent", "received", "discarded", "unsent");

    private final Gauge sessionUp;
    private final Counter flaps;
    private final Counter packets;
    private final Set<String> seen = new HashSet<>();

    BfdMetrics(CollectorRegistry registry) {
        sessionUp = Gauge.build("routelb_bfd_session_up", "1 while the BFD session with the peer is Up")
                .labelNames("peer")
                .register(registry);
        flaps = Counter.build("routelb_bfd_session_flaps_total", "Times the BFD session left Up")
                .labelNames("peer")
                .register(registry);
        packets = Counter.build("routelb_bfd_packets_total", "BFD packets of the session")
                .labelNames("peer", "outcome")
                .register(registry);
    }

    void update(Collection<RoutingStatus.Peer> peers) {
        Set<String> present = new HashSet<>();
        peers.forEach(peer -> peer.bfd().ifPresent(session -> {
            present.add(peer.name());
            update(peer.name(), session);
        }));
        seen.removeAll(present);
        for (String gone : seen) {
            sessionUp.remove(gone);
            flaps.remove(gone);
            OUTCOMES.forEach(outcome -> packets.remove(gone, outcome));
        }
        seen.clear();
        seen.addAll(present);
    }

    private void update(String peer, RoutingStatus.Bfd session) {
        sessionUp.labels(peer).set(session.state().equals("Up") ? 1 : 0);
        PeerMetrics.raise(flaps.labels(peer), session.flaps());
        RoutingStatus.BfdPackets counts = session.packets();
        List<Long> byOutcome = List.of(counts.sent(), counts.received(), counts.discarded(), counts.unsent());
        for (int i = 0; i < OUTCOMES.size(); i++) {
            PeerMetrics.raise(packets.labels(peer, OUTCOMES.get(i)), byOutcome.get(i));
        }
    }
}
