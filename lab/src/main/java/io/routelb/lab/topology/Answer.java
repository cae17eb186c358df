package io.routelb.lab.topology;

import java.time.Instant;

/** What a client's request came to. */
public sealed interface Answer {
    /** When the request began. */
    Instant began();

    /** When it ended. */
    Instant ended();

    /** A node answered with its name. */
    record From(String node, Instant began, Instant ended) implements Answer {}

    /** Nobody answered; {@code why} is the kernel's word for it. */
    record Failed(String why, Instant began, Instant ended) implements Answer {}
}
