package io.routelb.node.routes;

/**
 * Why a learned route is not put in the kernel.
 *
 * @param detail a few words for people
 */
public record Refusal(Kind kind, String detail) {
    /** The cases. */
    public enum Kind {
        /** The default route, a connected or protected prefix, addresses of our own: as it should be. */
        SHIELDED,
        /** The route to none of its next hops is known. */
        UNREACHED,
        /** There are {@code maxPrefixes} already. */
        TOO_MANY,
        /** Somebody else has a route there with our metric. */
        TAKEN,
        /** The kernel would not take it. */
        KERNEL_REFUSED
    }
}
