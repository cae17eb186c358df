/** Placeholder. */
@NullMarked
package io.routelb.allocator;

import org.jspecify.annotations.NullMarked;
