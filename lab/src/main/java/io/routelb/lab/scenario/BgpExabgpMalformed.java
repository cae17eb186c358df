package io.routelb.lab.scenario;

import io.routelb.lab.bgp.DaemonKind;
import io.routelb.lab.bgp.ExaBgp;
import io.routelb.lab.process.Await;
import io.routelb.model.IpFamily;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * ExaBGP tells routes with malformed attributes, each beside good ones: RFC 7606 drops the attribute or the route, and never the session.
 * BIRD's session on the same link goes on unmoved.
 */
final class BgpExabgpMalformed implements PeerScenario {
    private static final int PORT = 179;
    private static final Duration QUIET = Duration.ofSeconds(2);

    /** The route stays, by RFC 7606 section 7 unless the name says otherwise. */
    private static final Map<String, String> KEPT = Map.of(
            "none", "",
            "an unknown one, transitive", "0xF0 0xC0 0x0102",
            "AGGREGATOR of 3 octets", "0x07 0xC0 0x010203",
            "AS4_PATH of 1 octet from a 4-octet speaker", "0x11 0xC0 0x02",
            "AS4_AGGREGATOR of 3 octets from a 4-octet speaker", "0x12 0xC0 0x010203",
            "ORIGINATOR_ID of 3 octets from outside", "0x09 0x80 0x010203",
            "tunnel encapsulation that lies about its length", "0x17 0xC0 0x00080FFF01",
            "prefix-SID that is cut off", "0x28 0xC0 0x01000700");

    /** The route counts as withdrawn. */
    private static final Map<String, String> WITHDRAWN = Map.of(
            "COMMUNITIES of 3 octets", "0x08 0xC0 0x010203",
            "COMMUNITIES flagged as well-known", "0x08 0x40 0x00010002",
            "EXTENDED COMMUNITIES of 7 octets", "0x10 0xC0 0x01020304050607",
            "LARGE_COMMUNITY of 5 octets", "0x20 0xC0 0x0102030405",
            "ONLY_TO_CUSTOMER of 3 octets", "0x23 0xC0 0x010203",
            "MULTI_EXIT_DISC of 3 octets", "0x04 0x80 0x010203");

    @Override
    public String name() {
        return "bgp-exabgp-malformed";
    }

    @Override
    public String summary() {
        return "ExaBGP sends malformed attributes: the route or the attribute is dropped, no session is (BIRD beside it)";
    }

    @Override
    public List<DaemonKind> daemons() {
        return List.of(DaemonKind.BIRD);
    }

    @Override
    public void run(Peering peering) throws IOException, InterruptedException {
        peering.figures().put("exabgp", ExaBgp.version()).put("malformed", KEPT.size() - 1 + WITHDRAWN.size());
        peering.daemon()
                .start(Peering.router(Peering.THEIRS, peering.neighbour(IpFamily.IPV4))
                        .originating(List.of(Nets.THEIR_V4)));
        peering.apply(
                PORT,
                peering.peer(IpFamily.IPV4).routes(Nets.V4),
                peering.peer(IpFamily.IPV4).at(ExaBgp.ADDRESS).passive());
        peering.awaitEstablished(IpFamily.IPV4);
        peering.awaitReceived(IpFamily.IPV4, 1);
        List<ExaBgp.Route> routes = new ArrayList<>();
        KEPT.values().forEach(each -> add(routes, each));
        WITHDRAWN.values().forEach(each -> add(routes, each));
        ExaBgp exabgp = peering.exabgp(routes);
        int kept = 2 * KEPT.size();
        peering.speaker().await(kept + " routes of " + routes.size(), ExaBgp.ADDRESS, peer -> peer.received() == kept);
        Await.throughout(
                "both sessions and what was kept",
                QUIET,
                () -> peering.speaker().status().peers().stream()
                                .allMatch(peer -> peer.state().equals("Established") && peer.flaps() == 0)
                        && peering.speaker().peer(ExaBgp.ADDRESS).orElseThrow().received() == kept);
        exabgp.kill();
    }

    /** One of each family, so that both ways of carrying a route are seen. */
    private static void add(List<ExaBgp.Route> routes, String attribute) {
        int number = routes.size();
        routes.add(new ExaBgp.Route("198.19." + number + ".0/24", attribute));
        routes.add(new ExaBgp.Route("2001:db8:3" + String.format("%02x", number) + "::/48", attribute));
    }
}
