package io.routelb.allocator.plan;

/**
 * What the operator decides about allocation.
 *
 * @param installNamespace the only namespace ServiceGroups are read from
 * @param defaultClass whether a Service without a loadBalancerClass is ours
 */
public record PlanSettings(String installNamespace, boolean defaultClass) {}
