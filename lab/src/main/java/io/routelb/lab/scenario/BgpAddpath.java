package io.routelb.lab.scenario;

import io.routelb.lab.bgp.BirdDaemon;
import io.routelb.lab.bgp.Option;
import io.routelb.lab.bgp.OurPeer;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import java.io.IOException;
import java.util.List;

/** Path identifiers in every prefix, both ways and in both families (RFC 7911). */
final class BgpAddpath implements PeerScenario {
    @Override
    public String name() {
        return "bgp-addpath";
    }

    @Override
    public String summary() {
        return "prefixes with path identifiers, both ways and in both families; withdrawn by them, too";
    }

    @Override
    public void run(Peering peering) throws IOException, InterruptedException {
        Option addPath = new Option.AddPath();
        peering.daemon()
                .start(Peering.router(
                                Peering.THEIRS,
                                peering.neighbour(IpFamily.IPV4, addPath),
                                peering.neighbour(IpFamily.IPV6, addPath).only(IpFamily.IPV6))
                        .originating(List.of(Nets.THEIR_V4, Nets.THEIR_V6)));
        peering.apply(
                peer(peering, IpFamily.IPV4).routes(Nets.V4, Nets.OTHER_V4, Nets.V6),
                peer(peering, IpFamily.IPV6).families(IpFamily.IPV6).routes(Nets.OTHER_V6));
        peering.awaitEstablished(IpFamily.IPV4);
        peering.awaitEstablished(IpFamily.IPV6);
        peering.awaitRoutes(IpFamily.IPV4, Nets.V4, Nets.OTHER_V4, Nets.V6);
        peering.awaitRoutes(IpFamily.IPV6, Nets.OTHER_V6);
        peering.awaitReceived(IpFamily.IPV4, 2);
        peering.awaitReceived(IpFamily.IPV6, 1);
        if (peering.daemon() instanceof BirdDaemon bird) {
            bird.secondPaths(true);
            peering.awaitReceived(IpFamily.IPV4, 4);
            peering.awaitReceived(IpFamily.IPV6, 2);
            bird.secondPaths(false);
            peering.awaitReceived(IpFamily.IPV4, 2);
            peering.awaitReceived(IpFamily.IPV6, 1);
            peering.figures().put("two_paths_for_each_prefix", "taken, and one of them withdrawn by its identifier");
        }
        peering.apply(
                peer(peering, IpFamily.IPV4).routes(Nets.OTHER_V4),
                peer(peering, IpFamily.IPV6).families(IpFamily.IPV6));
        peering.awaitRoutes(IpFamily.IPV4, Nets.OTHER_V4);
        peering.awaitRoutes(IpFamily.IPV6);
    }

    private static OurPeer peer(Peering peering, IpFamily family) {
        return peering.peer(family).options(options -> options.withAddPath(new PeerOptions.AddPath(true, true)));
    }
}
