package io.routelb.node.routes;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv6.IPv6Address;
import io.routelb.model.Prefix;
import io.routelb.netlink.value.Link;
import io.routelb.netlink.value.NextHop;
import io.routelb.netlink.value.Route;
import io.routelb.netlink.value.RouteType;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which next hops are reached, and how, as the routes of the kernel's main table have it that BGP did not put there: a next hop is never
 * reached by what was learned with it, nor by anything else of the same protocol number. Immutable; equal when every next hop is reached
 * alike.
 *
 * <p>Of the routes to one prefix the one with the lowest metric counts, as in the kernel. A link without carrier leads nowhere, whatever
 * routes the kernel keeps on it. The loopback and the link of Service addresses lead nowhere either. Not looked at: policy rules, other
 * tables.
 */
public final class KernelView {
    /** Nothing is reached. */
    public static final KernelView EMPTY = new KernelView(Map.of(), Map.of());

    /** No protocol has this number: every route may be one to a next hop. */
    public static final int NO_PROTOCOL = -1;

    /** RTPROT_KERNEL: routes that come with an address. */
    private static final int PROTOCOL_KERNEL = 2;

    /** Ways of one route, no more than a kernel route needs. */
    private static final int MOST_HOPS = 64;

    private final Map<Integer, String> carrying;
    private final PrefixTable<Route> routes;
    private final PrefixTable<Prefix> connected;

    private KernelView(Map<Integer, String> carrying, Map<Prefix, Route> preferred) {
        this.carrying = Map.copyOf(carrying);
        this.routes = new PrefixTable<>(preferred);
        Map<Prefix, Prefix> attached = new HashMap<>();
        preferred.forEach((prefix, route) -> {
            boolean onLink =
                    route.nextHops().stream().allMatch(hop -> hop.gateway().isEmpty());
            if (prefix.length() > 0 && route.protocol() == PROTOCOL_KERNEL && onLink) {
                attached.put(prefix, prefix);
            }
        });
        this.connected = new PrefixTable<>(attached);
    }

    /**
     * The view of these.
     *
     * @param links all of the node
     * @param routes of the main table
     * @param ours protocol number of the routes that are none to a next hop, or {@link #NO_PROTOCOL}
     * @param serviceLink name of the link that holds Service addresses
     */
    public static KernelView of(List<Link> links, List<Route> routes, int ours, String serviceLink) {
        Map<Integer, String> carrying = new HashMap<>();
        Map<Integer, String> silent = new HashMap<>();
        for (Link link : links) {
            boolean leads = !link.loopback() && !link.name().equals(serviceLink);
            if (leads && carries(link)) {
                carrying.put(link.index(), link.name());
            } else if (!leads) {
                silent.put(link.index(), link.name());
            }
        }
        Map<Prefix, Route> preferred = new HashMap<>();
        for (Route route : routes) {
            if (route.protocol() != ours && !isOnlyOn(silent.keySet(), route)) {
                preferred.merge(route.prefix(), route, (one, other) -> other.metric() < one.metric() ? other : one);
            }
        }
        return new KernelView(carrying, preferred);
    }

    /** Whether packets leave by it. */
    public static boolean carries(Link link) {
        return link.up() && link.lowerUp();
    }

    private static boolean isOnlyOn(Collection<Integer> links, Route route) {
        return !route.nextHops().isEmpty() && route.nextHops().stream().allMatch(hop -> links.contains(hop.index()));
    }

    /** The way to a next hop; empty = it is not reached (RFC 4271 section 9.1.2.1). One of link scope has to name its link as its zone. */
    public Optional<Way> way(IPAddress nextHop) {
        if (nextHop.isIPv6() && nextHop.isLinkLocal()) {
            return onLink(nextHop.toIPv6());
        }
        Optional<Route> route = routes.longestMatch(nextHop);
        if (route.isEmpty() || route.get().type() != RouteType.UNICAST) {
            return Optional.empty();
        }
        List<NextHop> live = live(route.get());
        if (live.isEmpty()) {
            return Optional.empty();
        }
        boolean direct = live.stream().allMatch(hop -> hop.gateway().isEmpty());
        List<NextHop> hops = live.stream()
                .map(hop -> NextHop.via(hop.gateway().orElse(nextHop), hop.index()))
                .distinct()
                .limit(MOST_HOPS)
                .toList();
        return Optional.of(new Way(direct ? 0 : route.get().metric() + 1, hops));
    }

    /** The ways of a route that are open. */
    public List<NextHop> live(Route route) {
        return route.nextHops().stream()
                .filter(hop -> carrying.containsKey(hop.index()))
                .toList();
    }

    private Optional<Way> onLink(IPv6Address nextHop) {
        if (!nextHop.hasZone()) {
            return Optional.empty();
        }
        String zone = nextHop.getZone();
        return carrying.entrySet().stream()
                .filter(link ->
                        link.getValue().equals(zone) || link.getKey().toString().equals(zone))
                .findFirst()
                .map(link -> new Way(0, List.of(NextHop.via(new IPv6Address(nextHop.getBytes()), link.getKey()))));
    }

    /** The prefix of a link of this node that is this one or holds it. */
    Optional<Prefix> attached(Prefix prefix) {
        return connected.covering(prefix);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KernelView view && carrying.equals(view.carrying) && routes.equals(view.routes);
    }

    @Override
    public int hashCode() {
        return carrying.hashCode();
    }
}
