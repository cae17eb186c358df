/**
 * What RouteLB must show, one class per scenario: each acts on a fresh lab as users, kubelets and power cuts do, and looks at
 * what a router's kernel, a node's kernel, a client and the API show. In: a {@link io.routelb.lab.cluster.Lab}. Out: figures, or
 * a sentence saying what was not so. Not here: how a lab is made.
 */
@NullMarked
package io.routelb.lab.scenario;

import org.jspecify.annotations.NullMarked;
