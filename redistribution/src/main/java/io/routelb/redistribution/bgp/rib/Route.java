package io.routelb.redistribution.bgp.rib;

import io.routelb.model.Prefix;
import io.routelb.redistribution.bgp.message.Net;
import org.jspecify.annotations.Nullable;

/**
 * One path to a prefix as a peer told it. One that was not accepted holds {@link AttributeSet#UNUSED}: it is counted, and asked for
 * again should the policy change. The prefix and the attributes are shared with every other route that has them.
 */
public final class Route implements NetTable.Keyed {
    private final Net net;
    private final Source source;
    private final int pathId;
    private final AttributeSet attributes;

    /** When it was last told, as {@link AdjRibIn} counts. */
    int generation;
    /** Tells it from the other routes to the prefix, towards peers that take several; 1 or more, given by the {@link LocRib}. */
    int localId;
    /** The next path of the same peer to the same prefix (RFC 7911). */
    @Nullable
    Route sibling;
    /** The one that arrived after it, to the same prefix; linked by the {@link LocRib}. */
    @Nullable
    Route later;

    Route(Net net, Source source, int pathId, AttributeSet attributes) {
        this.net = net;
        this.source = source;
        this.pathId = pathId;
        this.attributes = attributes;
    }

    public Prefix prefix() {
        return net.prefix();
    }

    @Override
    public Net net() {
        return net;
    }

    public Source source() {
        return source;
    }

    /** The identifier the peer gave it, 0 without add-path. */
    public int pathId() {
        return pathId;
    }

    public AttributeSet attributes() {
        return attributes;
    }

    boolean accepted() {
        return !attributes.isUnused();
    }

    /** Whether it was not accepted because we have had it already. */
    boolean looped() {
        return attributes.isLooped();
    }

    @Override
    public String toString() {
        return net + " from " + source.address() + (pathId == 0 ? "" : " #" + Integer.toUnsignedString(pathId)) + " "
                + attributes;
    }
}
