package io.routelb.lab.scenario;

import io.routelb.lab.bgp.DaemonKind;
import io.routelb.lab.bgp.Option;
import io.routelb.lab.bgp.OurPeer;
import io.routelb.lab.bgp.RouterSetup;
import io.routelb.lab.bgp.SeenRoute;
import io.routelb.lab.topology.Cable;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import io.routelb.model.SessionPassword;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A session between link-local addresses, dialled by us, then by the daemon; IPv6 routes have ours as their only next hop. */
final class BgpLinkLocal implements PeerScenario {
    private static final int PORT = 179;
    private static final String PASSWORD = "between-links";
    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final int MULTIPLIER = 3;

    @Override
    public String name() {
        return "bgp-link-local";
    }

    @Override
    public String summary() {
        return "sessions between link-local addresses, dialled with BFD where they have it, accepted with MD5; the"
                + " next hop is ours on the link";
    }

    @Override
    public void run(Peering peering) throws IOException, InterruptedException {
        Cable near = peering.cable().linkLocal();
        String us = near.ourAddress(IpFamily.IPV6);
        dialled(peering, near);
        look(peering, near, us);
        if (peering.kind() == DaemonKind.FRR) {
            peering.figures().put("accepted", "does not dial a neighbour named by its link-local address");
            return;
        }
        peering.daemon().kill();
        accepted(peering, near);
        look(peering, near, us);
    }

    /** With TCP MD5, but for GoBGP, which does not get through with a key for a link-local address. */
    private static void accepted(Peering peering, Cable near) throws IOException, InterruptedException {
        boolean md5 = peering.kind() != DaemonKind.GOBGP;
        RouterSetup.Neighbour neighbour = peering.neighbour(near, IpFamily.IPV6, Peering.OURS, new Option.Dials())
                .only(IpFamily.IPV6);
        peering.daemon()
                .start(Peering.router(Peering.THEIRS, md5 ? neighbour.with(new Option.Md5(PASSWORD)) : neighbour)
                        .originating(List.of(Nets.THEIR_V6)));
        OurPeer peer =
                peering.peer(near).families(IpFamily.IPV6).routes(Nets.V6).passive();
        peering.apply(PORT, md5 ? peer.options(options -> options.withPassword(new SessionPassword(PASSWORD))) : peer);
        peering.figures().seconds("accepted_up_s", peering.awaitEstablished(near, IpFamily.IPV6));
    }

    /** With BFD where the daemon has it. */
    private static void dialled(Peering peering, Cable near) throws IOException, InterruptedException {
        boolean bfd = peering.kind() == DaemonKind.BIRD || peering.kind() == DaemonKind.FRR;
        RouterSetup.Neighbour neighbour =
                peering.neighbour(near, IpFamily.IPV6, Peering.OURS).only(IpFamily.IPV6);
        peering.daemon()
                .start(Peering.router(
                                Peering.THEIRS, bfd ? neighbour.with(new Option.Bfd(INTERVAL, MULTIPLIER)) : neighbour)
                        .originating(List.of(Nets.THEIR_V6)));
        OurPeer peer = peering.peer(near).families(IpFamily.IPV6).routes(Nets.V6);
        peering.apply(
                bfd
                        ? peer.options(options -> options.withBfd(
                                new PeerOptions.Bfd(INTERVAL, INTERVAL, MULTIPLIER, false, Optional.empty())))
                        : peer);
        peering.figures().seconds("dialled_up_s", peering.awaitEstablished(near, IpFamily.IPV6));
        if (bfd) {
            peering.speaker()
                    .await(
                            "BFD Up",
                            near.theirAddress(IpFamily.IPV6),
                            each -> each.bfd()
                                    .filter(session -> session.state().equals("Up"))
                                    .isPresent());
        }
    }

    private static void look(Peering peering, Cable near, String us) throws IOException, InterruptedException {
        for (SeenRoute route : peering.awaitRoutes(near, IpFamily.IPV6, Nets.V6)) {
            String nextHop = Cable.withoutLink(route.nextHop());
            Stage.require(
                    nextHop.equals(Cable.withoutLink(us)),
                    "the route's next hop is not our link-local address: " + route);
        }
        peering.awaitAccepted(near, IpFamily.IPV6, 1);
    }
}
