/** Tests of the pure package of the same name. */
@NullMarked
package io.routelb.redistribution.bgp.message;

import org.jspecify.annotations.NullMarked;
