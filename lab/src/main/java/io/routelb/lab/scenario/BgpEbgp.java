package io.routelb.lab.scenario;

import io.routelb.lab.bgp.SeenRoute;
import io.routelb.model.IpFamily;
import java.io.IOException;
import java.util.List;

/** External sessions, one for each family: what we tell arrives with the right attributes, and goes when it is withdrawn. */
final class BgpEbgp implements PeerScenario {
    @Override
    public String name() {
        return "bgp-ebgp";
    }

    @Override
    public String summary() {
        return "external sessions over IPv4 and IPv6: routes, attributes, withdrawal, the daemon's routes at ours";
    }

    @Override
    public void run(Peering peering) throws IOException, InterruptedException {
        peering.daemon()
                .start(Peering.router(
                                Peering.THEIRS, peering.neighbour(IpFamily.IPV4), peering.neighbour(IpFamily.IPV6))
                        .originating(List.of(Nets.THEIR_V4, Nets.THEIR_V6)));
        peering.apply(
                peering.peer(IpFamily.IPV4).families(IpFamily.IPV4).routes(Nets.V4, Nets.OTHER_V4),
                peering.peer(IpFamily.IPV6).families(IpFamily.IPV6).routes(Nets.V6, Nets.OTHER_V6));
        for (IpFamily family : IpFamily.values()) {
            peering.figures().seconds("up_" + Nets.label(family) + "_s", peering.awaitEstablished(family));
            for (SeenRoute route : peering.awaitRoutes(family, Nets.ours(family), Nets.others(family))) {
                Nets.requireExternal(route, peering.cable().ourAddress(family), Peering.OURS);
            }
            peering.awaitReceived(family, 1);
        }
        peering.apply(
                peering.peer(IpFamily.IPV4).families(IpFamily.IPV4).routes(Nets.V4),
                peering.peer(IpFamily.IPV6).families(IpFamily.IPV6));
        peering.awaitRoutes(IpFamily.IPV4, Nets.V4);
        peering.awaitRoutes(IpFamily.IPV6);
    }
}
