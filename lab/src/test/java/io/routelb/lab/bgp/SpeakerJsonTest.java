package io.routelb.lab.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SessionPassword;
import io.routelb.model.SpeakerOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SpeakerJsonTest {
    private static RoutingIntent.Peer peer(RoutingIntent.PeerAsn asn, PeerOptions options) {
        return new RoutingIntent.Peer(
                "to-r1",
                Addresses.of("2001:db8::1"),
                asn,
                new Asn(4_200_000_001L),
                179,
                Optional.of(Addresses.of("2001:db8::11")),
                new RoutingIntent.Timers(Duration.ofSeconds(9), Duration.ofSeconds(3), Duration.ofMillis(200)),
                OptionalInt.of(2),
                Set.of(IpFamily.IPV4, IpFamily.IPV6),
                true,
                options,
                Map.of(
                        Prefix.of("198.51.100.10/32"),
                        RouteAttributes.DEFAULT,
                        Prefix.of("2001:db8:100::/64"),
                        new RouteAttributes(
                                List.of(-1), List.of(), List.of(7L), OptionalLong.of(50), OptionalLong.empty(), 2)));
    }

    private static RoutingIntent intent(RoutingIntent.PeerAsn asn, PeerOptions options) {
        RoutingIntent.Peer peer = peer(asn, options);
        return new RoutingIntent(
                new Asn(64512),
                Addresses.of("10.0.0.11").toIPv4(),
                1179,
                List.of(peer),
                new SpeakerOptions(
                        List.of(new SpeakerOptions.DynamicPeers(Prefix.of("192.0.2.0/24"), peer, 5)),
                        Optional.of(
                                new SpeakerOptions.Monitor(Addresses.of("192.0.2.9"), 11019, Duration.ofSeconds(30))),
                        Optional.of("/tmp/messages"),
                        SpeakerOptions.BestPath.DEFAULT));
    }

    @Test
    void anIntentComesBackAsItWas() {
        PeerOptions all = PeerOptions.DEFAULT
                .withPassword(new SessionPassword("s3cret"))
                .withTtlSecurityHops(1)
                .withRole(PeerOptions.Role.ROUTE_SERVER_CLIENT)
                .withStrictRole(true)
                .withBfd(new PeerOptions.Bfd(
                        Duration.ofMillis(50),
                        Duration.ofMillis(60),
                        3,
                        false,
                        Optional.of(new PeerOptions.BfdKey(7, new SessionPassword("key")))))
                .withImports(new PeerOptions.Import(
                        List.of(new PeerOptions.PrefixRule(Prefix.of("10.0.0.0/8"), 8, 24)), 5, 80, Duration.ZERO));
        for (PeerOptions options : List.of(PeerOptions.DEFAULT, all)) {
            for (RoutingIntent.PeerAsn asn : List.of(
                    new RoutingIntent.PeerAsn.Exactly(new Asn(64500)),
                    new RoutingIntent.PeerAsn.External(),
                    new RoutingIntent.PeerAsn.Internal())) {
                RoutingIntent intent = intent(asn, options);
                String line = SpeakerJson.write(intent);
                assertFalse(line.contains("\n"), line);
                assertEquals(intent, SpeakerJson.intent(line));
            }
        }
    }
}
