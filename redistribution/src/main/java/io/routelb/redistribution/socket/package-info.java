/**
 * Addresses on their way to sockets and back, for every speaker here.
 *
 * <p>Enters: the project's addresses, of which link-local ones name their interface as zone ({@code fe80::1%eth1}, RFC 4007 section 11),
 * and those of the JDK, which have the interface's index. Leaves: the other. What does not belong: sockets themselves, and their options.
 */
@NullMarked
package io.routelb.redistribution.socket;

import org.jspecify.annotations.NullMarked;
