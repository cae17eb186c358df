package io.routelb.lab.scenario;

import io.routelb.lab.bgp.DaemonKind;
import io.routelb.lab.bgp.Option;
import io.routelb.lab.bgp.OurPeer;
import io.routelb.model.IpFamily;
import io.routelb.model.SessionPassword;
import java.io.IOException;
import java.time.Duration;

/** TCP MD5 (RFC 2385): over IPv4 we dial, over IPv6 the daemon does; a wrong key is no session, and is put right while all runs. */
final class BgpMd5 implements PeerScenario {
    private static final int PORT = 179;
    private static final Duration IN_VAIN = Duration.ofMillis(1500);
    private static final String PASSWORD = "kept-by-two";

    @Override
    public String name() {
        return "bgp-md5";
    }

    @Override
    public String summary() {
        return "TCP MD5 dialled (IPv4) and accepted (IPv6): none with a wrong key, one with the right key, set live";
    }

    @Override
    public void run(Peering peering) throws IOException, InterruptedException {
        Option md5 = new Option.Md5(PASSWORD);
        // Its listener has no keys on Linux: BIRD with the right one is not let in either.
        boolean dialsOnly = peering.kind() == DaemonKind.OPENBGPD;
        if (dialsOnly) {
            peering.figures().put("note", peering.daemon().version() + " sets no key on its listener: it dials twice");
        }
        peering.daemon()
                .start(Peering.router(
                        Peering.THEIRS,
                        dialsOnly
                                ? peering.neighbour(IpFamily.IPV4, md5, new Option.Dials())
                                : peering.neighbour(IpFamily.IPV4, md5),
                        peering.neighbour(IpFamily.IPV6, md5, new Option.Dials())));
        apply(peering, "wrong", dialsOnly);
        peering.requireNoSession("with a wrong key", IN_VAIN);
        apply(peering, PASSWORD, dialsOnly);
        for (IpFamily family : IpFamily.values()) {
            peering.figures().seconds("up_" + Nets.label(family) + "_s", peering.awaitEstablished(family));
            peering.awaitRoutes(family, Nets.ours(family));
        }
        peering.speaker()
                .await(
                        "both sessions, never lost",
                        peering.cable().theirAddress(IpFamily.IPV6),
                        peer -> peer.state().equals("Established") && peer.flaps() == 0);
    }

    private static void apply(Peering peering, String password, boolean dialledOnly) throws IOException {
        OurPeer v4 = peer(peering, IpFamily.IPV4, password);
        peering.apply(
                PORT,
                dialledOnly ? v4.passive() : v4,
                peer(peering, IpFamily.IPV6, password).passive());
    }

    private static OurPeer peer(Peering peering, IpFamily family, String password) {
        return peering.peer(family)
                .families(family)
                .routes(Nets.ours(family))
                .options(options -> options.withPassword(new SessionPassword(password)));
    }
}
