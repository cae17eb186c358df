package io.routelb.model;

/** What becomes of an object of routing that users write, for its status. */
public record PolicyVerdict(long generation, Condition condition) {}
