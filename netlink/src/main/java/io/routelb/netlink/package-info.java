/** Placeholder. */
@NullMarked
package io.routelb.netlink;

import org.jspecify.annotations.NullMarked;
