package io.routelb.lab.scenario;

import io.routelb.lab.bgp.Option;
import io.routelb.lab.bgp.OurPeer;
import io.routelb.lab.bgp.RouterSetup;
import io.routelb.lab.bgp.SeenRoute;
import io.routelb.lab.bgp.UnsupportedException;
import io.routelb.model.IpFamily;
import java.io.IOException;
import java.util.List;

/** AS numbers above 65535 (RFC 6793): both ends know them, then the far end does not and sees AS_TRANS. */
final class Bgp4Octet implements PeerScenario {
    private static final long OURS = 4_200_000_001L;
    private static final long THEIRS = 4_200_000_002L;
    private static final long AS_TRANS = 23456;

    @Override
    public String name() {
        return "bgp-4octet";
    }

    @Override
    public String summary() {
        return "AS numbers of four octets at both ends; a daemon that knows two octets only sees AS_TRANS";
    }

    @Override
    public void run(Peering peering) throws IOException, InterruptedException {
        RouterSetup.Neighbour[] neighbours = {
            peering.neighbour(peering.cable(), IpFamily.IPV4, OURS),
            peering.neighbour(peering.cable(), IpFamily.IPV6, OURS)
        };
        peering.daemon().start(Peering.router(THEIRS, neighbours));
        peering.apply(peer(peering, IpFamily.IPV4, THEIRS), peer(peering, IpFamily.IPV6, THEIRS));
        for (IpFamily family : IpFamily.values()) {
            peering.awaitEstablished(family);
            for (SeenRoute route : peering.awaitRoutes(family, Nets.ours(family))) {
                Nets.requireExternal(route, peering.cable().ourAddress(family), OURS);
            }
        }
        peering.daemon().kill();
        twoOctets(peering);
    }

    /** Whether the daemon shows AS_TRANS or puts our number back from AS4_PATH is its own affair. */
    private static void twoOctets(Peering peering) throws IOException, InterruptedException {
        RouterSetup.Neighbour[] neighbours = {
            peering.neighbour(peering.cable(), IpFamily.IPV4, OURS, new Option.TwoOctetAs()),
            peering.neighbour(peering.cable(), IpFamily.IPV6, OURS, new Option.TwoOctetAs())
        };
        try {
            peering.daemon().start(Peering.router(Peering.THEIRS, neighbours));
        } catch (UnsupportedException e) {
            peering.figures().put("two_octets", String.valueOf(e.getMessage()));
            return;
        }
        peering.apply(peer(peering, IpFamily.IPV4, Peering.THEIRS), peer(peering, IpFamily.IPV6, Peering.THEIRS));
        IpFamily family = IpFamily.IPV4;
        peering.awaitEstablished(family);
        List<Long> path =
                peering.awaitRoutes(family, Nets.ours(family)).getFirst().asPath();
        Stage.require(
                path.equals(List.of(AS_TRANS)) || path.equals(List.of(OURS)), "an old speaker sees the path " + path);
        peering.figures().put("two_octets", path);
    }

    private static OurPeer peer(Peering peering, IpFamily family, long theirs) {
        return new OurPeer(peering.cable(), family, OURS, theirs)
                .families(family)
                .routes(Nets.ours(family));
    }
}
