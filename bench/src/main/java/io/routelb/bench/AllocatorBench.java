package io.routelb.bench;

import io.routelb.lab.scenario.Figures;
import java.io.IOException;
import java.util.Collection;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Nanoseconds an address costs in the allocator's free space: when the pool is in fragments, when it is empty and when it has filled,
 * beside a first-fit scanner in the same run. Each is measured by JMH in a fresh JVM with the programs' own flags.
 */
final class AllocatorBench implements Benchmark {
    private static final TimeValue ITERATION = TimeValue.milliseconds(700);

    @Override
    public String name() {
        return "allocator";
    }

    @Override
    public String summary() {
        return "next free address: 60,000 taken in a /16 and a /64; filling N, against a first-fit scanner";
    }

    @Override
    public int defaultSize() {
        return 20_000;
    }

    @Override
    public Figures run(Effort effort) throws IOException {
        int size = effort.size();
        int last = Math.max(0, size - FreeSpaceBenchmark.BATCH);
        Collection<RunResult> fragmented = measure("nextFree", new OptionsBuilder());
        Collection<RunResult> filled = measure("fill", taken(last));
        Collection<RunResult> scanned = measure("scan", taken(last));
        double lastFill = nanos(filled, "taken", "" + last);
        double lastScan = nanos(scanned, "taken", "" + last);
        return new Figures()
                .put("unit", "ns per address")
                .put("next_free_in_slash16", nanos(fragmented, "cidr", "10.0.0.0/16"))
                .put("next_free_in_slash64", nanos(fragmented, "cidr", "2001:db8::/64"))
                .put("filled", size)
                .put("fill_first_thousand", nanos(filled, "taken", "0"))
                .put("fill_last_thousand", lastFill)
                .put("scanner_at_the_start", nanos(scanned, "taken", "0"))
                .put("scanner_at_the_end", lastScan)
                .put("scanner_at_the_end_times_slower", Math.round(lastScan / lastFill));
    }

    private static ChainedOptionsBuilder taken(int last) {
        return new OptionsBuilder().param("taken", "0", "" + last);
    }

    private static Collection<RunResult> measure(String method, ChainedOptionsBuilder options) throws IOException {
        try {
            return new Runner(options.include(FreeSpaceBenchmark.class.getName() + "." + method + "$")
                            .forks(1)
                            .warmupIterations(3)
                            .warmupTime(ITERATION)
                            .measurementIterations(5)
                            .measurementTime(ITERATION)
                            .shouldFailOnError(true)
                            .verbosity(VerboseMode.SILENT)
                            .build())
                    .run();
        } catch (RunnerException e) {
            throw new IOException(method + " could not be measured: " + e.getMessage(), e);
        }
    }

    /** The mean of the run with the parameter's value, one decimal. */
    private static double nanos(Collection<RunResult> results, String parameter, String value) throws IOException {
        for (RunResult result : results) {
            if (result.getParams().getParam(parameter).equals(value)) {
                return Math.round(result.getPrimaryResult().getScore() * 10) / 10.0;
            }
        }
        throw new IOException("nothing was measured with " + parameter + " " + value);
    }
}
