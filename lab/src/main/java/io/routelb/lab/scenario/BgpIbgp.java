package io.routelb.lab.scenario;

import io.routelb.lab.bgp.OurPeer;
import io.routelb.lab.bgp.SeenRoute;
import io.routelb.model.IpFamily;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Internal sessions: an empty path and a local preference arrive. */
final class BgpIbgp implements PeerScenario {
    @Override
    public String name() {
        return "bgp-ibgp";
    }

    @Override
    public String summary() {
        return "internal sessions over IPv4 and IPv6: empty AS path, LOCAL_PREF 100, our next hop";
    }

    @Override
    public void run(Peering peering) throws IOException, InterruptedException {
        peering.daemon()
                .start(Peering.router(Peering.OURS, peering.neighbour(IpFamily.IPV4), peering.neighbour(IpFamily.IPV6))
                        .originating(List.of(Nets.THEIR_V4, Nets.THEIR_V6)));
        peering.apply(internal(peering, IpFamily.IPV4), internal(peering, IpFamily.IPV6));
        for (IpFamily family : IpFamily.values()) {
            peering.figures().seconds("up_" + Nets.label(family) + "_s", peering.awaitEstablished(family));
            for (SeenRoute route : peering.awaitRoutes(family, Nets.ours(family))) {
                Stage.require(
                        route.nextHop().equals(peering.cable().ourAddress(family))
                                && route.asPath().isEmpty()
                                && route.origin().equals("IGP")
                                && route.localPref().equals(Optional.of(100L)),
                        "not what an internal peer must see: " + route);
            }
            peering.awaitReceived(family, 1);
        }
    }

    private static OurPeer internal(Peering peering, IpFamily family) {
        return new OurPeer(peering.cable(), family, Peering.OURS, Peering.OURS)
                .families(family)
                .routes(Nets.ours(family));
    }
}
