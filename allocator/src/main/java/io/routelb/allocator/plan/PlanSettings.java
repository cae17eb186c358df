package io.routelb.allocator.plan;

import java.time.Duration;

/**
 * What the operator decides about allocation.
 *
 * @param installNamespace the only namespace ServiceGroups are read from
 * @param defaultClass whether a Service without a loadBalancerClass is ours
 * @param moveOverlap how long a Service that moves shows its old address beside the new one; zero = not at all
 */
public record PlanSettings(String installNamespace, boolean defaultClass, Duration moveOverlap) {
    /** Long enough for every node to announce the new address and every router to know it. */
    public static final Duration DEFAULT_MOVE_OVERLAP = Duration.ofSeconds(2);

    public PlanSettings(String installNamespace, boolean defaultClass) {
        this(installNamespace, defaultClass, DEFAULT_MOVE_OVERLAP);
    }
}
