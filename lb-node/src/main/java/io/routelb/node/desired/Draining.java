package io.routelb.node.desired;

import io.routelb.model.FrozenMap;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SpeakerOptions.DynamicPeers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * An intent some of whose routes stand back before they go: they have the community GRACEFUL_SHUTDOWN, by which routers outside the AS
 * prefer others, and local preference 0 inside of it (RFC 8326 section 4). Everything else of them stays as it was. Pure.
 */
public final class Draining {
    /** RFC 8326 section 5. */
    public static final int GRACEFUL_SHUTDOWN = 0xFFFF_0000;

    private static final int MOST_COMMUNITIES = 255;

    private final Set<Prefix> standingBack;
    /** Peers that are told the same go on sharing the instance. */
    private final IdentityHashMap<Map<Prefix, RouteAttributes>, Map<Prefix, RouteAttributes>> changed =
            new IdentityHashMap<>();

    private final Map<RouteAttributes, RouteAttributes> attributes = new HashMap<>();

    private Draining(Set<Prefix> standingBack) {
        this.standingBack = standingBack;
    }

    /** The same intent with these routes, and those that cover them, standing back. */
    public static RoutingIntent of(RoutingIntent intent, Set<Prefix> standingBack) {
        return standingBack.isEmpty() ? intent : new Draining(standingBack).of(intent);
    }

    private RoutingIntent of(RoutingIntent intent) {
        List<DynamicPeers> dynamic = intent.options().dynamicPeers().stream()
                .map(range -> new DynamicPeers(range.from(), of(range.template()), range.limit()))
                .toList();
        return intent.with(
                intent.peers().stream().map(this::of).toList(), intent.options().withDynamicPeers(dynamic));
    }

    private RoutingIntent.Peer of(RoutingIntent.Peer peer) {
        return peer.withRoutes(changed.computeIfAbsent(peer.routes(), this::routes));
    }

    private Map<Prefix, RouteAttributes> routes(Map<Prefix, RouteAttributes> told) {
        Map<Prefix, RouteAttributes> routes = HashMap.newHashMap(told.size());
        told.forEach((prefix, with) ->
                routes.put(prefix, standsBack(prefix) ? attributes.computeIfAbsent(with, Draining::lastChoice) : with));
        return FrozenMap.copyOf(routes);
    }

    private boolean standsBack(Prefix route) {
        return standingBack.contains(route)
                || (route.length() < route.network().getBitCount()
                        && standingBack.stream()
                                .anyMatch(each -> each.family() == route.family() && route.contains(each.network())));
    }

    private static RouteAttributes lastChoice(RouteAttributes attributes) {
        List<Integer> communities = new ArrayList<>(attributes.communities());
        if (!communities.contains(GRACEFUL_SHUTDOWN)) {
            // First: of a full list another one gives way.
            communities.addFirst(GRACEFUL_SHUTDOWN);
        }
        return new RouteAttributes(
                communities.subList(0, Math.min(communities.size(), MOST_COMMUNITIES)),
                attributes.largeCommunities(),
                attributes.extendedCommunities(),
                attributes.med(),
                OptionalLong.of(0),
                attributes.prepend());
    }
}
