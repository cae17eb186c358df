/**
 * The lab's network: namespaces for a router, three nodes and a client, the links between them, the FRR router, and what can
 * be read from it. In: nothing but root rights and a private /run/netns. Out: commands that run inside a namespace, the
 * router's kernel table, a client's requests. Not here: Kubernetes and the programs under test.
 */
@NullMarked
package io.routelb.lab.topology;

import org.jspecify.annotations.NullMarked;
