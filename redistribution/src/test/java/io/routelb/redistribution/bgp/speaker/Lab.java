package io.routelb.redistribution.bgp.speaker;

import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.model.RoutingIntent;
import io.routelb.redistribution.RoutingStatus;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** What the tests of speakers share: intents in a line, and waiting for a condition. */
public final class Lab {
    static final RoutingIntent.Timers FAST =
            new RoutingIntent.Timers(Duration.ofSeconds(9), Duration.ofSeconds(3), Duration.ofMillis(200));

    private Lab() {}

    /** A peer in the given AS, dialled at a port from a source address. */
    static RoutingIntent.Peer peer(String address, long asn, long localAsn, int port, String source) {
        return new RoutingIntent.Peer(
                "to-" + address,
                Addresses.of(address),
                new RoutingIntent.PeerAsn.Exactly(new Asn(asn)),
                new Asn(localAsn),
                port,
                Optional.of(Addresses.of(source)),
                FAST,
                OptionalInt.empty(),
                Set.of(IpFamily.IPV4, IpFamily.IPV6),
                false,
                PeerOptions.DEFAULT,
                Map.of());
    }

    static RoutingIntent.Peer passive(RoutingIntent.Peer peer) {
        return varied(peer, peer.timers(), true);
    }

    static RoutingIntent.Peer timed(RoutingIntent.Peer peer, RoutingIntent.Timers timers) {
        return varied(peer, timers, peer.passive());
    }

    private static RoutingIntent.Peer varied(RoutingIntent.Peer peer, RoutingIntent.Timers timers, boolean passive) {
        return new RoutingIntent.Peer(
                peer.name(),
                peer.address(),
                peer.asn(),
                peer.localAsn(),
                peer.port(),
                peer.source(),
                timers,
                peer.ttl(),
                peer.families(),
                passive,
                peer.options(),
                peer.routes());
    }

    static RoutingIntent intent(
            long asn, String routerId, int port, List<RoutingIntent.Peer> peers, Set<Prefix> routes) {
        IPv4Address id = Addresses.of(routerId).toIPv4();
        return new RoutingIntent(
                new Asn(asn),
                id,
                port,
                peers.stream()
                        .map(peer -> peer.withRoutes(RouteAttributes.plain(routes)))
                        .toList());
    }

    static Set<Prefix> routes(String... prefixes) {
        return Arrays.stream(prefixes).map(Prefix::of).collect(Collectors.toSet());
    }

    public static void await(String what, BooleanSupplier condition) {
        await(what, Duration.ofSeconds(15), condition);
    }

    public static void await(String what, Duration limit, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited " + limit + " in vain: " + what);
            }
            Thread.onSpinWait();
            LockSupport.parkNanos(2_000_000);
        }
    }

    static RoutingStatus.Peer only(NativeBackend backend) {
        await("one peer in the status", () -> backend.status().peers().size() == 1);
        return backend.status().peers().getFirst();
    }

    static boolean established(NativeBackend backend) {
        return backend.status().peers().stream().anyMatch(each -> each.state().equals("Established"));
    }
}
