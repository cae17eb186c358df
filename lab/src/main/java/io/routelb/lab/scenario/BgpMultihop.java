package io.routelb.lab.scenario;

import io.routelb.lab.bgp.Option;
import io.routelb.lab.bgp.OurPeer;
import io.routelb.lab.topology.Cable;
import io.routelb.model.IpFamily;
import java.io.IOException;
import java.time.Duration;

/** An external peer behind a router: not reached with the TTL of a neighbour, reached with a larger one. */
final class BgpMultihop implements PeerScenario {
    private static final Duration IN_VAIN = Duration.ofSeconds(1);

    @Override
    public String name() {
        return "bgp-multihop";
    }

    @Override
    public String summary() {
        return "a peer behind a router: no session with TTL 1, a session and routes with TTL 2";
    }

    @Override
    public void run(Peering peering) throws IOException, InterruptedException {
        Cable far = peering.cable().throughRouter();
        Option hops = new Option.Multihop(2);
        peering.daemon()
                .start(Peering.router(
                        Peering.THEIRS,
                        peering.neighbour(far, IpFamily.IPV4, Peering.OURS, hops),
                        peering.neighbour(far, IpFamily.IPV6, Peering.OURS, hops)));
        peering.apply(peer(far, IpFamily.IPV4), peer(far, IpFamily.IPV6));
        for (IpFamily family : IpFamily.values()) {
            peering.speaker()
                    .await(
                            "an attempt with TTL 1",
                            far.theirAddress(family),
                            peer -> peer.traffic().transitions() > 0);
        }
        peering.requireNoSession("with TTL 1 through a router", IN_VAIN);
        peering.apply(peer(far, IpFamily.IPV4).ttl(2), peer(far, IpFamily.IPV6).ttl(2));
        for (IpFamily family : IpFamily.values()) {
            peering.figures().seconds("up_" + Nets.label(family) + "_s", peering.awaitEstablished(far, family));
            Nets.requireExternal(
                    peering.awaitRoutes(far, family, Nets.ours(family)).getFirst(),
                    far.ourAddress(family),
                    Peering.OURS);
        }
    }

    private static OurPeer peer(Cable far, IpFamily family) {
        return new OurPeer(far, family, Peering.OURS, Peering.THEIRS)
                .families(family)
                .routes(Nets.ours(family));
    }
}
