/** Placeholder. */
@NullMarked
package io.routelb.lab;

import org.jspecify.annotations.NullMarked;
