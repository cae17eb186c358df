package io.routelb.model;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * The Lease {@code purelb-node-NODE} of one agent: a sign of life, and the subnets it can announce local addresses in. The times written
 * in the Lease are for people; nothing here compares them.
 *
 * @param resourceVersion differs after every renewal
 * @param leaseDuration without a renewal for this long, seen on the clock of whoever watches, the agent counts as dead
 */
public record NodeLeaseView(
        String node, String resourceVersion, Standing standing, Duration leaseDuration, Set<Prefix> subnets) {
    /** The Lease of a node is called this and the node's name. */
    public static final String NAME_PREFIX = "purelb-node-";
    /** Annotation of the Lease: the subnets, comma-separated CIDRs. */
    public static final String SUBNETS = "purelb.io/subnets";
    /** Annotation of the Lease: the standing, as {@link Standing#word}. */
    public static final String STANDING = "routelb.io/standing";

    /** What the agent says of itself. */
    public enum Standing {
        /** It is there, and cannot have an address yet: it has not shown that its watch stream works. No sign of life for its claims. */
        JOINING,
        /** It takes part. */
        LIVE,
        /** It is about to stop: it wins nothing more, and hands over what it has. */
        LEAVING,
        /** It has let go of everything; what still names it may be taken at once. */
        RELEASED;

        /** As it is written in the Lease. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether a renewal that says so keeps the claims of the node alive. */
        public boolean holds() {
            return this == LIVE || this == LEAVING;
        }
    }

    public NodeLeaseView {
        subnets = Set.copyOf(subnets);
    }
}
