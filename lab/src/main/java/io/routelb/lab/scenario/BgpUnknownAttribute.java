package io.routelb.lab.scenario;

import io.routelb.lab.bgp.BirdDaemon;
import io.routelb.lab.bgp.DaemonKind;
import io.routelb.lab.bgp.ExaBgp;
import io.routelb.lab.bgp.OurPeer;
import io.routelb.model.IpFamily;
import java.io.IOException;
import java.util.List;

/**
 * Attributes nobody here knows, on their way from ExaBGP through us to BIRD (RFC 4271 section 9): a transitive one is passed on, one that
 * is not is dropped, and neither hurts the route.
 */
final class BgpUnknownAttribute implements PeerScenario {
    private static final int PORT = 179;
    private static final String TRANSITIVE = "198.18.7.0/24";
    private static final String NOT_TRANSITIVE = "198.18.8.0/24";
    private static final String LONG = "198.18.9.0/24";
    private static final int LONG_OCTETS = 600;
    /** BIRD shows the beginning of a long one. */
    private static final int SHOWN_OCTETS = 100;

    @Override
    public String name() {
        return "bgp-unknown-attribute";
    }

    @Override
    public String summary() {
        return "unknown attributes through us: a transitive one is passed on whole, even with 600 octets; another is dropped";
    }

    @Override
    public List<DaemonKind> daemons() {
        return List.of(DaemonKind.BIRD);
    }

    @Override
    public void run(Peering peering) throws IOException, InterruptedException {
        peering.figures().put("exabgp", ExaBgp.version());
        peering.daemon().start(Peering.router(Peering.OURS, peering.neighbour(IpFamily.IPV4)));
        peering.apply(PORT, client(peering), client(peering).at(ExaBgp.ADDRESS).passive());
        peering.awaitEstablished(IpFamily.IPV4);
        ExaBgp exabgp = peering.exabgp(
                Peering.OURS,
                List.of(
                        new ExaBgp.Route(TRANSITIVE, "0xF0 0xC0 0x0102"),
                        new ExaBgp.Route(NOT_TRANSITIVE, "0xF1 0x80 0x0304"),
                        new ExaBgp.Route(LONG, "0xF2 0xD0 0x" + "ab".repeat(LONG_OCTETS))));
        peering.awaitRoutes(IpFamily.IPV4, TRANSITIVE, NOT_TRANSITIVE, LONG);
        require(peering, TRANSITIVE, "(?s).*BGP\\.f0 \\[t[^]]*\\]: 01 02.*", "the transitive attribute");
        require(peering, NOT_TRANSITIVE, "(?s)((?!BGP\\.f1).)*", "the route without the other attribute");
        require(peering, LONG, "(?s).*BGP\\.f2 \\[t[^]]*\\]: (ab ){" + SHOWN_OCTETS + "}.*", "the long attribute");
        for (String each : List.of(ExaBgp.ADDRESS, peering.cable().theirAddress(IpFamily.IPV4))) {
            Stage.require(peering.speaker().peer(each).orElseThrow().flaps() == 0, "a session ended");
        }
        exabgp.kill();
    }

    private static void require(Peering peering, String prefix, String pattern, String what)
            throws IOException, InterruptedException {
        if (peering.daemon() instanceof BirdDaemon bird) {
            String seen = bird.birdc("show route all " + prefix);
            Stage.require(seen.matches(pattern), what + " is not at BIRD: " + Peering.shortened(seen));
        }
    }

    private static OurPeer client(Peering peering) {
        return new OurPeer(peering.cable(), IpFamily.IPV4, Peering.OURS, Peering.OURS)
                .options(options -> options.withRouteReflectorClient(true));
    }
}
