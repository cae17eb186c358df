package io.routelb.netlink.value;

import inet.ipaddr.IPAddress;
import java.util.Optional;

/**
 * One way a route may take.
 *
 * @param gateway the neighbour to hand packets to; absent for a directly attached prefix. May be IPv6 for an IPv4 route (RFC 8950)
 * @param index the link; 0 lets the kernel find it from the gateway
 * @param weight share of the flows, 1-256
 */
public record NextHop(Optional<IPAddress> gateway, int index, int weight) {
    public NextHop {
        Checks.require(weight >= 1 && weight <= 256, "weight " + weight + " is not in 1-256");
    }

    /** Through a gateway the kernel knows how to reach. */
    public static NextHop via(IPAddress gateway) {
        return new NextHop(Optional.of(gateway), 0, 1);
    }

    /** Through a gateway on a given link. */
    public static NextHop via(IPAddress gateway, int index) {
        return new NextHop(Optional.of(gateway), index, 1);
    }

    /** Directly attached. */
    public static NextHop onLink(int index) {
        return new NextHop(Optional.empty(), index, 1);
    }
}
