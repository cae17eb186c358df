package io.routelb.cli.offline;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.InvalidValueException;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.model.RoutingIntent;
import io.routelb.node.desired.DrainPlan;
import io.routelb.node.desired.NodePlan;
import io.routelb.node.desired.NotHere;
import io.routelb.node.desired.Reason;
import io.routelb.node.desired.RoutingPlan;
import io.routelb.node.policy.AnnouncementPlanner;
import io.routelb.node.policy.Announcements;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What all nodes would announce, as if each kernel had what it is to have and each peer were up.
 *
 * @param withheld what nobody is told of by a node, and why
 */
record NodeRoutes(List<Route> routes, List<Withheld> withheld) {
    /** A neighbour that is found at run time stands in the plan with an address nobody has (RFC 6666). */
    private static final String FOUND_LATER = "100::";

    /** A route to a peer, the same from all these nodes. */
    record Route(String route, String peer, String attributes, List<String> nodes) implements Comparable<Route> {
        Route {
            nodes = List.copyOf(nodes);
        }

        @Override
        public int compareTo(Route other) {
            int byRoute = Addresses.ORDER.compare(network(), other.network());
            return byRoute != 0
                    ? byRoute
                    : (route + peer + attributes).compareTo(other.route + other.peer + other.attributes);
        }

        private IPAddress network() {
            return Prefix.of(route).network();
        }
    }

    /** What these nodes do not announce. */
    record Withheld(String address, String service, String reason, List<String> nodes) {
        Withheld {
            nodes = List.copyOf(nodes);
        }
    }

    private record Key(Prefix route, String peer, String attributes) {}

    private record Why(String address, String service, String reason) {}

    NodeRoutes {
        routes = List.copyOf(routes);
        withheld = List.copyOf(withheld);
    }

    static NodeRoutes of(ClusterSnapshot snapshot) {
        Map<Key, TreeSet<String>> routes = new HashMap<>();
        Map<String, Map<Why, TreeSet<String>>> withheld = new TreeMap<>();
        for (String node : new TreeSet<>(snapshot.nodes().keySet())) {
            try {
                of(snapshot, node, routes, withheld);
            } catch (InvalidValueException e) {
                put(withheld, new Why("", "", e.sentence()), node);
            }
        }
        List<Route> all = new ArrayList<>();
        routes.forEach((key, nodes) ->
                all.add(new Route(key.route().toString(), key.peer(), key.attributes(), List.copyOf(nodes))));
        List<Withheld> left = new ArrayList<>();
        withheld.values()
                .forEach(reasons -> reasons.forEach((why, nodes) ->
                        left.add(new Withheld(why.address(), why.service(), why.reason(), List.copyOf(nodes)))));
        return new NodeRoutes(all.stream().sorted().toList(), left);
    }

    private static void of(
            ClusterSnapshot snapshot,
            String node,
            Map<Key, TreeSet<String>> routes,
            Map<String, Map<Why, TreeSet<String>>> withheld)
            throws InvalidValueException {
        RoutingPlan routing = withThoseToBeFound(RoutingPlan.of(snapshot, node));
        AnnouncementPlanner planner = new AnnouncementPlanner(node);
        NodePlan whole = NodePlan.of(snapshot, node);
        DrainPlan drain = DrainPlan.of(snapshot, node, whole).and(planner.exposed(snapshot, routing));
        NodePlan plan = whole.without(drain.going(), drain.reason());
        Announcements announcements = planner.plan(snapshot, plan, routing, planned -> true, drain.going());
        for (RoutingIntent.Peer peer : announcements.intent().peers()) {
            peer.routes()
                    .forEach((prefix, attributes) -> routes.computeIfAbsent(
                                    new Key(prefix, peer.name(), text(attributes, peer)), first -> new TreeSet<>())
                            .add(node));
        }
        List<NotHere> left = new ArrayList<>(plan.notHere());
        left.addAll(announcements.withheld());
        for (NotHere one : left) {
            if (!one.local() && one.reason() != Reason.POOL_NOT_REMOTE) {
                put(
                        withheld,
                        new Why(
                                one.address(),
                                one.service().toString(),
                                one.reason().word()),
                        node);
            }
        }
    }

    private static void put(Map<String, Map<Why, TreeSet<String>>> withheld, Why why, String node) {
        withheld.computeIfAbsent(why.service() + " " + why.address(), first -> new HashMap<>())
                .computeIfAbsent(why, first -> new TreeSet<>())
                .add(node);
    }

    /** Unnumbered peers and gateways are taken for found. */
    private static RoutingPlan withThoseToBeFound(RoutingPlan plan) {
        List<RoutingIntent.Peer> more = new ArrayList<>();
        List<RoutingIntent.Peer> missing = new ArrayList<>(new TreeMap<>(plan.unnumbered()).values());
        missing.addAll(new TreeMap<>(plan.gateways()).values());
        IPAddress place = Addresses.of(FOUND_LATER);
        for (RoutingIntent.Peer peer : missing) {
            place = place.increment(1);
            more.add(peer.withAddress(place));
        }
        return plan.withPeers(more);
    }

    /** As they are announced to that peer: a local preference is for internal ones, prepending for external ones. */
    private static String text(RouteAttributes attributes, RoutingIntent.Peer peer) {
        List<String> parts = new ArrayList<>();
        attributes.communities().forEach(bits -> parts.add((bits >>> 16) + ":" + (bits & 0xFFFF)));
        attributes
                .largeCommunities()
                .forEach(large -> parts.add(large.global() + ":" + large.local1() + ":" + large.local2()));
        attributes.med().ifPresent(med -> parts.add("med " + med));
        if (peer.isInternal()) {
            attributes.localPref().ifPresent(preference -> parts.add("localPreference " + preference));
        } else if (attributes.prepend() > 0) {
            parts.add("prepend " + attributes.prepend());
        }
        attributes.extendedCommunities().forEach(bits -> parts.add("extended " + Long.toHexString(bits)));
        return String.join(" ", parts);
    }
}
