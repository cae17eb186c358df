/**
 * BGP-4 messages: a pure codec. Enters: octets in a {@link java.nio.ByteBuffer} or records. Leaves: the other of the two, or a
 * {@link io.routelb.redistribution.bgp.message.BgpException} carrying the NOTIFICATION and how far the damage reaches. What does not
 * belong: sockets, timers, state, policy.
 *
 * <p>Implements RFC 4271 section 4 and 6, 2918 (route refresh), 4760 (multiprotocol), 5492 (capabilities), 6793 (4-octet AS), 7606
 * (revised UPDATE errors), 9003 (shutdown communication), 9072 (extended optional parameters). Deliberately not here: extended
 * messages (RFC 8654), ADD-PATH (RFC 7911), families other than unicast (their attributes are carried as octets).
 */
@NullMarked
package io.routelb.redistribution.bgp.message;

import org.jspecify.annotations.NullMarked;
