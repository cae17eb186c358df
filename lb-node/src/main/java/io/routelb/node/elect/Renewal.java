package io.routelb.node.elect;

import io.routelb.model.NodeLeaseView.Standing;

/**
 * A renewal of our own Lease to be sent now.
 *
 * @param sentNanos when; the hold counts from here
 * @param standing what it says of us: {@code JOINING}, {@code LIVE} or {@code LEAVING}
 */
public record Renewal(long sentNanos, Standing standing) {}
