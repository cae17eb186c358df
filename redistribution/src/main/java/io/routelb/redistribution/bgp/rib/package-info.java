/**
 * Routes from peers and towards them. Enters: UPDATEs received, the routes of our own, what sessions negotiated, how next hops are
 * reached. Leaves: which routes are used, as changes; the UPDATEs each peer still has to be sent; verdicts on peers that tell too much.
 * What does not belong: sockets, timers, session state, logging. Times are arguments.
 *
 * <p>Data path: {@code PeerRoutes} takes an UPDATE into its {@code AdjRibIn}, where {@code ImportPolicy} judges it once for all its
 * prefixes; what is accepted stands in the {@code LocRib}, where {@code Selection} decides; a {@code Change} goes to every {@code
 * UpdateGroup}, whose {@code ExportPolicy} makes paths of it for all its members; an {@code AdjRibOut} holds what one peer has not been
 * told yet, and packs it. {@code docs/design/0013-rib.md} says why.
 */
@NullMarked
package io.routelb.redistribution.bgp.rib;

import org.jspecify.annotations.NullMarked;
