package io.routelb.lab.scenario;

import io.routelb.lab.bgp.Option;
import io.routelb.lab.bgp.OurPeer;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions.Role;
import java.io.IOException;

/** Roles (RFC 9234): two ends of one relation agree, two providers do not. */
final class BgpRoles implements PeerScenario {
    @Override
    public String name() {
        return "bgp-roles";
    }

    @Override
    public String summary() {
        return "a provider takes us as customer; that we are a provider too is refused with 2/11, and only on that session";
    }

    @Override
    public void run(Peering peering) throws IOException, InterruptedException {
        Option provider = new Option.Role("provider");
        peering.daemon()
                .start(Peering.router(
                        Peering.THEIRS,
                        peering.neighbour(IpFamily.IPV4, provider),
                        peering.neighbour(IpFamily.IPV6, provider)));
        peering.apply(peer(peering, IpFamily.IPV4, Role.CUSTOMER), peer(peering, IpFamily.IPV6, Role.PROVIDER));
        peering.awaitEstablished(IpFamily.IPV4);
        peering.awaitRoutes(IpFamily.IPV4, Nets.V4);
        peering.speaker()
                .await(
                        "a refusal of the role",
                        peering.cable().theirAddress(IpFamily.IPV6),
                        peer -> !peer.state().equals("Established")
                                && peer.lastError().contains("2/11"));
        peering.apply(peer(peering, IpFamily.IPV4, Role.CUSTOMER), peer(peering, IpFamily.IPV6, Role.CUSTOMER));
        peering.awaitEstablished(IpFamily.IPV6);
        peering.awaitRoutes(IpFamily.IPV6, Nets.V6);
    }

    private static OurPeer peer(Peering peering, IpFamily family, Role role) {
        return peering.peer(family)
                .families(family)
                .routes(Nets.ours(family))
                .options(options -> options.withRole(role));
    }
}
