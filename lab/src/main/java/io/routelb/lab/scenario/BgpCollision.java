package io.routelb.lab.scenario;

import io.routelb.lab.bgp.Option;
import io.routelb.lab.bgp.RouterSetup;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.Namespaces;
import io.routelb.model.IpFamily;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Both ends dial at once (RFC 4271 section 6.8): data is held up until there are two connections, then let go. One connection is left,
 * whoever has the higher identifier.
 */
final class BgpCollision implements PeerScenario {
    private static final int PORT = 179;
    private static final Duration BOTH = Duration.ofMillis(1400);
    private static final Duration QUIET = Duration.ofSeconds(1);

    @Override
    public String name() {
        return "bgp-collision";
    }

    @Override
    public String summary() {
        return "both ends dial at once, ours with the higher and with the lower identifier: one session is left and stays";
    }

    @Override
    public void run(Peering peering) throws IOException, InterruptedException {
        round(peering, "10.0.0.1", "ours_higher");
        peering.daemon().kill();
        peering.apply();
        round(peering, "10.0.0.99", "ours_lower");
    }

    private static void round(Peering peering, String theirId, String figure) throws IOException, InterruptedException {
        hold(peering);
        RouterSetup setup = Peering.router(
                Peering.THEIRS,
                peering.neighbour(IpFamily.IPV4, new Option.Dials()),
                peering.neighbour(IpFamily.IPV6, new Option.Dials()));
        peering.daemon().start(new RouterSetup(setup.asn(), theirId, setup.neighbours(), List.of()));
        peering.apply(
                PORT,
                peering.peer(IpFamily.IPV4).routes(Nets.V4),
                peering.peer(IpFamily.IPV6).families(IpFamily.IPV6).routes(Nets.V6));
        List<Integer> collided = new ArrayList<>();
        long deadline = System.nanoTime() + BOTH.toNanos();
        for (IpFamily family : IpFamily.values()) {
            // Some daemons do not dial while somebody they know is connected.
            Await.until(
                    "connections with the daemon",
                    Stage.LIMIT,
                    () -> connections(peering, family) == 2
                            || (connections(peering, family) == 1 && System.nanoTime() > deadline));
            collided.add(connections(peering, family));
        }
        peering.figures().put(figure + "_connections", collided);
        Namespaces.run(peering.cable().ours(), "nft", "flush", "ruleset");
        for (IpFamily family : IpFamily.values()) {
            peering.awaitEstablished(family);
            peering.awaitRoutes(family, Nets.ours(family));
        }
        Await.throughout("one connection for each family", QUIET, () -> {
            for (IpFamily family : IpFamily.values()) {
                if (connections(peering, family) != 1
                        || !peering.speaker().established(peering.cable().theirAddress(family))) {
                    return false;
                }
            }
            return true;
        });
    }

    /** Lets connections be made and nothing be said on them. */
    private static void hold(Peering peering) throws IOException, InterruptedException {
        for (String line : List.of(
                "add table inet hold",
                "add chain inet hold in { type filter hook input priority 0; }",
                "add chain inet hold out { type filter hook output priority 0; }",
                "add rule inet hold in tcp sport 179 tcp flags & psh == psh drop",
                "add rule inet hold in tcp dport 179 tcp flags & psh == psh drop",
                "add rule inet hold out tcp sport 179 tcp flags & psh == psh drop",
                "add rule inet hold out tcp dport 179 tcp flags & psh == psh drop")) {
            Namespaces.run(peering.cable().ours(), "nft", line);
        }
    }

    private static int connections(Peering peering, IpFamily family) throws IOException, InterruptedException {
        String peer = peering.cable().theirAddress(family);
        return (int) Namespaces.run(
                        peering.cable().ours(),
                        "ss",
                        "-Htn",
                        "state",
                        "established",
                        "dst",
                        "[" + peer + "]",
                        "( sport = 179 or dport = 179 )")
                .lines()
                .filter(line -> !line.isBlank())
                .count();
    }
}
