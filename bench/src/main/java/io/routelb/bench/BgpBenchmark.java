package io.routelb.bench;

import io.routelb.bench.bgp.BgpBench;
import io.routelb.lab.cluster.Workspace;
import io.routelb.lab.scenario.Figures;
import java.io.IOException;

/** Our BGP speaker and the routing daemons of the distribution, measured in turns. */
final class BgpBenchmark implements Benchmark {
    private static final int REPEATS = 5;
    private static final int BFD_SECONDS = 20;

    @Override
    public String name() {
        return "bgp";
    }

    @Override
    public String summary() {
        return "N routes sent, received and reflected, one address changed, BFD under load: ours, BIRD, FRR, GoBGP, OpenBGPD";
    }

    @Override
    public int defaultSize() {
        return 100_000;
    }

    @Override
    public Figures run(Effort effort) throws IOException, InterruptedException {
        return BgpBench.run(
                Workspace.current(),
                effort.size(),
                effort.repeats().orElse(REPEATS),
                effort.bfdSeconds().orElse(BFD_SECONDS),
                effort.parts());
    }
}
