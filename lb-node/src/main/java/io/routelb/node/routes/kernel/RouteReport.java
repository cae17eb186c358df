package io.routelb.node.routes.kernel;

import io.routelb.model.Prefix;
import io.routelb.node.routes.Refusal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of the learned routes.
 *
 * @param install whether they are to be put in the kernel
 * @param installed how many the kernel has
 * @param refused how many it does not have, by the kind of reason
 * @param examples some of those, the reasons in the order of their kinds
 * @param repairs routes put back since the start after somebody else had removed or changed them
 * @param problem why the kernel's routes cannot be read or changed; empty when they can
 */
public record RouteReport(
        boolean install,
        int installed,
        Map<Refusal.Kind, Integer> refused,
        List<Example> examples,
        long repairs,
        String problem) {
    /** Nothing learned, nothing wanted. */
    public static final RouteReport NONE = new RouteReport(false, 0, Map.of(), List.of(), 0, "");

    private static final int EXAMPLES_OF_EACH = 3;

    /** A route that is not there, and why. */
    public record Example(Prefix prefix, Refusal refusal) {}

    public RouteReport {
        refused = Collections.unmodifiableMap(new TreeMap<>(refused));
        examples = List.copyOf(examples);
    }

    static RouteReport of(
            boolean install,
            int installed,
            Map<Prefix, Refusal> refused,
            Map<Prefix, String> failures,
            long repairs,
            String problem) {
        Map<Refusal.Kind, Integer> counts = new EnumMap<>(Refusal.Kind.class);
        Map<Refusal.Kind, TreeMap<Prefix, Refusal>> lowest = new EnumMap<>(Refusal.Kind.class);
        refused.forEach((prefix, refusal) -> count(prefix, refusal, counts, lowest));
        failures.forEach((prefix, sentence) ->
                count(prefix, new Refusal(Refusal.Kind.KERNEL_REFUSED, sentence), counts, lowest));
        List<Example> examples = new ArrayList<>();
        lowest.values().forEach(some -> some.forEach((prefix, refusal) -> examples.add(new Example(prefix, refusal))));
        return new RouteReport(install, installed, counts, examples, repairs, problem);
    }

    /** The lowest prefixes stand for the others, so that the report changes no more often than it has to. */
    private static void count(
            Prefix prefix,
            Refusal refusal,
            Map<Refusal.Kind, Integer> counts,
            Map<Refusal.Kind, TreeMap<Prefix, Refusal>> lowest) {
        counts.merge(refusal.kind(), 1, Integer::sum);
        TreeMap<Prefix, Refusal> some = lowest.computeIfAbsent(refusal.kind(), kind -> new TreeMap<>());
        some.put(prefix, refusal);
        if (some.size() > EXAMPLES_OF_EACH) {
            some.pollLastEntry();
        }
    }
}
