package io.routelb.model;

/**
 * One entry of a Kubernetes {@code status.conditions} (KEP-1623) as RouteLB decides it; the writer adds observedGeneration and the
 * transition time. The reason is one CamelCase word of the shared vocabulary, the message one sentence a person can act on.
 */
public record Condition(String type, boolean status, String reason, String message) {}
