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
        SHIELDED("Shielded"),
        /** The route to none of its next hops is known. */
        UNREACHED("NextHopUnreached"),
        /** There are {@code maxPrefixes} already. */
        TOO_MANY("MaxPrefixes"),
        /** Somebody else has a route there with our metric. */
        TAKEN("ForeignRoute"),
        /** The kernel would not take it. */
        KERNEL_REFUSED("KernelRefused");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** Whether somebody should do something about it. */
        public boolean isFault() {
            return switch (this) {
                case SHIELDED -> false;
                case UNREACHED, TOO_MANY, TAKEN, KERNEL_REFUSED -> true;
            };
        }

        /** The word for machines and metrics. */
        public String word() {
            return word;
        }
    }
}
