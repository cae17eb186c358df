/** Placeholder. */
@NullMarked
package io.routelb.kube;

import org.jspecify.annotations.NullMarked;
