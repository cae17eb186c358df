/**
 * Routes towards peers and from them. Enters: the desired prefixes and what a session negotiated; UPDATEs received. Leaves: the UPDATEs
 * a peer still has to be sent, and how many prefixes it told us. What does not belong: sockets, timers, session state.
 *
 * <p>Nothing received is imported, so there is no Loc-RIB and no decision process (RFC 4271 section 9.1) here.
 */
@NullMarked
package io.routelb.redistribution.bgp.rib;

import org.jspecify.annotations.NullMarked;
