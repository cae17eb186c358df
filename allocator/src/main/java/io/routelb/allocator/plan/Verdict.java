package io.routelb.allocator.plan;

/** A reason and the sentence a person can act on. */
public record Verdict(Reason reason, String message) {}
