package io.routelb.bench.measure;

import io.routelb.lab.scenario.Figures;
import java.util.Arrays;
import java.util.List;

/** Nearest-rank percentiles of durations, shown in milliseconds with two decimals. */
public final class Percentiles {
    private final long[] sorted;

    public Percentiles(List<Long> nanos) {
        if (nanos.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    public double millis(int percent) {
        int rank = (int) Math.ceil(percent / 100.0 * sorted.length);
        return Math.round(sorted[Math.max(0, rank - 1)] / 10_000.0) / 100.0;
    }

    public Figures figures() {
        return new Figures().put("p50_ms", millis(50)).put("p99_ms", millis(99)).put("max_ms", millis(100));
    }

    @Override
    public String toString() {
        return Arrays.toString(sorted);
    }
}
