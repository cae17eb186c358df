package io.routelb.model;

import java.util.List;

/**
 * What a RoutingConfig wants made of the routes that peers tell: {@code learnedRoutes}.
 *
 * @param install whether they are put in the kernel at all
 * @param table of the kernel, read as unsigned; 254 = main
 * @param metric of the kernel's routes, 1-4294967295
 * @param protocol who the kernel is told they are from (RTPROT), 5-255; what has this number in the table is ours
 * @param multipath whether equal paths are used together
 * @param protectedPrefixes nothing inside of them is put there
 * @param maxPrefixes how many at most, 1 or more
 */
public record LearnedRoutesView(
        boolean install,
        int table,
        long metric,
        int protocol,
        boolean multipath,
        List<Prefix> protectedPrefixes,
        int maxPrefixes) {
    /** As the contract has it where nothing is said. */
    public static final LearnedRoutesView DEFAULT =
            new LearnedRoutesView(false, 254, 1024, 186, true, List.of(), 10_000);

    public LearnedRoutesView {
        protectedPrefixes = List.copyOf(protectedPrefixes);
    }
}
