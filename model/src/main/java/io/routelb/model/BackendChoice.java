package io.routelb.model;

/** What makes the routes of a node reachable, with all that tells one such backend from another: two that differ are not the same one. */
public sealed interface BackendChoice {
    /** The agent's own BGP speaker, which may have nobody to speak to. */
    BackendChoice SPEAKER = new Speaker();

    /** The agent's own BGP speaker. */
    record Speaker() implements BackendChoice {}

    /** The BIRD of the host. */
    record Bird(BirdView settings) implements BackendChoice {}

    /** The FRR of the host. */
    record Frr(FrrView settings) implements BackendChoice {}
}
