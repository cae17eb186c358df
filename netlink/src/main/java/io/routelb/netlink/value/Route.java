package io.routelb.netlink.value;

import io.routelb.model.Prefix;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A route of a kernel table.
 *
 * @param nextHops more than one is ECMP; empty for blackholes and the like
 * @param protocol who added it (RTPROT_): 2 the kernel, 3 at boot, 4 an administrator, 12 BIRD, 186 FRR's BGP
 * @param table 254 is main, 255 local; to be read as unsigned
 * @param metric lower wins, 0-4294967295; IPv6 makes 1024 of 0
 */
public record Route(Prefix prefix, List<NextHop> nextHops, RouteType type, int protocol, int table, long metric) {
    public static final int TABLE_MAIN = 254;
    public static final int TABLE_LOCAL = 255;

    public Route {
        nextHops = List.copyOf(nextHops);
        Checks.unsignedByte("protocol", protocol);
        Checks.unsignedInt("metric", metric);
    }

    /** A unicast route of the main table without a metric. */
    public static Route unicast(Prefix prefix, List<NextHop> nextHops, int protocol) {
        return new Route(prefix, nextHops, RouteType.UNICAST, protocol, TABLE_MAIN, 0);
    }

    /**
     * Of the routes of one family and table, the unicast one for everything with the lowest metric; the first of equals. Its first next
     * hop's link is what people call the default interface.
     */
    public static Optional<Route> preferredDefault(List<Route> routes) {
        return routes.stream()
                .filter(route -> route.prefix().length() == 0 && route.type() == RouteType.UNICAST)
                .filter(route -> !route.nextHops().isEmpty())
                .min(Comparator.comparingLong(Route::metric));
    }
}
