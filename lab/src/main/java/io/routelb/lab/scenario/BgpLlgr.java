package io.routelb.lab.scenario;

import io.routelb.lab.bgp.Option;
import io.routelb.lab.bgp.OurPeer;
import io.routelb.lab.bgp.SeenRoute;
import io.routelb.lab.process.Await;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions.Restart;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Long-lived graceful restart (RFC 9494): we stay away longer than the restart time, and the routes stay as the last resort. */
final class BgpLlgr implements PeerScenario {
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String LLGR_STALE = "65535:6";

    @Override
    public String name() {
        return "bgp-llgr";
    }

    @Override
    public String summary() {
        return "our speaker is away longer than its restart time: the daemon keeps the routes, marked LLGR_STALE, until it is back";
    }

    @Override
    public void run(Peering peering) throws IOException, InterruptedException {
        Option[] options = {new Option.GracefulRestart(SHORT), new Option.LongLived(LONG)};
        peering.daemon()
                .start(Peering.router(
                        Peering.THEIRS,
                        peering.neighbour(IpFamily.IPV4, options).only(IpFamily.IPV4),
                        peering.neighbour(IpFamily.IPV6, options).only(IpFamily.IPV6)));
        apply(peering);
        for (IpFamily family : IpFamily.values()) {
            peering.awaitEstablished(family);
            peering.awaitRoutes(family, Nets.ours(family));
        }
        long killed = System.nanoTime();
        peering.speaker().kill();
        for (IpFamily family : IpFamily.values()) {
            String us = peering.cable().ourAddress(family);
            Await.until(
                    "our route marked LLGR_STALE at the daemon",
                    Stage.LIMIT,
                    () -> {
                        List<SeenRoute> routes = peering.daemon().routes(us);
                        Stage.require(!routes.isEmpty(), "the daemon dropped our route");
                        return routes.getFirst().communities().contains(LLGR_STALE);
                    },
                    () -> peering.daemon().routes(us).toString());
        }
        peering.figures().seconds("killed_to_llgr_stale_s", Duration.ofNanos(System.nanoTime() - killed));
        comesBack(peering);
    }

    private static void comesBack(Peering peering) throws IOException, InterruptedException {
        peering.restartSpeaker();
        apply(peering);
        for (IpFamily family : IpFamily.values()) {
            peering.awaitEstablished(family);
            String us = peering.cable().ourAddress(family);
            Await.until(
                    "the mark gone",
                    Stage.LIMIT,
                    () -> peering.daemon().routes(us).stream()
                            .allMatch(route -> !route.communities().contains(LLGR_STALE) && !route.stale()),
                    () -> peering.daemon().routes(us).toString());
            peering.awaitRoutes(family, Nets.ours(family));
        }
    }

    private static void apply(Peering peering) throws IOException {
        peering.apply(peer(peering, IpFamily.IPV4), peer(peering, IpFamily.IPV6));
    }

    private static OurPeer peer(Peering peering, IpFamily family) {
        return peering.peer(family)
                .families(family)
                .routes(Nets.ours(family))
                .options(options -> options.withRestart(new Restart(true, SHORT, false, LONG)));
    }
}
