package io.routelb.lab.scenario;

import io.routelb.model.IpFamily;
import io.routelb.redistribution.RoutingStatus;
import java.io.IOException;

/** The daemon asks for our routes again (RFC 2918) and gets them. */
final class BgpRouteRefresh implements PeerScenario {
    @Override
    public String name() {
        return "bgp-route-refresh";
    }

    @Override
    public String summary() {
        return "a ROUTE-REFRESH from the daemon is answered with all routes, and the session stays";
    }

    @Override
    public void run(Peering peering) throws IOException, InterruptedException {
        peering.daemon()
                .start(Peering.router(
                        Peering.THEIRS, peering.neighbour(IpFamily.IPV4), peering.neighbour(IpFamily.IPV6)));
        peering.apply(
                peering.peer(IpFamily.IPV4).routes(Nets.V4, Nets.V6),
                peering.peer(IpFamily.IPV6).routes(Nets.V4, Nets.V6));
        for (IpFamily transport : IpFamily.values()) {
            peering.awaitEstablished(transport);
            peering.awaitRoutes(transport, Nets.V4, Nets.V6);
            String peer = peering.cable().theirAddress(transport);
            long before = updates(peering.speaker().peer(peer).orElseThrow());
            peering.daemon().refresh(peering.cable().ourAddress(transport));
            peering.speaker()
                    .await(
                            "requests for both families, answered",
                            peer,
                            seen -> seen.traffic().received().getOrDefault("route-refresh", 0L) >= 2
                                    && updates(seen) >= before + 2);
            peering.awaitRoutes(transport, Nets.V4, Nets.V6);
            Stage.require(
                    peering.speaker().peer(peer).orElseThrow().flaps() == 0, "a request for routes ended the session");
        }
    }

    private static long updates(RoutingStatus.Peer peer) {
        return peer.traffic().sent().getOrDefault("update", 0L);
    }
}
