/**
 * The cluster-wide program that gives LoadBalancer Services addresses from ServiceGroup pools: decided in {@code plan}, written in
 * {@code apply}, wired in {@code app}.
 */
@NullMarked
package io.routelb.allocator;

import org.jspecify.annotations.NullMarked;
