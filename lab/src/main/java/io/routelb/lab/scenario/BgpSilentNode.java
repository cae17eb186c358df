package io.routelb.lab.scenario;

import io.routelb.lab.bgp.DaemonKind;
import io.routelb.lab.bgp.Option;
import io.routelb.lab.bgp.OurPeer;
import io.routelb.lab.bgp.RouterSetup;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.Namespaces;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Graceful restart is agreed, and we fall silent: stopped dead while the kernel goes on acknowledging, then off the network. Over IPv4 without the
 * N bit of RFC 8538: gone with the hold time, as RFC 4724 section 4.2 has it. Over IPv6 with it: how long a daemon keeps the routes is measured.
 */
final class BgpSilentNode implements PeerScenario {
    /** The shortest there is. */
    private static final Duration HOLD = Duration.ofSeconds(3);

    private static final Duration RESTART = Duration.ofSeconds(8);
    /** Of a daemon's timer and its look at it. */
    private static final Duration SLACK = Duration.ofSeconds(2);

    @Override
    public String name() {
        return "bgp-silent-node";
    }

    @Override
    public String summary() {
        return "graceful restart agreed: a speaker that hangs, and a node off the network, are gone with the hold time";
    }

    @Override
    public void run(Peering peering) throws IOException, InterruptedException {
        peering.daemon()
                .start(Peering.router(
                        Peering.THEIRS, neighbour(peering, IpFamily.IPV4), neighbour(peering, IpFamily.IPV6)));
        establish(peering);
        peering.speaker().freeze();
        measure(peering, "hung");
        peering.speaker().kill();
        peering.restartSpeaker();
        establish(peering);
        for (String line : List.of(
                "add table inet off",
                "add chain inet off in { type filter hook input priority 0; policy drop; }",
                "add chain inet off out { type filter hook output priority 0; policy drop; }")) {
            Namespaces.run(peering.cable().ours(), "nft", line);
        }
        measure(peering, "off");
        Namespaces.run(peering.cable().ours(), "nft", "flush", "ruleset");
    }

    private static RouterSetup.Neighbour neighbour(Peering peering, IpFamily family) {
        return new RouterSetup.Neighbour(
                peering.cable().theirAddress(family),
                peering.cable().ourAddress(family),
                Peering.OURS,
                Set.of(family),
                HOLD,
                Set.of(new Option.GracefulRestart(RESTART)));
    }

    private static void establish(Peering peering) throws IOException, InterruptedException {
        peering.apply(peer(peering, IpFamily.IPV4), peer(peering, IpFamily.IPV6));
        for (IpFamily family : IpFamily.values()) {
            peering.awaitEstablished(family);
            peering.awaitRoutes(family, Nets.ours(family));
        }
    }

    private static OurPeer peer(Peering peering, IpFamily family) {
        PeerOptions.Restart restart = new PeerOptions.Restart(true, RESTART, family == IpFamily.IPV6, Duration.ZERO);
        return peering.peer(family)
                .families(family)
                .routes(Nets.ours(family))
                .options(options -> options.withRestart(restart));
    }

    private static void measure(Peering peering, String how) throws IOException, InterruptedException {
        long silent = System.nanoTime();
        Map<IpFamily, Duration> gone = new EnumMap<>(IpFamily.class);
        Await.until("our routes leaving the daemon", Stage.LIMIT, () -> {
            for (IpFamily family : IpFamily.values()) {
                if (!gone.containsKey(family)
                        && peering.daemon()
                                .routes(peering.cable().ourAddress(family))
                                .isEmpty()) {
                    gone.put(family, Duration.ofNanos(System.nanoTime() - silent));
                }
            }
            return gone.size() == IpFamily.values().length;
        });
        Duration plain = gone.getOrDefault(IpFamily.IPV4, Stage.LIMIT);
        peering.figures().seconds(how + "_gone_s", plain);
        peering.figures().seconds(how + "_with_n_bit_gone_s", gone.getOrDefault(IpFamily.IPV6, Stage.LIMIT));
        // GoBGP takes the end of the hold time for a restart, whatever the bits of either side say.
        Duration bound = peering.kind() == DaemonKind.GOBGP ? HOLD.plus(RESTART) : HOLD;
        Stage.require(
                plain.compareTo(bound.plus(SLACK)) <= 0,
                how + " without the N bit, kept for " + plain.toMillis() + " ms");
    }
}
