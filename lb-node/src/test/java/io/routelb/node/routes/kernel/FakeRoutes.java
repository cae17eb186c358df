package io.routelb.node.routes.kernel;

import io.routelb.model.Addresses;
import io.routelb.model.Prefix;
import io.routelb.netlink.value.Link;
import io.routelb.netlink.value.NextHop;
import io.routelb.netlink.value.OperState;
import io.routelb.netlink.value.Route;
import io.routelb.netlink.value.RouteChange;
import io.routelb.netlink.value.RouteType;
import io.routelb.netlink.value.RtEvent;
import io.routelb.node.apply.KernelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Links and routes in memory, which tells what happens as the kernel would. */
final class FakeRoutes implements RouteKernel {
    static final int UP = 0x1_0041;

    final List<Link> links = new ArrayList<>(List.of(link(2, "eth0", UP), link(3, "eth1", UP)));
    final List<Route> routes = new ArrayList<>(List.of(
            new Route(Prefix.of("192.0.2.0/24"), List.of(NextHop.onLink(2)), RouteType.UNICAST, 2, 254, 0),
            new Route(Prefix.of("198.51.100.0/24"), List.of(NextHop.onLink(3)), RouteType.UNICAST, 2, 254, 0)));
    final Set<Prefix> refused = new HashSet<>();
    int reads;
    boolean broken;
    private List<RtEvent> told = new ArrayList<>();

    static Link link(int index, String name, int flags) {
        return new Link(index, name, "", flags, 1500, "02:00:00:00:00:01", OperState.UP);
    }

    static Route route(String prefix, int protocol, long metric, String... hops) {
        List<NextHop> nextHops = new ArrayList<>();
        for (String hop : hops) {
            nextHops.add(NextHop.via(Addresses.of(hop), hop.startsWith("192") ? 2 : 3));
        }
        return new Route(Prefix.of(prefix), nextHops, RouteType.UNICAST, protocol, 254, metric);
    }

    /** As somebody else would. */
    void add(Route route) {
        routes.add(route);
        told.add(new RtEvent.RouteAdded(route));
    }

    /** As somebody else would. */
    void remove(Prefix prefix) {
        routes.removeIf(route -> {
            boolean gone = route.prefix().equals(prefix);
            if (gone) {
                told.add(new RtEvent.RouteRemoved(route));
            }
            return gone;
        });
    }

    /** The kernel says nothing of the routes that go with the link. */
    void cut(int index) {
        links.replaceAll(link -> link.index() == index ? link(index, link.name(), 0) : link);
        routes.removeIf(route -> route.nextHops().stream().anyMatch(hop -> hop.index() == index));
        links.stream().filter(link -> link.index() == index).forEach(link -> told.add(new RtEvent.LinkChanged(link)));
    }

    /** Events were lost. */
    void overrun() {
        told = new ArrayList<>(List.of(new RtEvent.Overrun()));
    }

    @Override
    public Contents read(int table) throws KernelException {
        if (broken) {
            throw new KernelException("no kernel today");
        }
        reads++;
        return new Contents(List.copyOf(links), List.copyOf(routes));
    }

    @Override
    public List<Optional<String>> change(List<RouteChange> changes) throws KernelException {
        List<Optional<String>> results = new ArrayList<>();
        for (RouteChange change : changes) {
            Route route = change.route();
            if (refused.contains(route.prefix())) {
                results.add(Optional.of("cannot add the route to " + route.prefix() + ": it is not wanted"));
                continue;
            }
            boolean there = routes.removeIf(each -> each.prefix().equals(route.prefix())
                    && each.table() == route.table()
                    && each.metric() == route.metric()
                    && each.protocol() == route.protocol());
            switch (change) {
                case RouteChange.Add add -> add(route);
                case RouteChange.Remove remove -> {
                    if (there) {
                        told.add(new RtEvent.RouteRemoved(route));
                    }
                }
            }
            results.add(Optional.empty());
        }
        return results;
    }

    @Override
    public List<RtEvent> await(Duration atMost) {
        List<RtEvent> events = told;
        told = new ArrayList<>();
        return events;
    }

    @Override
    public void wake() {
        // Whoever drives the test takes the next turn.
    }
}
