/**
 * TCP relays between a namespace of the lab and the host. In: how to open the listening socket, and where to. Out: a way to the
 * API server from where there is no network to it, and a way to cut and heal it. Not here: what is said over it.
 */
@NullMarked
package io.routelb.lab.relay;

import org.jspecify.annotations.NullMarked;
