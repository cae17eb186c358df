package io.routelb.lab.scenario;

import io.routelb.lab.bgp.Option;
import io.routelb.lab.bgp.SeenRoute;
import io.routelb.lab.topology.Cable;
import io.routelb.lab.topology.Namespaces;
import io.routelb.model.IpFamily;
import java.io.IOException;
import java.util.List;

/** IPv4 routes with IPv6 next hops (RFC 8950), on a link that has no IPv4 addresses at all. */
final class BgpExtendedNexthop implements PeerScenario {
    @Override
    public String name() {
        return "bgp-extended-nexthop";
    }

    @Override
    public String summary() {
        return "IPv4 routes over IPv6 next hops, both ways, on a link without IPv4";
    }

    @Override
    public void run(Peering peering) throws IOException, InterruptedException {
        for (String end : List.of(peering.cable().ours(), peering.cable().theirs())) {
            Namespaces.run(end, "ip", "-4", "addr", "flush", "dev", Cable.LINK);
        }
        peering.daemon()
                .start(Peering.router(Peering.THEIRS, peering.neighbour(IpFamily.IPV6, new Option.ExtendedNextHop()))
                        .originating(List.of(Nets.THEIR_V4, Nets.THEIR_V6)));
        peering.apply(peering.peer(IpFamily.IPV6)
                .routes(Nets.V4, Nets.V6)
                .options(options -> options.withExtendedNextHop(true)));
        peering.figures().seconds("up_s", peering.awaitEstablished(IpFamily.IPV6));
        for (SeenRoute route : peering.awaitRoutes(IpFamily.IPV6, Nets.V4, Nets.V6)) {
            Nets.requireExternal(route, peering.cable().ourAddress(IpFamily.IPV6), Peering.OURS);
        }
        peering.awaitReceived(IpFamily.IPV6, 2);
    }
}
