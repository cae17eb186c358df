/** Placeholder. */
@NullMarked
package io.routelb.node;

import org.jspecify.annotations.NullMarked;
