/**
 * The BMP client (RFC 7854): dials one station and tells it of every session what {@code bgp.speaker} shows it. Enters: sessions' messages
 * as they were on the wire. Leaves: {@link io.routelb.redistribution.bmp.message.BmpMessage}s.
 *
 * <p>Nothing is stored for the station. When it comes, every established peer is asked for its routes again (RFC 2918), and what it sends
 * passes through as the first dump; a peer without that capability shows what it tells from then on. A station that takes less than it is
 * told is left, and dialled again later: no memory grows with its slowness. Runs on the event loop of BGP. What does not belong: routes
 * after policy, Loc-RIB (RFC 9069), Adj-RIB-Out (RFC 8671).
 */
@NullMarked
package io.routelb.redistribution.bmp.exporter;

import org.jspecify.annotations.NullMarked;
