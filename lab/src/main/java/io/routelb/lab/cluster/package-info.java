/**
 * The lab's cluster on top of its network: an API server (the lab's own, or any Kubernetes), the objects a cluster needs, the
 * allocator and the agents as processes, and what stands for the workload. In: a network that is up, the build, manifests under
 * {@code deploy/}. Out: {@link io.routelb.lab.cluster.Lab}, through which scenarios and the demo act and look. Not here: verdicts.
 */
@NullMarked
package io.routelb.lab.cluster;

import org.jspecify.annotations.NullMarked;
