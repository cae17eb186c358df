/** Placeholder. */
@NullMarked
package io.routelb.redistribution;

import org.jspecify.annotations.NullMarked;
