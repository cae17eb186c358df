package io.routelb.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.prometheus.client.CollectorRegistry;
import io.routelb.model.Addresses;
import io.routelb.model.IpFamily;
import io.routelb.redistribution.RoutingStatus;
import io.routelb.redistribution.RoutingStatus.Prefixes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PeerMetricsTest {
    private final CollectorRegistry registry = new CollectorRegistry();
    private final PeerMetrics metrics = new PeerMetrics(registry);

    private static RoutingStatus.Peer peer(String name, Map<IpFamily, Prefixes> prefixes) {
        return new RoutingStatus.Peer(
                name,
                Addresses.of("192.0.2.1"),
                64_500,
                "Established",
                Instant.EPOCH,
                Duration.ofSeconds(9),
                Duration.ofSeconds(3),
                Set.of(IpFamily.values()),
                prefixes,
                0,
                "",
                RoutingStatus.Told.NOTHING,
                RoutingStatus.Traffic.NONE,
                Optional.empty());
    }

    private @Nullable Double prefixes(String peer, String family, String direction) {
        return registry.getSampleValue(
                "routelb_bgp_prefixes",
                new String[] {"peer", "family", "direction"},
                new String[] {peer, family, direction});
    }

    @Test
    void countsPrefixesOfEachFamilyByThemselves() {
        metrics.update(List.of(
                peer("r1", Map.of(IpFamily.IPV4, new Prefixes(5, 4, 3, 1), IpFamily.IPV6, new Prefixes(2, 1, 7, 0)))));
        assertEquals(5, prefixes("r1", "IPv4", "received"));
        assertEquals(4, prefixes("r1", "IPv4", "accepted"));
        assertEquals(1, prefixes("r1", "IPv4", "looped"));
        assertEquals(3, prefixes("r1", "IPv4", "advertised"));
        assertEquals(2, prefixes("r1", "IPv6", "received"));
        assertEquals(1, prefixes("r1", "IPv6", "accepted"));
        assertEquals(7, prefixes("r1", "IPv6", "advertised"));
    }

    @Test
    void aPeerThatIsGoneHasNone() {
        metrics.update(List.of(peer("r1", Map.of(IpFamily.IPV6, new Prefixes(2, 1, 7, 0)))));
        metrics.update(List.of(peer("r2", Map.of(IpFamily.IPV6, new Prefixes(1, 1, 1, 0)))));
        assertNull(prefixes("r1", "IPv6", "received"));
        assertNull(prefixes("r1", "IPv6", "advertised"));
        assertEquals(1, prefixes("r2", "IPv6", "accepted"));
    }
}
