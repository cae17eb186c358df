/**
 * The state an agent keeps on its disk, as bytes, so that it can start while the API server is away.
 *
 * <p>Enters: a {@link io.routelb.model.ClusterSnapshot}, reduced to one node's share by {@link io.routelb.node.desired.NodeShare}. Leaves:
 * bytes with format, length and checksum, and back. Pure: files and clocks are {@code app}'s. Bytes that are not exactly what was
 * written are refused in one sentence; nothing is ever guessed from a damaged file.
 */
@NullMarked
package io.routelb.node.resume;

import org.jspecify.annotations.NullMarked;
