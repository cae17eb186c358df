/**
 * BGP-4 messages: a pure codec. Enters: octets in a {@link java.nio.ByteBuffer} or records. Leaves: the other of the two, or a
 * {@link io.routelb.redistribution.bgp.message.BgpException} carrying the NOTIFICATION and how far the damage reaches. What does not
 * belong: sockets, timers, state, policy.
 *
 * <p>Implements RFC 4271 section 4 and 6, 1997, 4360 and 8092 (communities), 2545 and 8950 (IPv6 next hops), 2918 and 7313 (route
 * refresh), 4456 (the attributes of reflection), 4760 (multiprotocol), 5492 (capabilities), 6793 (4-octet AS), 7606 (revised UPDATE
 * errors), 7911 (several paths), 8654 (long messages), 9003 (shutdown communication), 9072 (extended optional parameters), 9234 (OTC).
 * Deliberately not here: families other than unicast, whose attributes are read as octets and go nowhere; whether a next hop can be
 * reached, a path is a loop or an OTC a leak, which is for the RIB.
 */
@NullMarked
package io.routelb.redistribution.bgp.message;

import org.jspecify.annotations.NullMarked;
