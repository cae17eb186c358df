package io.routelb.redistribution.bgp.speaker;

import static io.routelb.redistribution.bgp.speaker.Lab.await;
import static io.routelb.redistribution.bgp.speaker.Lab.established;
import static io.routelb.redistribution.bgp.speaker.Lab.intent;
import static io.routelb.redistribution.bgp.speaker.Lab.only;
import static io.routelb.redistribution.bgp.speaker.Lab.passive;
import static io.routelb.redistribution.bgp.speaker.Lab.peer;
import static io.routelb.redistribution.bgp.speaker.Lab.routes;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SpeakerOptions;
import io.routelb.model.SpeakerOptions.BestPath;
import io.routelb.model.SpeakerOptions.DynamicPeers;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Neighbours known by prefix, while the configuration changes around them. */
class GuestsTest {
    private static final int PORT = 27_961;
    private static final String HERE = "127.0.0.61";
    private static final String GUEST = "127.0.5.1";
    private static final RoutingIntent.Peer NAMED = passive(peer(GUEST, 65030, 64512, PORT, HERE));

    private final NativeBackend node = new NativeBackend();
    private final NativeBackend guest = new NativeBackend();

    @BeforeEach
    void aGuestIsIn() {
        node.apply(atNode(List.of(), range()));
        guest.apply(intent(65030, "10.0.0.2", 0, List.of(peer(HERE, 64512, 65030, PORT, GUEST)), Set.of()));
        await("it is in", () -> established(node) && established(guest));
    }

    @AfterEach
    void closeBoth() {
        node.close();
        guest.close();
    }

    private static DynamicPeers range(String... told) {
        RoutingIntent.Peer template = passive(peer("127.0.5.0", 65030, 64512, PORT, HERE));
        return new DynamicPeers(Prefix.of("127.0.5.0/24"), template.withRoutes(RouteAttributes.plain(routes(told))), 3);
    }

    private static RoutingIntent atNode(List<RoutingIntent.Peer> peers, DynamicPeers... ranges) {
        RoutingIntent named = intent(64512, "10.0.0.1", PORT, peers, Set.of());
        return new RoutingIntent(
                named.localAsn(),
                named.routerId(),
                PORT,
                named.peers(),
                new SpeakerOptions(List.of(ranges), Optional.empty(), Optional.empty(), BestPath.DEFAULT));
    }

    private String nameOfEstablished() {
        return node.status().peers().stream()
                .filter(each -> each.state().equals("Established"))
                .map(each -> each.name())
                .findFirst()
                .orElse("none");
    }

    @Test
    void whoIsGivenANameIsThatPeerFromThenOnAndStaysWhenItsRangeGoes() {
        node.apply(atNode(List.of(NAMED), range()));
        await("it is known by its name", () -> nameOfEstablished().equals(NAMED.name()));
        int flaps = only(node).flaps();
        node.apply(atNode(List.of(NAMED))).toCompletableFuture().join();
        guest.apply(intent(
                65030, "10.0.0.2", 0, List.of(peer(HERE, 64512, 65030, PORT, GUEST)), routes("198.51.100.1/32")));
        await("the session goes on", () -> only(node).received() == 1);
        assertEquals(flaps, only(node).flaps());
    }

    @Test
    void whatTheRangeIsToldChangesForThoseWhoAreInAndWithTheRangeTheyGo() {
        node.apply(atNode(List.of(), range("198.51.100.1/32")));
        await("the route arrives", () -> only(guest).received() == 1);
        assertEquals(0, only(guest).flaps());
        node.apply(atNode(List.of()));
        await("it is told why", () -> only(guest).lastError().contains("Cease/Peer De-configured (6/3)"));
        await("it is forgotten", () -> node.status().peers().isEmpty());
    }
}
