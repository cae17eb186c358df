package io.routelb.model;

/** Why an object is not used as it is written, in one sentence. */
public record Refusal(long generation, String sentence) {}
