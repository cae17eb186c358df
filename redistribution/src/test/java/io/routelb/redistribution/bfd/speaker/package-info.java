/** Tests of BFD on the wire: against itself over loopback. Real routers are in {@code bgp.speaker}, beside their BGP. */
@NullMarked
package io.routelb.redistribution.bfd.speaker;

import org.jspecify.annotations.NullMarked;
