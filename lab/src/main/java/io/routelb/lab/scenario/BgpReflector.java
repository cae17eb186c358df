package io.routelb.lab.scenario;

import io.routelb.lab.bgp.BirdDaemon;
import io.routelb.lab.bgp.ExaBgp;
import io.routelb.lab.bgp.Option;
import io.routelb.lab.bgp.OurPeer;
import io.routelb.lab.bgp.RouterSetup;
import io.routelb.lab.bgp.SeenRoute;
import io.routelb.lab.process.Await;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import java.io.IOException;
import java.util.List;

/**
 * We reflect between clients (RFC 4456): what ExaBGP tells us arrives at the daemon with its next hop, and with an attribute nobody
 * knows; ours is not the route's origin. Where two know a way the daemon is told both, each under an identifier (RFC 7911).
 */
final class BgpReflector implements PeerScenario {
    private static final int PORT = 179;
    private static final String PREFIX = "198.18.7.0/24";
    private static final String PREFIX_V6 = "2001:db8:207::/48";
    private static final String UNKNOWN = "0xF0 0xC0 0x0102";

    @Override
    public String name() {
        return "bgp-reflector";
    }

    @Override
    public String summary() {
        return "a client's routes reach the other client: next hop kept, ORIGINATOR_ID, CLUSTER_LIST, an unknown attribute; two paths by add-path";
    }

    @Override
    public void run(Peering peering) throws IOException, InterruptedException {
        RouterSetup setup = Peering.router(Peering.OURS, peering.neighbour(IpFamily.IPV4, new Option.AddPath()));
        peering.daemon().start(setup);
        peering.apply(
                PORT,
                client(peering)
                        .options(options -> options.withAddPath(new PeerOptions.AddPath(true, false)))
                        .routes(Nets.V4),
                client(peering).at(ExaBgp.ADDRESS).passive(),
                client(peering).at(ExaBgp.SECOND_ADDRESS).passive());
        peering.awaitEstablished(IpFamily.IPV4);
        ExaBgp exabgp = peering.exabgp(
                Peering.OURS, List.of(new ExaBgp.Route(PREFIX, UNKNOWN), new ExaBgp.Route(PREFIX_V6, UNKNOWN)));
        for (SeenRoute route : peering.awaitRoutes(IpFamily.IPV4, Nets.V4, PREFIX, PREFIX_V6)) {
            String nextHop = route.prefix().equals(PREFIX)
                    ? ExaBgp.ADDRESS
                    : peering.cable().theirAddress(IpFamily.IPV6);
            Stage.require(
                    route.prefix().equals(Nets.V4)
                            || (route.nextHop().equals(nextHop)
                                    && route.asPath().isEmpty()),
                    "not what a reflector passes on: " + route);
        }
        if (peering.daemon() instanceof BirdDaemon bird) {
            String seen = bird.birdc("show route all " + PREFIX);
            Stage.require(
                    seen.contains("BGP.originator_id: " + ExaBgp.ROUTER_ID)
                            && seen.contains("BGP.cluster_list: 10.0.0.11")
                            && seen.matches("(?s).*BGP\\.f0 \\[t[^]]*\\]: 01 02.*"),
                    "not what a reflector adds and keeps: " + seen);
            peering.figures().put("attributes", "ORIGINATOR_ID, CLUSTER_LIST, unknown 240 seen");
        }
        several(peering, exabgp);
        peering.awaitRoutes(IpFamily.IPV4, Nets.V4);
    }

    /** A second one tells the prefix, too; then the first goes, and the second after it. */
    private static void several(Peering peering, ExaBgp first) throws IOException, InterruptedException {
        ExaBgp second = peering.exabgp(ExaBgp.SECOND_ADDRESS, Peering.OURS, List.of(new ExaBgp.Route(PREFIX, "")));
        awaitWays(peering, ExaBgp.ADDRESS, ExaBgp.SECOND_ADDRESS);
        first.kill();
        awaitWays(peering, ExaBgp.SECOND_ADDRESS);
        second.kill();
        peering.figures().put("two_paths_told", "both at the daemon, and one of them withdrawn by its identifier");
    }

    private static void awaitWays(Peering peering, String... nextHops) throws IOException, InterruptedException {
        Await.until(
                "exactly the next hops " + List.of(nextHops) + " at the daemon for " + PREFIX,
                Stage.LIMIT,
                () -> ways(peering).equals(List.of(nextHops)),
                () -> ways(peering).toString());
    }

    private static List<String> ways(Peering peering) throws IOException, InterruptedException {
        return peering.daemon().routes(peering.cable().ourAddress(IpFamily.IPV4)).stream()
                .filter(route -> route.prefix().equals(PREFIX))
                .map(SeenRoute::nextHop)
                .sorted()
                .toList();
    }

    private static OurPeer client(Peering peering) {
        return new OurPeer(peering.cable(), IpFamily.IPV4, Peering.OURS, Peering.OURS)
                .options(options -> options.withRouteReflectorClient(true));
    }
}
