package io.routelb.node.routes;

import io.routelb.netlink.value.NextHop;
import java.util.List;

/**
 * How packets get to a next hop.
 *
 * @param metric 0 = it is on a link of this node; else one more than the metric of the kernel's route to it: the interior cost of RFC 4271
 *     section 9.1.2.2 e
 * @param hops what a route through the next hop has to name: neighbours and the links they are on; at least one
 */
public record Way(long metric, List<NextHop> hops) {
    public Way {
        hops = List.copyOf(hops);
    }

    /** Whether no other router is in between. */
    public boolean direct() {
        return metric == 0;
    }
}
