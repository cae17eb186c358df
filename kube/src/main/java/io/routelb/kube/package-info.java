/**
 * Kubernetes in and out. Data path: {@code watch} turns informers into one immutable {@code ClusterSnapshot}; a program plans on it;
 * {@code write} puts the decisions back (status, conditions, events, Leases); {@code daemon} is what every program needs to run.
 *
 * <p>This package itself holds nothing. It knows neither netlink nor BGP.
 */
@NullMarked
package io.routelb.kube;

import org.jspecify.annotations.NullMarked;
