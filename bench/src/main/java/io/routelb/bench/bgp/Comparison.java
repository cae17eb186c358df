package io.routelb.bench.bgp;

import io.routelb.lab.scenario.Figures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Runs a measurement with all contestants, each once a round; ours comes first in every other round and last in the others. Who fails is
 * left out from then on, and the figures say why.
 */
final class Comparison {
    private Comparison() {}

    /** The figures of each contestant, and our median divided by the best and by the worst of the others'. */
    static Figures run(Measurement measurement, List<? extends Contestant> contestants, int rounds)
            throws IOException, InterruptedException {
        Map<Contestant, Outcome> outcomes = new LinkedHashMap<>();
        for (Contestant each : contestants) {
            Outcome outcome = new Outcome();
            outcomes.put(each, outcome);
            attempt(measurement::prepare, each, outcome);
        }
        List<Contestant> order = new ArrayList<>(contestants);
        for (int round = 0; round < rounds; round++) {
            for (Contestant each : order) {
                Outcome outcome = Objects.requireNonNull(outcomes.get(each));
                attempt(measurement::measure, each, outcome);
                System.out.println("  round " + (round + 1) + ", " + each.name() + ": " + outcome.latest());
            }
            Collections.reverse(order);
        }
        for (Contestant each : contestants) {
            each.stand().release();
            each.end();
        }
        return figures(outcomes);
    }

    @FunctionalInterface
    private interface Step {
        void take(Contestant contestant, Outcome outcome) throws IOException, InterruptedException;
    }

    private static void attempt(Step step, Contestant contestant, Outcome outcome) throws InterruptedException {
        if (outcome.hasFailed()) {
            return;
        }
        try {
            step.take(contestant, outcome);
        } catch (IOException e) {
            outcome.failed(String.valueOf(e.getMessage()));
        }
    }

    private static Figures figures(Map<Contestant, Outcome> outcomes) {
        Figures figures = new Figures();
        Ratio times = new Ratio();
        for (Map.Entry<Contestant, Outcome> each : outcomes.entrySet()) {
            String name = each.getKey().name();
            figures.put(name, each.getValue().figures());
            each.getValue().median().ifPresent(median -> times.add(name, median));
        }
        return figures.putAll(times.figures(""));
    }
}
