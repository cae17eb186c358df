package io.routelb.model;

import inet.ipaddr.IPAddress;
import java.util.Map;
import java.util.Set;

/**
 * Which of the routes that peers tell a routing daemon of the host is to put in the kernel. The agent's own speaker leaves that to who keeps
 * the kernel's routes.
 *
 * @param wanted by the RoutingConfig
 * @param shielded prefixes that nothing inside of is put there
 * @param pods the pod CIDRs of other nodes and the only next hops each may have: put there whether or not other routes are, and nothing
 *     inside them
 */
public record KernelRoutes(LearnedRoutesView wanted, Set<Prefix> shielded, Map<Prefix, Set<IPAddress>> pods) {
    /** The kernel's main table. */
    public static final int MAIN = 254;

    /** None. */
    public static final KernelRoutes NONE = new KernelRoutes(LearnedRoutesView.DEFAULT, Set.of(), Map.of());

    public KernelRoutes {
        shielded = Set.copyOf(shielded);
        pods = FrozenMap.copyOf(pods);
    }

    /** Whether any are to be. */
    public boolean installs() {
        return wanted.install() || !pods.isEmpty();
    }
}
