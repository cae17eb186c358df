/** Placeholder. */
@NullMarked
package io.routelb.bench;

import org.jspecify.annotations.NullMarked;
