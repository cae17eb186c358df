package io.routelb.redistribution.bgp.rib;

import inet.ipaddr.IPAddress;
import java.util.OptionalLong;

/** What is known of the way to a next hop; whoever watches the kernel's routes implements it. */
@FunctionalInterface
public interface Reachability {
    /** Every next hop is reached, none further than another. */
    Reachability EVERYWHERE = nextHop -> OptionalLong.of(0);

    /** The metric of the route to the next hop, 0 or more, lower is nearer; empty = there is none (RFC 4271 section 9.1.2). */
    OptionalLong metric(IPAddress nextHop);
}
