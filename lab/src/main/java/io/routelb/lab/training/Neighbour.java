package io.routelb.lab.training;

import inet.ipaddr.IPAddress;
import io.routelb.lab.process.Await;
import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.IpFamily;
import io.routelb.model.RoutingIntent;
import io.routelb.netlink.Rtnetlink;
import io.routelb.netlink.value.AddressChange;
import io.routelb.redistribution.bgp.speaker.NativeBackend;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The router that the agent tells its routes: a speaker of our own in this process, on an address of the loopback link. */
final class Neighbour implements AutoCloseable {
    /** Where it listens. */
    static final IPAddress ADDRESS = Addresses.of("192.0.2.1");

    /** Where it must be dialled from. */
    static final IPAddress AGENT = Addresses.of("192.0.2.2");

    static final Asn ASN = new Asn(64500);
    static final Asn AGENT_ASN = new Asn(64512);
    private static final int PORT = 179;
    private static final int PROTO_STATIC = 4;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final RoutingIntent.Timers TIMERS =
            new RoutingIntent.Timers(Duration.ofSeconds(90), Duration.ofSeconds(30), Duration.ofSeconds(5));

    private final NativeBackend backend = new NativeBackend();

    private Neighbour() {}

    /** Adds both addresses to the loopback link and listens. */
    static Neighbour start(Rtnetlink netlink) throws IOException {
        int loopback = netlink.link("lo").orElseThrow().index();
        netlink.apply(List.of(
                AddressChange.Add.forever(loopback, ADDRESS, 32, Set.of(), PROTO_STATIC),
                AddressChange.Add.forever(loopback, AGENT, 32, Set.of(), PROTO_STATIC)));
        Neighbour neighbour = new Neighbour();
        RoutingIntent.Peer agent = new RoutingIntent.Peer(
                "agent",
                AGENT,
                new RoutingIntent.PeerAsn.Exactly(AGENT_ASN),
                ASN,
                PORT,
                Optional.of(ADDRESS),
                TIMERS,
                OptionalInt.of(1),
                Set.of(IpFamily.IPV4, IpFamily.IPV6),
                true,
                Set.of());
        neighbour.backend.apply(new RoutingIntent(ASN, ADDRESS.toIPv4(), PORT, List.of(agent)));
        return neighbour;
    }

    /** Waits until the agent has told it routes. */
    void awaitRoutes() throws IOException, InterruptedException {
        Await.until(
                "routes at the neighbour",
                LIMIT,
                () -> backend.status().peers().stream().anyMatch(peer -> peer.received() > 0),
                () -> backend.status().toString());
    }

    @Override
    public void close() {
        backend.close();
    }
}
