package io.routelb.bench.bgp;

import io.routelb.lab.scenario.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** What came of one contestant in one measurement: its times in the order taken, further figures, and why it was given up, if it was. */
final class Outcome {
    private final List<Long> nanos = new ArrayList<>();
    private final Figures further = new Figures();
    private String failure = "";

    void took(long time) {
        nanos.add(time);
    }

    /** What the last round took, or why there is none, for who looks on. */
    String latest() {
        return hasFailed() ? "failed: " + failure : nanos.isEmpty() ? "nothing" : millis(nanos.getLast()) + " ms";
    }

    Figures further() {
        return further;
    }

    void failed(String reason) {
        failure = reason;
    }

    boolean hasFailed() {
        return !failure.isEmpty();
    }

    /** In milliseconds; empty when nothing was measured. */
    OptionalDouble median() {
        if (nanos.isEmpty() || hasFailed()) {
            return OptionalDouble.empty();
        }
        List<Long> sorted = nanos.stream().sorted().toList();
        int middle = sorted.size() / 2;
        long value = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return OptionalDouble.of(millis(value));
    }

    /** The first apart: of a Java program it is made before the code is compiled. */
    Figures figures() {
        Figures figures = new Figures();
        median().ifPresent(median -> figures.put("median_ms", median)
                .put("first_ms", millis(nanos.getFirst()))
                .put("min_ms", millis(nanos.stream().min(Long::compare).orElseThrow()))
                .put("max_ms", millis(nanos.stream().max(Long::compare).orElseThrow()))
                .put("runs", nanos.size()));
        figures.putAll(further);
        if (hasFailed()) {
            figures.put("failed", failure);
        }
        return figures;
    }

    /** Milliseconds with two decimals. */
    static double millis(long nanos) {
        return Math.round(nanos / 10_000.0) / 100.0;
    }
}
