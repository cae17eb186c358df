package io.routelb.lab.scenario;

import io.routelb.lab.bgp.Option;
import io.routelb.lab.bgp.OurPeer;
import io.routelb.lab.process.Await;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import io.routelb.redistribution.RoutingStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What both BFD scenarios do: one side stops dead without closing anything, and the other takes its routes out by BFD. */
final class BfdLoss {
    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final int MULTIPLIER = 3;
    private static final Duration BOUND = INTERVAL.multipliedBy(MULTIPLIER).plusMillis(50);
    /** What the daemon makes of the loss is its affair; without BFD it would be the hold time, 9 s. */
    private static final Duration THEIR_BOUND = Duration.ofSeconds(3);

    private BfdLoss() {}

    static void run(Peering peering) throws IOException, InterruptedException {
        Option bfd = new Option.Bfd(INTERVAL, MULTIPLIER);
        peering.daemon()
                .start(Peering.router(
                        Peering.THEIRS, peering.neighbour(IpFamily.IPV4, bfd), peering.neighbour(IpFamily.IPV6, bfd)));
        establish(peering);
        daemonFreezes(peering);
        peering.daemon().thaw();
        establish(peering);
        weFreeze(peering);
    }

    private static void establish(Peering peering) throws IOException, InterruptedException {
        peering.apply(peer(peering, IpFamily.IPV4), peer(peering, IpFamily.IPV6));
        for (IpFamily family : IpFamily.values()) {
            peering.awaitEstablished(family);
            peering.awaitRoutes(family, Nets.ours(family));
            peering.speaker()
                    .await(
                            "BFD up",
                            peering.cable().theirAddress(family),
                            peer -> bfd(peer).filter("Up"::equals).isPresent()
                                    && peer.state().equals("Established"));
        }
    }

    private static void daemonFreezes(Peering peering) throws IOException, InterruptedException {
        Instant frozen = Instant.now();
        peering.daemon().freeze();
        for (IpFamily family : IpFamily.values()) {
            String them = peering.cable().theirAddress(family);
            peering.speaker()
                    .await("the end of the session", them, peer -> !peer.state().equals("Established"));
            Duration took = Duration.between(
                    frozen,
                    peering.speaker()
                            .peer(them)
                            .orElseThrow()
                            .bfd()
                            .orElseThrow()
                            .since());
            peering.figures().seconds("daemon_frozen_to_down_" + Nets.label(family) + "_s", took);
            Stage.require(
                    took.compareTo(BOUND) <= 0,
                    "a frozen daemon was taken for alive for " + took.toMillis() + " ms over "
                            + family.kubernetesName());
        }
    }

    private static void weFreeze(Peering peering) throws IOException, InterruptedException {
        long frozen = System.nanoTime();
        peering.speaker().freeze();
        for (IpFamily family : IpFamily.values()) {
            String us = peering.cable().ourAddress(family);
            Await.until(
                    "our routes leaving the daemon",
                    Stage.LIMIT,
                    () -> peering.daemon().routes(us).isEmpty());
        }
        Duration took = Duration.ofNanos(System.nanoTime() - frozen);
        peering.figures().seconds("we_frozen_to_routes_gone_s", took);
        Stage.require(took.compareTo(THEIR_BOUND) <= 0, "the daemon kept our routes for " + took.toMillis() + " ms");
        peering.speaker().kill();
    }

    private static Optional<String> bfd(RoutingStatus.Peer peer) {
        return peer.bfd().map(RoutingStatus.Bfd::state);
    }

    private static OurPeer peer(Peering peering, IpFamily family) {
        return peering.peer(family)
                .families(family)
                .routes(Nets.ours(family))
                .options(options ->
                        options.withBfd(new PeerOptions.Bfd(INTERVAL, INTERVAL, MULTIPLIER, false, Optional.empty())));
    }
}
