/** Tests of finding who is at the other end of a link. */
@NullMarked
package io.routelb.node.neighbour;

import org.jspecify.annotations.NullMarked;
