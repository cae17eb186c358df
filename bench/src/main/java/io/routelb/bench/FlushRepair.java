package io.routelb.bench;

import inet.ipaddr.IPAddress;
import io.routelb.bench.measure.Percentiles;
import io.routelb.lab.guest.ManyServices;
import io.routelb.lab.guest.OneNode;
import io.routelb.lab.process.Await;
import io.routelb.lab.process.Command;
import io.routelb.lab.scenario.Figures;
import io.routelb.lab.topology.QuietLink;
import io.routelb.model.Addresses;
import io.routelb.model.LBNodeAgentView;
import io.routelb.netlink.Rtnetlink;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How long the addresses of many Services take to come back through the agent's reconciler after somebody flushed the link. */
final class FlushRepair {
    private static final IPAddress BASE = Addresses.of("198.18.0.0");
    private static final int ROUNDS = 5;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private FlushRepair() {}

    /** In the calling thread's network namespace. */
    static Figures measure(int count) throws IOException, InterruptedException {
        try (Rtnetlink netlink = Rtnetlink.open()) {
            QuietLink.add(netlink, LBNodeAgentView.DUMMY_INTERFACE);
        }
        List<Long> sinceStart = new ArrayList<>();
        List<Long> sinceEnd = new ArrayList<>();
        List<Long> computing = new ArrayList<>();
        try (OneNode node = OneNode.start(ManyServices.snapshot(count, BASE), ManyServices.NODE)) {
            awaitAll(node, count, -1);
            for (int round = 0; round < ROUNDS; round++) {
                long passes = node.passes();
                Duration cpu = node.cpu();
                long start = System.nanoTime();
                // Ends with an error when the agent is so quick that the link is not empty at last.
                Command.attempt(List.of("ip", "addr", "flush", "dev", LBNodeAgentView.DUMMY_INTERFACE), "");
                long flushed = System.nanoTime();
                awaitAll(node, count, passes);
                long back = System.nanoTime();
                sinceStart.add(back - start);
                sinceEnd.add(back - flushed);
                computing.add(node.cpu().minus(cpu).toNanos());
            }
        }
        Percentiles fromEnd = new Percentiles(sinceEnd);
        return new Figures()
                .put("flushed", count)
                .put("back_p50_ms", fromEnd.millis(50))
                .put("back_max_ms", fromEnd.millis(100))
                .put("agent_cpu_p50_ms", new Percentiles(computing).millis(50))
                .put("since_flush_began_max_ms", new Percentiles(sinceStart).millis(100));
    }

    /** Looks at the kernel only after a pass: looking costs what is measured. */
    private static void awaitAll(OneNode node, int count, long before) throws IOException, InterruptedException {
        long[] seen = {before};
        Await.until(
                "the addresses on the link",
                LIMIT,
                () -> {
                    long passes = node.passes();
                    boolean moved = passes != seen[0];
                    seen[0] = passes;
                    return moved && node.held().size() == count;
                },
                () -> node.held().size() + " addresses, " + node.passes() + " passes, " + node.repairs() + " repairs");
    }
}
