package io.routelb.lab.scenario;

import io.routelb.lab.bgp.Option;
import io.routelb.lab.bgp.SeenRoute;
import io.routelb.lab.process.Await;
import io.routelb.model.IpFamily;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Graceful restart (RFC 4724) of our side: killed, and stopped in order. The daemon keeps our routes meanwhile, and after the
 * End-of-RIB of the successor has exactly what that one told.
 */
final class BgpGracefulRestart implements PeerScenario {
    private static final Duration AWAY = Duration.ofSeconds(1);

    @Override
    public String name() {
        return "bgp-graceful-restart";
    }

    @Override
    public String summary() {
        return "our speaker killed, then restarted in order: the daemon keeps the routes, and drops only what is not told again";
    }

    @Override
    public void run(Peering peering) throws IOException, InterruptedException {
        Option restart = new Option.GracefulRestart(Duration.ofSeconds(30));
        peering.daemon()
                .start(Peering.router(
                        Peering.THEIRS,
                        peering.neighbour(IpFamily.IPV4, restart).only(IpFamily.IPV4),
                        peering.neighbour(IpFamily.IPV6, restart).only(IpFamily.IPV6)));
        apply(peering, true);
        for (IpFamily family : IpFamily.values()) {
            peering.awaitEstablished(family);
            peering.awaitRoutes(family, Nets.ours(family), Nets.others(family));
        }
        peering.speaker().kill();
        requireKept(peering, Set.of(Nets.V4, Nets.OTHER_V4), Set.of(Nets.V6, Nets.OTHER_V6));
        comeBack(peering, "killed");
        peering.speaker().stopForRestart();
        requireKept(peering, Set.of(Nets.V4), Set.of(Nets.V6));
        comeBack(peering, "stopped");
    }

    private static void requireKept(Peering peering, Set<String> v4, Set<String> v6)
            throws IOException, InterruptedException {
        for (IpFamily family : IpFamily.values()) {
            String us = peering.cable().ourAddress(family);
            Await.until(
                    "the daemon seeing us gone",
                    Stage.LIMIT,
                    () -> !peering.daemon().established(us));
        }
        Await.throughout(
                "the daemon keeps our routes while we are away",
                AWAY,
                () -> has(peering, IpFamily.IPV4, v4) && has(peering, IpFamily.IPV6, v6));
    }

    private static boolean has(Peering peering, IpFamily family, Set<String> prefixes)
            throws IOException, InterruptedException {
        return peering.daemon().routes(peering.cable().ourAddress(family)).stream()
                .map(SeenRoute::prefix)
                .collect(Collectors.toSet())
                .containsAll(prefixes);
    }

    private static void comeBack(Peering peering, String figure) throws IOException, InterruptedException {
        long start = System.nanoTime();
        peering.restartSpeaker();
        apply(peering, false);
        for (IpFamily family : IpFamily.values()) {
            peering.awaitEstablished(family);
            for (SeenRoute route : peering.awaitRoutes(family, Nets.ours(family))) {
                Nets.requireExternal(route, peering.cable().ourAddress(family), Peering.OURS);
            }
        }
        peering.figures().seconds(figure + "_to_complete_s", Duration.ofNanos(System.nanoTime() - start));
    }

    private static void apply(Peering peering, boolean all) throws IOException {
        peering.apply(
                all
                        ? peering.peer(IpFamily.IPV4).families(IpFamily.IPV4).routes(Nets.V4, Nets.OTHER_V4)
                        : peering.peer(IpFamily.IPV4).families(IpFamily.IPV4).routes(Nets.V4),
                all
                        ? peering.peer(IpFamily.IPV6).families(IpFamily.IPV6).routes(Nets.V6, Nets.OTHER_V6)
                        : peering.peer(IpFamily.IPV6).families(IpFamily.IPV6).routes(Nets.V6));
    }
}
