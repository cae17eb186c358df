package io.routelb.lab.scenario;

import com.google.gson.JsonObject;
import io.routelb.lab.bgp.BmpStation;
import io.routelb.lab.bgp.DaemonKind;
import io.routelb.lab.bgp.OurPeer;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.Cable;
import io.routelb.lab.topology.PacketFile;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** BMP (RFC 7854) to pmacct's collector: late, restarted, told how sessions end; tshark reads along. */
final class BgpBmp implements PeerScenario {
    /** RFC 7854 section 4.9. */
    private static final String WE_ENDED_IT = "1";

    private static final String THE_PEER_ENDED_IT = "3";

    @Override
    public String name() {
        return "bgp-bmp";
    }

    @Override
    public String summary() {
        return "a BMP station that comes late and again sees sessions, routes before any policy, counts, and why sessions end";
    }

    @Override
    public List<String> packages() {
        return BmpStation.PACKAGES;
    }

    @Override
    public void run(Peering peering) throws IOException, InterruptedException {
        BmpStation station = peering.station();
        peering.daemon()
                .start(Peering.router(
                                Peering.THEIRS,
                                peering.neighbour(IpFamily.IPV4).only(IpFamily.IPV4),
                                peering.neighbour(IpFamily.IPV6).only(IpFamily.IPV6))
                        .originating(List.of(Nets.THEIR_V4, Nets.THEIR_V6)));
        peering.apply(Optional.of(station.monitor()), peer(peering, IpFamily.IPV4), peer(peering, IpFamily.IPV6));
        for (IpFamily family : IpFamily.values()) {
            peering.awaitEstablished(family);
            peering.awaitReceived(family, 1);
        }
        awaitUntold(peering);
        PacketFile packets =
                PacketFile.start(peering.cable().theirs(), Cable.LINK, station.filter(), peering.folder("packets"));
        // OpenBGPD 7.7 leaves requests for its routes unanswered: it shows them in a new session only.
        boolean answers = peering.kind() != DaemonKind.OPENBGPD;
        station.start();
        awaitSessions(peering, station, answers);
        station.kill();
        awaitUntold(peering);
        station.start();
        awaitSessions(peering, station, answers);
        requireUnhurt(peering);
        if (!answers) {
            inNewSessions(peering, station);
        }
        end(peering, station);
        packets.stop();
        dissect(peering, station, packets);
    }

    private static void inNewSessions(Peering peering, BmpStation station) throws IOException, InterruptedException {
        peering.figures().put("note", peering.daemon().version() + " answers no route refresh: seen in new sessions");
        peering.apply(Optional.of(station.monitor()));
        peering.apply(Optional.of(station.monitor()), peer(peering, IpFamily.IPV4), peer(peering, IpFamily.IPV6));
        awaitRoutes(peering, station);
    }

    private static void awaitUntold(Peering peering) throws IOException, InterruptedException {
        Await.until(
                "a problem with the station in our status",
                Stage.LIMIT,
                () -> peering.speaker().status().problems().stream().anyMatch(each -> each.contains("is not told")));
    }

    /** All that a station has to know of sessions that are up; routes only where the daemon can be asked for them. */
    private static void awaitSessions(Peering peering, BmpStation station, boolean routes)
            throws IOException, InterruptedException {
        station.await(
                "who we are",
                each -> BmpStation.text(each, "bmp_init_info_sysdescr").equals("RouteLB"));
        for (IpFamily family : IpFamily.values()) {
            String peer = peering.cable().theirAddress(family);
            JsonObject up = station.await("the session", each -> BmpStation.is(each, "peer_up", peer));
            Stage.require(
                    BmpStation.text(up, "peer_asn").equals(Long.toString(Peering.THEIRS))
                            && BmpStation.text(up, "local_ip")
                                    .equals(peering.cable().ourAddress(family)),
                    "not the session that is up: " + up);
            station.await(
                    "a count",
                    each -> BmpStation.is(each, "stats", peer)
                            && BmpStation.text(each, "counter_type").equals("7")
                            && BmpStation.text(each, "counter_value").equals("1"));
        }
        if (routes) {
            awaitRoutes(peering, station);
        }
    }

    private static void awaitRoutes(Peering peering, BmpStation station) throws IOException, InterruptedException {
        for (IpFamily family : IpFamily.values()) {
            String peer = peering.cable().theirAddress(family);
            String prefix = family == IpFamily.IPV4 ? Nets.THEIR_V4 : Nets.THEIR_V6;
            JsonObject route = station.await(
                    "a route of the daemon's",
                    each -> BmpStation.is(each, "route_monitor", peer)
                            && BmpStation.text(each, "log_type").equals("update")
                            && BmpStation.text(each, "ip_prefix").equals(prefix));
            Stage.require(
                    BmpStation.text(route, "is_post").equals("0")
                            && BmpStation.text(route, "as_path").equals(Long.toString(Peering.THEIRS))
                            && BmpStation.text(route, "bgp_nexthop").equals(peer),
                    "not the route before any policy: " + route);
        }
    }

    private static void requireUnhurt(Peering peering) throws IOException {
        for (IpFamily family : IpFamily.values()) {
            Stage.require(
                    peering.speaker()
                            .peer(peering.cable().theirAddress(family))
                            .filter(peer -> peer.flaps() == 0 && peer.accepted() == 0)
                            .isPresent(),
                    "a session suffered, or a route was let in: "
                            + peering.speaker().status());
        }
    }

    /** The daemon ends one session, we the other, and then tell the station that it is over. */
    private static void end(Peering peering, BmpStation station) throws IOException, InterruptedException {
        String v4 = peering.cable().theirAddress(IpFamily.IPV4);
        String v6 = peering.cable().theirAddress(IpFamily.IPV6);
        peering.daemon().shutDown(peering.cable().ourAddress(IpFamily.IPV4), "by hand");
        ended(station, v4, THE_PEER_ENDED_IT);
        peering.apply(Optional.of(station.monitor()), peer(peering, IpFamily.IPV4));
        ended(station, v6, WE_ENDED_IT);
        peering.apply(Optional.empty(), peer(peering, IpFamily.IPV4));
        station.await("the end", each -> BmpStation.text(each, "bmp_msg_type").equals("term"));
    }

    private static void ended(BmpStation station, String peer, String reason) throws IOException, InterruptedException {
        station.await(
                "the end of the session with " + peer + " for reason " + reason,
                each -> BmpStation.is(each, "peer_down", peer)
                        && BmpStation.text(each, "reason_type").equals(reason));
    }

    private static void dissect(Peering peering, BmpStation station, PacketFile packets)
            throws IOException, InterruptedException {
        List<String> bad = packets.dissect(
                station.protocol(),
                "bmp && (_ws.malformed || _ws.expert.severity >= \"Warning\")",
                "frame.number",
                "_ws.expert.message");
        Stage.require(bad.isEmpty(), "tshark complains of what the station was sent: " + bad);
        TreeSet<String> types = packets.dissect(station.protocol(), "bmp", "bmp.type").stream()
                .flatMap(line -> Arrays.stream(line.split(",", -1)))
                .collect(Collectors.toCollection(TreeSet::new));
        Stage.require(
                types.equals(new TreeSet<>(List.of("0", "1", "2", "3", "4", "5"))),
                "tshark does not see all six types of messages: " + types);
        peering.figures().put("tshark", "all six types, nothing malformed");
    }

    /** Nothing it tells is let in: a station sees it all the same. */
    private static OurPeer peer(Peering peering, IpFamily family) {
        return peering.peer(family)
                .families(family)
                .routes(Nets.ours(family))
                .options(options -> options.withImports(PeerOptions.Import.NOTHING));
    }
}
