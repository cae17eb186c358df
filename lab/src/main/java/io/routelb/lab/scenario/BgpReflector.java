package io.routelb.lab.scenario;

import io.routelb.lab.bgp.BirdDaemon;
import io.routelb.lab.bgp.ExaBgp;
import io.routelb.lab.bgp.OurPeer;
import io.routelb.lab.bgp.RouterSetup;
import io.routelb.lab.bgp.SeenRoute;
import io.routelb.model.IpFamily;
import java.io.IOException;
import java.util.List;

/**
 * We reflect between clients (RFC 4456): what ExaBGP tells us arrives at the daemon with its next hop, and with an attribute nobody
 * knows; ours is not the route's origin.
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
        return "a client's routes reach the other client: next hop kept, ORIGINATOR_ID, CLUSTER_LIST and an unknown attribute with them";
    }

    @Override
    public void run(Peering peering) throws IOException, InterruptedException {
        RouterSetup setup = Peering.router(Peering.OURS, peering.neighbour(IpFamily.IPV4));
        peering.daemon().start(setup);
        peering.apply(
                PORT,
                client(peering).routes(Nets.V4),
                client(peering).at(ExaBgp.ADDRESS).passive());
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
        exabgp.kill();
        peering.awaitRoutes(IpFamily.IPV4, Nets.V4);
    }

    private static OurPeer client(Peering peering) {
        return new OurPeer(peering.cable(), IpFamily.IPV4, Peering.OURS, Peering.OURS)
                .options(options -> options.withRouteReflectorClient(true));
    }
}
