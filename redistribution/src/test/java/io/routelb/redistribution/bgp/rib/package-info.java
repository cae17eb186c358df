/** Tests of the pure package of the same name. */
@NullMarked
package io.routelb.redistribution.bgp.rib;

import org.jspecify.annotations.NullMarked;
