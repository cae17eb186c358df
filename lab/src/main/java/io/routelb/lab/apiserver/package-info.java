/**
 * A Kubernetes API server in memory for tests and the lab: one program, or {@link io.routelb.lab.apiserver.ApiServer} embedded. Enters:
 * HTTPS requests. Leaves: answers a controller cannot tell from a real server's, as far as the packages below say. What does not belong:
 * controllers, schedulers, kubelets.
 *
 * <p>Data path: {@code http} reads the request and asks {@code rbac}; {@code registry} applies the API conventions and the kind's rules in
 * {@code builtin} inside a transaction of {@code store}, which journals, publishes and feeds the watches.
 */
@NullMarked
package io.routelb.lab.apiserver;

import org.jspecify.annotations.NullMarked;
