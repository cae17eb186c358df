package io.routelb.lab.scenario;

import io.routelb.lab.bgp.Option;
import io.routelb.lab.bgp.OurPeer;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Too many prefixes (RFC 4486): over IPv4 the daemon tells us too many, over IPv6 we tell the daemon. */
final class BgpMaxPrefix implements PeerScenario {
    private static final int LIMIT = 3;
    private static final List<String> MANY =
            List.of("198.18.1.0/24", "198.18.2.0/24", "198.18.3.0/24", "198.18.4.0/24", "198.18.5.0/24");

    @Override
    public String name() {
        return "bgp-max-prefix";
    }

    @Override
    public String summary() {
        return "a daemon that tells too many prefixes is cut off with 6/1 until the limit is raised; ours is cut off by the daemon's limit";
    }

    @Override
    public void run(Peering peering) throws IOException, InterruptedException {
        String overV4 = peering.cable().theirAddress(IpFamily.IPV4);
        String overV6 = peering.cable().theirAddress(IpFamily.IPV6);
        peering.daemon()
                .start(Peering.router(
                                Peering.THEIRS,
                                peering.neighbour(IpFamily.IPV4),
                                peering.neighbour(IpFamily.IPV6, new Option.MaxPrefixes(1)))
                        .originating(MANY));
        OurPeer v6 = peering.peer(IpFamily.IPV6)
                .families(IpFamily.IPV6)
                .routes(Nets.V6, Nets.OTHER_V6, "2001:db8:101::/48", "2001:db8:102::/48");
        peering.apply(limited(peering, LIMIT), v6);
        peering.speaker()
                .await(
                        "our own limit",
                        overV4,
                        peer -> peer.flaps() == 1
                                && !peer.state().equals("Established")
                                && peering.speaker().blamed(overV4, "6/1"));
        peering.speaker()
                .await(
                        "the daemon's limit",
                        overV6,
                        peer -> peer.flaps() >= 1 && peering.speaker().blamed(overV6, "6/1"));
        peering.apply(limited(peering, 2 * MANY.size()), v6);
        peering.awaitEstablished(IpFamily.IPV4);
        peering.awaitReceived(IpFamily.IPV4, MANY.size());
    }

    private static OurPeer limited(Peering peering, int limit) {
        return peering.peer(IpFamily.IPV4)
                .families(IpFamily.IPV4)
                .options(options -> options.withImports(
                        new PeerOptions.Import(options.imports().prefixes(), limit, 75, Duration.ZERO)));
    }
}
