package io.routelb.lab.scenario;

import io.routelb.lab.bgp.Option;
import io.routelb.lab.bgp.OurPeer;
import io.routelb.model.IpFamily;
import java.io.IOException;
import java.time.Duration;

/** GTSM (RFC 5082), both ways: over IPv4 we dial, over IPv6 the daemon does. */
final class BgpGtsm implements PeerScenario {
    private static final int PORT = 179;
    private static final Duration IN_VAIN = Duration.ofMillis(1200);

    @Override
    public String name() {
        return "bgp-gtsm";
    }

    @Override
    public String summary() {
        return "TTL security dialled (IPv4) and accepted (IPv6); a daemon that sends TTL 1 is not heard";
    }

    @Override
    public void run(Peering peering) throws IOException, InterruptedException {
        peering.daemon()
                .start(Peering.router(
                        Peering.THEIRS,
                        peering.neighbour(IpFamily.IPV4),
                        peering.neighbour(IpFamily.IPV6, new Option.Dials())));
        peering.apply(
                PORT, peer(peering, IpFamily.IPV4), peer(peering, IpFamily.IPV6).passive());
        peering.requireNoSession("with a daemon that sends TTL 1", IN_VAIN);
        peering.daemon().kill();
        Option gtsm = new Option.TtlSecurity(1);
        peering.daemon()
                .start(Peering.router(
                        Peering.THEIRS,
                        peering.neighbour(IpFamily.IPV4, gtsm),
                        peering.neighbour(IpFamily.IPV6, gtsm, new Option.Dials())));
        for (IpFamily family : IpFamily.values()) {
            peering.figures().seconds("up_" + Nets.label(family) + "_s", peering.awaitEstablished(family));
            peering.awaitRoutes(family, Nets.ours(family));
        }
    }

    private static OurPeer peer(Peering peering, IpFamily family) {
        return peering.peer(family)
                .families(family)
                .routes(Nets.ours(family))
                .options(options -> options.withTtlSecurityHops(1));
    }
}
