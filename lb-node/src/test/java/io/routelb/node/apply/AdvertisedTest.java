package io.routelb.node.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;

import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.model.RoutingIntent;
import io.routelb.node.desired.Reason;
import io.routelb.redistribution.RoutingStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AdvertisedTest {
    private static final Prefix V4 = Prefix.of("198.51.100.10/32");
    private static final Prefix V6 = Prefix.of("2001:db8:51::10/128");
    private static final Map<Prefix, RouteAttributes> BOTH = RouteAttributes.plain(List.of(V4, V6));
    private static final Instant FIRST = Instant.EPOCH;

    private final Advertised advertised = new Advertised();

    private static RoutingIntent.Peer peer(int number, Map<Prefix, RouteAttributes> routes) {
        return new RoutingIntent.Peer(
                "r" + number,
                Addresses.of("192.0.2." + number),
                new RoutingIntent.PeerAsn.External(),
                new Asn(64512),
                179,
                Optional.empty(),
                new RoutingIntent.Timers(Duration.ofSeconds(90), Duration.ofSeconds(30), Duration.ofSeconds(5)),
                OptionalInt.of(1),
                Set.of(IpFamily.values()),
                false,
                PeerOptions.DEFAULT,
                routes);
    }

    private static RoutingIntent intent(RoutingIntent.Peer... peers) {
        return new RoutingIntent(new Asn(64512), new IPv4Address(1), 179, Arrays.asList(peers));
    }

    private static RoutingStatus.Peer session(
            int number, String state, Instant since, long told, IpFamily... families) {
        return new RoutingStatus.Peer(
                "r" + number,
                Addresses.of("192.0.2." + number),
                64500,
                state,
                since,
                Duration.ZERO,
                Duration.ZERO,
                Set.of(families),
                Map.of(),
                0,
                "",
                new RoutingStatus.Told(told, Set.of(families)),
                RoutingStatus.Traffic.NONE,
                Optional.empty());
    }

    @Test
    void whoHasBeenToldIsNamed() {
        advertised.update(
                intent(peer(1, BOTH), peer(2, BOTH)),
                3,
                List.of(
                        session(1, "Established", FIRST, 3, IpFamily.values()),
                        session(2, "Established", FIRST, 3, IpFamily.IPV4)));
        assertEquals(List.of("r1", "r2"), advertised.to(V4));
        assertEquals(List.of("r1"), advertised.to(V6));
    }

    @Test
    void whatAPeerWasToldBeforeCountsWhileItIsBeingToldMore() {
        RoutingIntent one = intent(peer(1, RouteAttributes.plain(List.of(V4))));
        advertised.update(one, 1, List.of(session(1, "Established", FIRST, 1, IpFamily.values())));
        RoutingIntent two = intent(peer(1, BOTH));
        advertised.update(two, 2, List.of(session(1, "Established", FIRST, 1, IpFamily.values())));
        assertEquals(List.of("r1"), advertised.to(V4));
        assertEquals(List.of(), advertised.to(V6));
        assertEquals(Reason.BEING_TOLD, advertised.refusal(V6));
        advertised.update(two, 2, List.of(session(1, "Established", FIRST.plusSeconds(1), 0, IpFamily.values())));
        assertEquals(List.of(), advertised.to(V4), "another session has been told nothing yet");
    }

    @Test
    void whyNobodyHasBeenToldIsNamed() {
        advertised.update(intent(peer(1, Map.of())), 1, List.of(session(1, "Established", FIRST, 1, IpFamily.IPV4)));
        assertEquals(Reason.NO_PEER, advertised.refusal(V4), "it is not meant for this one");
        advertised.update(intent(), 1, List.of());
        assertEquals(Reason.NO_PEER, advertised.refusal(V4));
        advertised.update(intent(peer(1, BOTH)), 1, List.of(session(1, "Active", FIRST, 0)));
        assertEquals(Reason.NO_ESTABLISHED_SESSION, advertised.refusal(V4));
        advertised.update(intent(peer(1, BOTH)), 1, List.of(session(1, "Established", FIRST, 1, IpFamily.IPV4)));
        assertEquals(Reason.FAMILY_NOT_CARRIED, advertised.refusal(V6));
        assertEquals(List.of("r1"), advertised.to(V4));
    }
}
