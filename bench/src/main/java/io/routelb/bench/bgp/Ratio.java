package io.routelb.bench.bgp;

import io.routelb.lab.scenario.Figures;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;

/** A figure of ours divided by the smallest and by the largest of the others': below one is less, which is better. */
final class Ratio {
    private final List<Double> others = new ArrayList<>();
    private OptionalDouble ours = OptionalDouble.empty();

    /** Takes the figure of the contestant of that name. */
    void add(String name, double figure) {
        if (name.equals(OurContestant.NAME)) {
            ours = OptionalDouble.of(figure);
        } else {
            others.add(figure);
        }
    }

    /** Named {@code ours_to_best} and {@code ours_to_worst} behind the prefix; none when there is nothing to compare. */
    Figures figures(String prefix) {
        Figures figures = new Figures();
        if (ours.isPresent() && !others.isEmpty()) {
            figures.put(prefix + "ours_to_best", divided(Collections.min(others)));
            figures.put(prefix + "ours_to_worst", divided(Collections.max(others)));
        }
        return figures;
    }

    private double divided(double other) {
        return Math.round(ours.orElseThrow() / other * 1_000) / 1_000.0;
    }
}
