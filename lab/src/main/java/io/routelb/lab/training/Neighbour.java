package io.routelb.lab.training;

import static io.routelb.lab.cluster.JsonObjects.object;

import com.google.gson.JsonObject;
import inet.ipaddr.IPAddress;
import io.routelb.lab.process.Await;
import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import io.routelb.model.RoutingIntent;
import io.routelb.netlink.Rtnetlink;
import io.routelb.netlink.value.AddressChange;
import io.routelb.redistribution.bgp.speaker.NativeBackend;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The router that the agent tells its routes: a speaker of our own in this process, on an address of the loopback link. */
public final class Neighbour implements AutoCloseable {
    /** Where it listens. */
    private static final IPAddress ADDRESS = Addresses.of("192.0.2.1");

    /** Where it must be dialled from. */
    private static final IPAddress AGENT = Addresses.of("192.0.2.2");

    private static final Asn ASN = new Asn(64500);
    private static final Asn AGENT_ASN = new Asn(64512);
    private static final int PORT = 179;
    private static final int PROTO_STATIC = 4;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final RoutingIntent.Timers TIMERS =
            new RoutingIntent.Timers(Duration.ofSeconds(90), Duration.ofSeconds(30), Duration.ofSeconds(5));

    private final NativeBackend backend = new NativeBackend();

    private Neighbour() {}

    /** Adds both addresses to the loopback link and listens. */
    public static Neighbour start(Rtnetlink netlink) throws IOException {
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
                PeerOptions.DEFAULT,
                Map.of());
        neighbour.backend.apply(new RoutingIntent(ASN, ADDRESS.toIPv4(), PORT, List.of(agent)));
        return neighbour;
    }

    /** The objects that make an agent its peer. */
    public static List<JsonObject> objects() {
        JsonObject config = object(
                "apiVersion",
                "routelb.io/v1",
                "kind",
                "RoutingConfig",
                "metadata",
                object("name", "default"),
                "spec",
                object("backend", "Native", "localASN", AGENT_ASN.value(), "listenPort", 0));
        JsonObject peer = object(
                "apiVersion",
                "routelb.io/v1",
                "kind",
                "BGPPeer",
                "metadata",
                object("name", "neighbour"),
                "spec",
                object(
                        "address",
                        ADDRESS.toCanonicalString(),
                        "sourceAddress",
                        AGENT.toCanonicalString(),
                        "asn",
                        ASN.value(),
                        "families",
                        List.of("IPv4Unicast", "IPv6Unicast")));
        return List.of(config, peer);
    }

    /** Waits until the agent has told it so many routes. */
    public void awaitRoutes(int count) throws IOException, InterruptedException {
        Await.until(
                count + " routes at the neighbour",
                LIMIT,
                () -> backend.status().peers().stream().anyMatch(peer -> peer.received() >= count),
                () -> backend.status().toString());
    }

    @Override
    public void close() {
        backend.close();
    }
}
