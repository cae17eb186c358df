package io.routelb.node.routes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import io.routelb.model.Prefix;
import io.routelb.netlink.value.Link;
import io.routelb.netlink.value.NextHop;
import io.routelb.netlink.value.OperState;
import io.routelb.netlink.value.Route;
import io.routelb.netlink.value.RouteType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the kernel's routes say of next hops. */
class KernelViewTest {
    private static final int BGP = 186;
    private static final int STATIC = 4;
    private static final int UP = 0x1_0041;
    /** Switched on, and nothing at the other end. */
    private static final int DOWN = 0x1;

    private static Link link(int index, String name, int flags) {
        return new Link(index, name, "", flags, 1500, "02:00:00:00:00:01", OperState.UP);
    }

    private static Route connected(String prefix, int index) {
        return new Route(Prefix.of(prefix), List.of(NextHop.onLink(index)), RouteType.UNICAST, 2, 254, 0);
    }

    private static Route via(String prefix, String gateway, int index, int protocol, long metric) {
        return new Route(
                Prefix.of(prefix),
                List.of(NextHop.via(address(gateway), index)),
                RouteType.UNICAST,
                protocol,
                254,
                metric);
    }

    private static IPAddress address(String text) {
        return new IPAddressString(text).getAddress();
    }

    private static KernelView view(List<Link> links) {
        return KernelView.of(
                links,
                List.of(
                        connected("192.0.2.0/24", 2),
                        connected("2001:db8:0:2::/64", 2),
                        connected("198.51.100.0/24", 3),
                        via("0.0.0.0/0", "192.0.2.1", 2, STATIC, 100),
                        via("10.0.0.0/8", "198.51.100.1", 3, STATIC, 0),
                        via("10.0.0.0/8", "192.0.2.1", 2, STATIC, 50),
                        via("10.9.0.0/16", "192.0.2.9", 2, BGP, 1024),
                        via("2001:db8:9::/48", "fe80::9", 2, STATIC, 1024),
                        new Route(Prefix.of("10.8.0.0/16"), List.of(), RouteType.UNREACHABLE, STATIC, 254, 0),
                        connected("203.0.113.0/24", 4)),
                BGP,
                "kube-lb0");
    }

    private static final List<Link> LINKS =
            List.of(link(1, "lo", 0x1_0049), link(2, "eth0", UP), link(3, "eth1", UP), link(4, "kube-lb0", UP));

    private static String shown(Optional<Way> way) {
        return way.map(found -> {
                    List<String> hops = found.hops().stream()
                            .map(hop -> hop.gateway().map(Object::toString).orElse("") + "@" + hop.index())
                            .toList();
                    return found.metric() + " " + String.join(" ", hops);
                })
                .orElse("none");
    }

    @ParameterizedTest(name = "{0}: {3}")
    @CsvSource({
        "192.0.2.7,         up,   0 192.0.2.7@2,      on a link",
        "2001:db8:0:2::7,   up,   0 2001:db8:0:2::7@2, 'on a link, IPv6'",
        "10.1.2.3,          up,   1 198.51.100.1@3,   behind the route with the lower metric",
        "10.9.1.1,          up,   1 198.51.100.1@3,   a route of our own protocol number is none",
        "10.8.1.1,          up,   none,               unreachable by an administrator",
        "172.16.0.1,        up,   101 192.0.2.1@2,    by the default route",
        "2001:db8:9::1,     up,   1025 fe80::9@2,     behind a router of link scope",
        "2001:db8:8::1,     up,   none,               no route at all",
        "203.0.113.5,       up,   101 192.0.2.1@2,    the link of Service addresses leads nowhere",
        "fe80::1%eth0,      up,   0 fe80::1@2,        link scope by the name of the link",
        "fe80::1%2,         up,   0 fe80::1@2,        link scope by the number of the link",
        "fe80::1%eth9,      up,   none,               link scope on no link of this node",
        "fe80::1,           up,   none,               link scope of nobody knows which link",
        "192.0.2.7,         down, none,               the link has lost its carrier",
        "fe80::1%eth0,      down, none,               link scope without carrier",
        "172.16.0.1,        down, none,               the default route has lost its link"
    })
    void saysHowANextHopIsReached(String nextHop, String eth0, String way, String why) {
        List<Link> links = eth0.equals("up") ? LINKS : List.of(LINKS.get(0), link(2, "eth0", DOWN), LINKS.get(2));
        assertEquals(way, shown(view(links).way(address(nextHop))), why);
    }

    @Test
    void aNextHopIsReachedOverAllOpenWaysOfARoute() {
        Route both = new Route(
                Prefix.of("10.0.0.0/8"),
                List.of(
                        NextHop.via(address("192.0.2.1"), 2),
                        NextHop.via(address("198.51.100.1"), 3),
                        NextHop.via(address("192.0.2.9"), 5)),
                RouteType.UNICAST,
                STATIC,
                254,
                20);
        KernelView view = KernelView.of(LINKS, List.of(both), BGP, "kube-lb0");
        assertEquals("21 192.0.2.1@2 198.51.100.1@3", shown(view.way(address("10.1.1.1"))));
    }

    @Test
    void viewsAreEqualWhenNextHopsAreReachedAlike() {
        assertEquals(view(LINKS), view(LINKS));
        assertNotEquals(view(LINKS), view(LINKS.subList(0, 2)));
        assertNotEquals(view(LINKS), KernelView.EMPTY);
    }

    @Test
    void whatAnAddressCameWithIsConnectedAndNothingElse() {
        KernelView view = view(LINKS);
        assertEquals(Optional.of(Prefix.of("192.0.2.0/24")), view.attached(Prefix.of("192.0.2.128/25")));
        assertEquals(Optional.of(Prefix.of("192.0.2.0/24")), view.attached(Prefix.of("192.0.2.0/24")));
        assertEquals(Optional.empty(), view.attached(Prefix.of("192.0.0.0/16")));
        assertEquals(Optional.empty(), view.attached(Prefix.of("10.1.0.0/16")));
    }

    /** Against a walk along all routes. */
    @Property(tries = 200)
    void theLongestPrefixWins(@ForAll @Size(max = 40) List<Integer> seeds, @ForAll int wanted) {
        List<Route> routes = new ArrayList<>();
        for (int seed : seeds) {
            IPAddress inside = address((seed & 3) + "." + ((seed >>> 2) & 3) + "." + ((seed >>> 4) & 3) + ".0");
            Prefix prefix = Prefix.containing(inside, (seed >>> 8) & 31);
            if (routes.stream().noneMatch(each -> each.prefix().equals(prefix))) {
                routes.add(new Route(
                        prefix,
                        List.of(NextHop.via(address("192.0.2." + (routes.size() + 1)), 2)),
                        RouteType.UNICAST,
                        STATIC,
                        254,
                        0));
            }
        }
        IPAddress nextHop = address((wanted & 3) + "." + ((wanted >>> 2) & 3) + "." + ((wanted >>> 4) & 3) + ".1");
        String expected = routes.stream()
                .filter(route -> route.prefix().contains(nextHop))
                .max(Comparator.comparingInt(route -> route.prefix().length()))
                .map(route -> "1 " + route.nextHops().getFirst().gateway().orElseThrow() + "@2")
                .orElse("none");
        assertEquals(
                expected, shown(KernelView.of(LINKS, routes, BGP, "kube-lb0").way(nextHop)));
    }
}
