/**
 * BMP messages (RFC 7854 section 4) as values and as octets. Enters: what is known of a peer and its octets. Leaves: octets for a station.
 * Nothing is decoded, as a station says nothing. What does not belong: connections, clocks, when to send what.
 */
@NullMarked
package io.routelb.redistribution.bmp.message;

import org.jspecify.annotations.NullMarked;
