package io.routelb.bench;

import io.routelb.lab.scenario.Figures;
import java.io.IOException;
import java.util.List;

/** One benchmark. */
interface Benchmark {
    /** Every benchmark, as listed. */
    List<Benchmark> ALL = List.of(
            new EndToEnd(),
            new AllocateBurst(),
            new AllocatorBench(),
            new NetlinkBenchmark(),
            new NodeConvergence(),
            new RoutingPlanBench(),
            new Footprint(),
            new BgpBenchmark());

    /** The name on the command line. */
    String name();

    /** What it measures, in one line. */
    String summary();

    /** Measures. */
    Figures run(Effort effort) throws IOException, InterruptedException;

    /** The size when none is given. */
    int defaultSize();
}
