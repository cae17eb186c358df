package io.routelb.lab.scenario;

import io.routelb.lab.bgp.DaemonKind;
import io.routelb.lab.bgp.ExaBgp;
import io.routelb.lab.bgp.Option;
import io.routelb.lab.bgp.OurPeer;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions.Role;
import java.io.IOException;
import java.util.List;

/** Roles (RFC 9234): strict ones, two ends of one relation and two customers, and what OTC does to routes. */
final class BgpRoles implements PeerScenario {
    private static final int PORT = 179;
    private static final String OTC_OF_THE_PEER = "0x23 0xC0 0x0000FBF4"; // AS 64500
    private static final String OTC_OF_ANOTHER = "0x23 0xC0 0x0000FDE7";

    @Override
    public String name() {
        return "bgp-roles";
    }

    @Override
    public String summary() {
        return "a strict role wants one named; two customers end with 2/11, that session only; OTC marks what goes down and stops a leak";
    }

    @Override
    public void run(Peering peering) throws IOException, InterruptedException {
        strict(peering);
        peering.daemon()
                .start(Peering.router(
                        Peering.THEIRS,
                        peering.neighbour(IpFamily.IPV4, new Option.Role("provider")),
                        peering.neighbour(IpFamily.IPV6, new Option.Role("customer"))));
        peering.apply(peer(peering, IpFamily.IPV4, Role.CUSTOMER), peer(peering, IpFamily.IPV6, Role.CUSTOMER));
        peering.awaitEstablished(IpFamily.IPV4);
        peering.awaitRoutes(IpFamily.IPV4, Nets.V4);
        awaitRefusal(peering, IpFamily.IPV6);
        peering.apply(peer(peering, IpFamily.IPV4, Role.CUSTOMER), peer(peering, IpFamily.IPV6, Role.PROVIDER));
        peering.awaitEstablished(IpFamily.IPV6);
        peering.awaitRoutes(IpFamily.IPV6, Nets.V6);
        String up = peering.daemon().aboutRoute(Nets.V4);
        Stage.require(!up.matches("(?is).*\\botc\\b.*"), "OTC on what goes to a provider: " + up);
        if (peering.kind() == DaemonKind.BIRD) {
            leaks(peering);
        }
    }

    /** RFC 9234 section 4.2: opposite a daemon that names no role. It marks nothing itself, so the OTC it sees is ours (section 5). */
    private static void strict(Peering peering) throws IOException, InterruptedException {
        peering.daemon().start(Peering.router(Peering.THEIRS, peering.neighbour(IpFamily.IPV4)));
        peering.apply(peer(peering, IpFamily.IPV4, Role.PROVIDER).options(options -> options.withStrictRole(true)));
        awaitRefusal(peering, IpFamily.IPV4);
        peering.apply(peer(peering, IpFamily.IPV4, Role.PROVIDER));
        peering.awaitEstablished(IpFamily.IPV4);
        peering.awaitRoutes(IpFamily.IPV4, Nets.V4);
        peering.figures().put("strict", "refused without a role");
        if (peering.kind() != DaemonKind.GOBGP) { // it has no name for the attribute
            String down = peering.daemon().aboutRoute(Nets.V4);
            Stage.require(
                    down.matches("(?is).*\\botc\\D{1,20}" + Peering.OURS + "\\b.*"),
                    "no OTC with our AS on what goes to a customer: " + down);
            peering.figures().put("otc", "on what goes to a customer");
        }
        peering.daemon().kill();
    }

    private static void awaitRefusal(Peering peering, IpFamily family) throws IOException, InterruptedException {
        String them = peering.cable().theirAddress(family);
        peering.speaker()
                .await(
                        "a refusal of the role",
                        them,
                        peer -> !peer.state().equals("Established")
                                && peering.speaker().blamed(them, "2/11"));
    }

    /** RFC 9234 section 5, ingress: what a peer has from a third one, who marked it, is a leak; ExaBGP tells three kinds. */
    private static void leaks(Peering peering) throws IOException, InterruptedException {
        peering.apply(
                PORT,
                peer(peering, IpFamily.IPV4, Role.PEER)
                        .families(IpFamily.IPV4, IpFamily.IPV6)
                        .at(ExaBgp.ADDRESS)
                        .passive());
        ExaBgp exabgp = peering.exabgp(
                Peering.THEIRS,
                List.of(
                        new ExaBgp.Route("198.18.7.0/24", ""),
                        new ExaBgp.Route("198.18.8.0/24", OTC_OF_THE_PEER),
                        new ExaBgp.Route("198.18.9.0/24", OTC_OF_ANOTHER),
                        new ExaBgp.Route("2001:db8:208::/48", OTC_OF_THE_PEER),
                        new ExaBgp.Route("2001:db8:209::/48", OTC_OF_ANOTHER)));
        peering.speaker()
                .await(
                        "three routes let in, two leaks left out",
                        ExaBgp.ADDRESS,
                        peer -> peer.received() == 5 && peer.accepted() == 3);
        exabgp.kill();
    }

    private static OurPeer peer(Peering peering, IpFamily family, Role role) {
        return peering.peer(family)
                .families(family)
                .routes(Nets.ours(family))
                .options(options -> options.withRole(role));
    }
}
