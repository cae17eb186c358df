package io.routelb.lab.scenario;

import io.routelb.lab.bgp.DaemonKind;
import io.routelb.lab.bgp.SeenRoute;
import io.routelb.model.IpFamily;
import java.io.IOException;
import java.util.List;

/** Both families on one session, over IPv4 and over IPv6 (RFC 4760, 2545). */
final class BgpDualstack implements PeerScenario {
    @Override
    public String name() {
        return "bgp-dualstack";
    }

    @Override
    public String summary() {
        return "both families' routes on one session, over IPv4 and over IPv6, each with a next hop of its own family";
    }

    @Override
    public void run(Peering peering) throws IOException, InterruptedException {
        peering.daemon()
                .start(Peering.router(
                                Peering.THEIRS, peering.neighbour(IpFamily.IPV4), peering.neighbour(IpFamily.IPV6))
                        .originating(originated(peering)));
        peering.apply(
                peering.peer(IpFamily.IPV4).routes(Nets.V4, Nets.V6),
                peering.peer(IpFamily.IPV6).routes(Nets.OTHER_V4, Nets.OTHER_V6));
        for (IpFamily transport : IpFamily.values()) {
            peering.figures().seconds("up_" + Nets.label(transport) + "_s", peering.awaitEstablished(transport));
            peering.awaitReceived(transport, originated(peering).size());
            List<SeenRoute> routes = transport == IpFamily.IPV4
                    ? peering.awaitRoutes(transport, Nets.V4, Nets.V6)
                    : peering.awaitRoutes(transport, Nets.OTHER_V4, Nets.OTHER_V6);
            for (SeenRoute route : routes) {
                IpFamily family = route.prefix().contains(":") ? IpFamily.IPV6 : IpFamily.IPV4;
                Nets.requireExternal(route, peering.cable().ourAddress(family), Peering.OURS);
            }
        }
    }

    /** GoBGP tells IPv4 routes with an IPv6 next hop over an IPv6 session, though nobody agreed to that (RFC 8950 section 4). */
    private static List<String> originated(Peering peering) {
        if (peering.kind() == DaemonKind.GOBGP) {
            peering.figures()
                    .put("note", "tells no IPv4 routes here: over IPv6 it gives them an IPv6 next hop unasked");
            return List.of(Nets.THEIR_V6);
        }
        return List.of(Nets.THEIR_V4, Nets.THEIR_V6);
    }
}
