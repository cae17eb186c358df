package io.routelb.node.routes.kernel;

import io.routelb.model.LearnedRoutesView;
import io.routelb.model.Prefix;
import io.routelb.netlink.value.Link;
import io.routelb.netlink.value.Route;
import io.routelb.netlink.value.RouteChange;
import io.routelb.netlink.value.RtEvent;
import io.routelb.node.desired.LearnedPlan;
import io.routelb.node.routes.KernelView;
import io.routelb.node.routes.kernel.Inbox.Orders;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The kernel as it was read last, with what was changed since: which routes are ours and which are not. Ours are those of our protocol
 * number in our table; while nothing is to be installed, those that have our metric as well, so that a routing daemon of the host that uses
 * the same number loses none.
 */
final class KernelTable {
    private final Map<Prefix, Route> held = new HashMap<>();
    private final List<Route> strays = new ArrayList<>();
    private final Set<Prefix> taken = new HashSet<>();
    private final Set<Route> others = new HashSet<>();
    private final Map<Integer, Link> links = new HashMap<>();

    /** Takes in what was read; says whether others have our metric elsewhere than before. */
    boolean fill(RouteKernel.Contents contents, Orders orders) {
        LearnedRoutesView wanted = orders.plan().wanted();
        Set<Prefix> takenBefore = new HashSet<>(taken);
        held.clear();
        strays.clear();
        taken.clear();
        others.clear();
        links.clear();
        contents.links().forEach(link -> links.put(link.index(), link));
        for (Route route : contents.routes()) {
            if (!isOurs(route, orders.plan())) {
                others.add(route);
                if (route.table() == wanted.table() && route.metric() == wanted.metric()) {
                    taken.add(route.prefix());
                }
            } else if (route.metric() != wanted.metric() || held.putIfAbsent(route.prefix(), route) != null) {
                strays.add(route);
            }
        }
        return !taken.equals(takenBefore);
    }

    private static boolean isOurs(Route route, LearnedPlan plan) {
        LearnedRoutesView wanted = plan.wanted();
        return route.table() == wanted.table()
                && route.protocol() == wanted.protocol()
                && (plan.installs() || route.metric() == wanted.metric());
    }

    /** A change the kernel has made for us. */
    void changed(RouteChange change) {
        Route route = change.route();
        switch (change) {
            case RouteChange.Add add -> held.put(route.prefix(), route);
            case RouteChange.Remove remove -> {
                if (!strays.remove(route)) {
                    held.remove(route.prefix());
                }
            }
        }
    }

    /** Whether the event tells something that is not known: then it is time to read again. */
    boolean isNews(RtEvent event, Orders orders) {
        return switch (event) {
            case RtEvent.Overrun overrun -> true;
            case RtEvent.LinkRemoved removed -> links.containsKey(removed.link().index());
            case RtEvent.LinkChanged changed ->
                !isAlike(links.get(changed.link().index()), changed.link());
            case RtEvent.RouteAdded added -> concerns(added.route(), orders) && !isKnown(added.route());
            case RtEvent.RouteRemoved removed ->
                concerns(removed.route(), orders) && isPresent(removed.route(), orders);
            case RtEvent.AddressAdded added -> false;
            case RtEvent.AddressRemoved removed -> false;
        };
    }

    private static boolean isAlike(@Nullable Link known, Link now) {
        return known != null && known.name().equals(now.name()) && KernelView.carries(known) == KernelView.carries(now);
    }

    /** Service addresses come and go with routes of their own, which concern nobody here. */
    private boolean concerns(Route route, Orders orders) {
        boolean serviceRoute = !route.nextHops().isEmpty()
                && route.nextHops().stream()
                        .map(hop -> links.get(hop.index()))
                        .allMatch(link -> link != null && link.name().equals(orders.serviceLink()));
        return !serviceRoute
                && (route.table() == Route.TABLE_MAIN
                        || route.table() == orders.plan().wanted().table());
    }

    private boolean isKnown(Route route) {
        return others.contains(route) || isSame(held.get(route.prefix()), route);
    }

    private boolean isPresent(Route route, Orders orders) {
        return !isOurs(route, orders.plan()) || held.containsKey(route.prefix());
    }

    /** Whether the kernel has what is wanted to that prefix. */
    boolean isAsWanted(Prefix prefix, Optional<Route> wanted) {
        return wanted.isPresent() && isSame(held.get(prefix), wanted.get());
    }

    /** The kernel keeps next hops in an order of its own. */
    private static boolean isSame(@Nullable Route one, Route other) {
        return one != null
                && one.type() == other.type()
                && one.protocol() == other.protocol()
                && one.table() == other.table()
                && one.metric() == other.metric()
                && Set.copyOf(one.nextHops()).equals(Set.copyOf(other.nextHops()));
    }

    /** Ours, with our metric. */
    Map<Prefix, Route> held() {
        return Collections.unmodifiableMap(held);
    }

    Optional<Route> held(Prefix prefix) {
        return Optional.ofNullable(held.get(prefix));
    }

    /** Ours by their number, with another metric or twice: not to be there. */
    List<Route> strays() {
        return List.copyOf(strays);
    }

    /** Prefixes to which somebody else has a route with our metric. */
    Set<Prefix> taken() {
        return Collections.unmodifiableSet(taken);
    }
}
