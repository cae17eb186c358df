/** Placeholder. */
@NullMarked
package io.routelb.cli;

import org.jspecify.annotations.NullMarked;
