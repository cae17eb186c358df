package io.routelb.lab.scenario;

import io.routelb.lab.bgp.BirdDaemon;
import io.routelb.lab.bgp.BmpStation;
import io.routelb.lab.bgp.DaemonKind;
import io.routelb.lab.process.Await;
import io.routelb.model.IpFamily;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A BMP station that is stopped and reads nothing: what waits for it is bounded, it is left, and told everything when it reads again. */
final class BgpBmpSlow implements PeerScenario {
    private static final int ROUTES = 9_000;
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @Override
    public String name() {
        return "bgp-bmp-slow";
    }

    @Override
    public String summary() {
        return "a BMP station that reads nothing is left when 16 MiB wait for it, the session goes on, and it is told anew when it reads";
    }

    @Override
    public List<DaemonKind> daemons() {
        return List.of(DaemonKind.BIRD);
    }

    @Override
    public List<String> packages() {
        return BmpStation.PACKAGES;
    }

    @Override
    public void run(Peering peering) throws IOException, InterruptedException {
        BirdDaemon bird = (BirdDaemon) peering.daemon();
        String them = peering.cable().theirAddress(IpFamily.IPV4);
        BmpStation station = peering.station();
        station.start();
        bird.tellEachByItself();
        bird.start(
                Peering.router(Peering.THEIRS, peering.neighbour(IpFamily.IPV4).only(IpFamily.IPV4))
                        .originating(IntStream.range(0, ROUTES)
                                .mapToObj(i -> "10.66." + i / 256 + "." + i % 256 + "/32")
                                .toList()));
        peering.apply(
                Optional.of(station.monitor()), peering.peer(IpFamily.IPV4).families(IpFamily.IPV4));
        peering.awaitEstablished(IpFamily.IPV4);
        peering.awaitReceived(IpFamily.IPV4, ROUTES);
        station.await("the session", each -> BmpStation.is(each, "peer_up", them));
        station.freeze();
        int rounds = flood(peering, bird);
        peering.figures().put("rounds_until_left", rounds);
        peering.figures().put("resident_mib", peering.speaker().residentMebibytes());
        Stage.require(
                peering.speaker()
                        .peer(them)
                        .filter(peer ->
                                peer.flaps() == 0 && peer.state().equals("Established") && peer.received() == ROUTES)
                        .isPresent(),
                "the session suffered: " + peering.speaker().status());
        station.thaw();
        Await.until(
                "the station told anew",
                LIMIT,
                () -> station.told().stream()
                                .filter(each -> BmpStation.is(each, "peer_up", them))
                                .count()
                        == 2);
    }

    /** Has the daemon tell all it has again and again until the station is left; how often. */
    private static int flood(Peering peering, BirdDaemon bird) throws IOException, InterruptedException {
        for (int round = 1; ; round++) {
            long told = updates(peering) + ROUTES;
            bird.birdc("reload out p0");
            Await.until("another round of routes", LIMIT, () -> left(peering) || updates(peering) >= told);
            if (left(peering)) {
                return round;
            }
        }
    }

    private static boolean left(Peering peering) {
        return peering.speaker().status().problems().stream()
                .anyMatch(each -> each.contains("it takes less than it is told"));
    }

    private static long updates(Peering peering) {
        return peering.speaker()
                .peer(peering.cable().theirAddress(IpFamily.IPV4))
                .map(peer -> peer.traffic().received().getOrDefault("update", 0L))
                .orElse(0L);
    }
}
