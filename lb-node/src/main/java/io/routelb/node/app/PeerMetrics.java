package io.routelb.node.app;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.routelb.model.IpFamily;
import io.routelb.redistribution.RoutingStatus;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The agent's Prometheus metrics of its BGP peers; a peer that is gone has none. Owned by the loop. */
final class PeerMetrics {
    private static final List<String> DIRECTIONS = List.of("received", "accepted", "advertised", "looped");

    private final Gauge sessionUp;
    private final Gauge prefixes;
    private final Counter messages;
    private final Counter transitions;
    private final BfdMetrics bfd;
    private final Set<String> peersSeen = new HashSet<>();
    private final Set<MessageSeries> messagesSeen = new HashSet<>();

    private record MessageSeries(String peer, String type, String direction) {}

    PeerMetrics(CollectorRegistry registry) {
        sessionUp = Gauge.build("routelb_bgp_session_up", "1 while the session is Established")
                .labelNames("peer")
                .register(registry);
        prefixes = Gauge.build("routelb_bgp_prefixes", "Prefixes exchanged with the peer")
                .labelNames("peer", "family", "direction")
                .register(registry);
        messages = Counter.build("routelb_bgp_messages_total", "BGP messages exchanged with the peer")
                .labelNames("peer", "type", "direction")
                .register(registry);
        transitions = Counter.build("routelb_bgp_session_transitions_total", "Changes of the session's state")
                .labelNames("peer")
                .register(registry);
        bfd = new BfdMetrics(registry);
    }

    void update(Collection<RoutingStatus.Peer> peers) {
        Set<String> present = new HashSet<>();
        for (RoutingStatus.Peer peer : peers) {
            present.add(peer.name());
            sessionUp.labels(peer.name()).set(peer.state().equals("Established") ? 1 : 0);
            peer.prefixes().forEach((family, counts) -> count(peer.name(), family, counts));
            RoutingStatus.Traffic traffic = peer.traffic();
            traffic.sent().forEach((type, count) -> count(new MessageSeries(peer.name(), type, "sent"), count));
            traffic.received().forEach((type, count) -> count(new MessageSeries(peer.name(), type, "received"), count));
            raise(transitions.labels(peer.name()), traffic.transitions());
        }
        forgetAllBut(present);
        bfd.update(peers);
    }

    private void count(String peer, IpFamily family, RoutingStatus.Prefixes counts) {
        prefixes.labels(peer, family.kubernetesName(), "received").set(counts.received());
        prefixes.labels(peer, family.kubernetesName(), "accepted").set(counts.accepted());
        prefixes.labels(peer, family.kubernetesName(), "advertised").set(counts.advertised());
        prefixes.labels(peer, family.kubernetesName(), "looped").set(counts.looped());
    }

    private void count(MessageSeries series, long count) {
        messagesSeen.add(series);
        raise(messages.labels(series.peer(), series.type(), series.direction()), count);
    }

    /** The speaker counts; a peer that was removed and came back counts anew, and the metric goes on from where it was. */
    static void raise(Counter.Child metric, long count) {
        double more = (double) count - metric.get();
        if (more > 0) {
            metric.inc(more);
        }
    }

    private void forgetAllBut(Set<String> present) {
        peersSeen.removeAll(present);
        for (String gone : peersSeen) {
            sessionUp.remove(gone);
            for (IpFamily family : IpFamily.values()) {
                for (String direction : DIRECTIONS) {
                    prefixes.remove(gone, family.kubernetesName(), direction);
                }
            }
            transitions.remove(gone);
        }
        messagesSeen.removeIf(series -> {
            boolean gone = !present.contains(series.peer());
            if (gone) {
                messages.remove(series.peer(), series.type(), series.direction());
            }
            return gone;
        });
        peersSeen.clear();
        peersSeen.addAll(present);
    }
}
