/** Tests of addresses on their way to sockets and back. */
@NullMarked
package io.routelb.redistribution.socket;

import org.jspecify.annotations.NullMarked;
