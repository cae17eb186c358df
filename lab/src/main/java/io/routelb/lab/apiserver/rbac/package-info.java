/**
 * Who is asking and whether they may. Enters: bearer tokens, an image of the RBAC objects. Leaves: a {@link
 * io.routelb.lab.apiserver.rbac.User}, a yes or a no. What does not belong: the wording of the refusal, HTTP. Left out: escalation checks on
 * writing roles, aggregated ClusterRoles, client certificates, impersonation.
 */
@NullMarked
package io.routelb.lab.apiserver.rbac;

import org.jspecify.annotations.NullMarked;
