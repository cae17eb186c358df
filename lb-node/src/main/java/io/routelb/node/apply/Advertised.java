package io.routelb.node.apply;

import inet.ipaddr.IPAddress;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SpeakerOptions.DynamicPeers;
import io.routelb.node.desired.Reason;
import io.routelb.redistribution.RoutingStatus;
import java.time.Instant;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which peers have been told which routes, as far as the backend says. A peer that is being told something new still counts with what it
 * was told before. Owned by the loop.
 */
final class Advertised {
    /** What a peer was told in the session that began then. */
    private record Known(Instant since, Map<Prefix, RouteAttributes> routes, Set<IpFamily> families) {}

    /** Peers that are to be told the same, and are, share the entry. */
    private record Audience(Map<Prefix, RouteAttributes> wanted, Set<String> established, Set<IpFamily> families) {}

    private final Map<IPAddress, Known> known = new HashMap<>();
    /** Names by what they were told; peers that are told the same share the instance. */
    private final IdentityHashMap<Map<Prefix, RouteAttributes>, Map<Set<IpFamily>, Set<String>>> told =
            new IdentityHashMap<>();

    private final IdentityHashMap<Map<Prefix, RouteAttributes>, Audience> audiences = new IdentityHashMap<>();
    /** The lengths of the routes that are no host routes, of maps asked about. */
    private final IdentityHashMap<Map<Prefix, RouteAttributes>, Set<Length>> aggregates = new IdentityHashMap<>();

    /** How long a prefix is, in bits. */
    private record Length(IpFamily family, int bits) {}

    /**
     * Takes in what is known now.
     *
     * @param generation the number of the intent
     */
    void update(RoutingIntent intent, long generation, List<RoutingStatus.Peer> peers) {
        told.clear();
        audiences.clear();
        aggregates.clear();
        intent.peers().forEach(peer -> audience(peer.routes()));
        intent.options()
                .dynamicPeers()
                .forEach(range -> audience(range.template().routes()));
        Map<IPAddress, Known> before = new HashMap<>(known);
        known.clear();
        Map<IPAddress, RoutingIntent.Peer> named = new HashMap<>();
        intent.peers().forEach(peer -> named.put(peer.address().withoutPrefixLength(), peer));
        for (RoutingStatus.Peer peer : peers) {
            IPAddress address = peer.address().withoutPrefixLength();
            if (!peer.state().equals("Established")) {
                continue;
            }
            Map<Prefix, RouteAttributes> wanted = wanted(intent, named, peer);
            Audience audience = audience(wanted);
            audience.established().add(peer.name());
            audience.families().addAll(peer.told().families());
            Known now = peer.told().intents() >= generation
                    ? new Known(peer.since(), wanted, peer.told().families())
                    : Optional.ofNullable(before.get(address))
                            .filter(one -> one.since().equals(peer.since()))
                            .orElseGet(() -> new Known(peer.since(), Map.of(), Set.of()));
            known.put(address, now);
            told.computeIfAbsent(now.routes(), same -> new HashMap<>())
                    .computeIfAbsent(now.families(), same -> new TreeSet<>())
                    .add(peer.name());
        }
    }

    private Audience audience(Map<Prefix, RouteAttributes> routes) {
        return audiences.computeIfAbsent(routes, same -> new Audience(same, new TreeSet<>(), new TreeSet<>()));
    }

    private static Map<Prefix, RouteAttributes> wanted(
            RoutingIntent intent, Map<IPAddress, RoutingIntent.Peer> named, RoutingStatus.Peer peer) {
        return Optional.ofNullable(named.get(peer.address().withoutPrefixLength()))
                .or(() -> intent.options().dynamicPeers().stream()
                        .map(DynamicPeers::template)
                        .filter(each -> each.name().equals(peer.name()))
                        .findFirst())
                .map(RoutingIntent.Peer::routes)
                .orElse(Map.of());
    }

    /** The BGPPeers that have been told the route, or one that covers it, by name. */
    List<String> to(Prefix route) {
        Set<String> names = new TreeSet<>();
        told.forEach((routes, byFamilies) -> {
            if (lead(routes, route)) {
                byFamilies.forEach(
                        (families, those) -> names.addAll(families.contains(route.family()) ? those : Set.of()));
            }
        });
        return List.copyOf(names);
    }

    /** Whether the routes lead there: by itself, or by one of the lengths that are told beside host routes, of which there are few. */
    private boolean lead(Map<Prefix, RouteAttributes> routes, Prefix route) {
        if (routes.containsKey(route)) {
            return true;
        }
        return aggregates.computeIfAbsent(routes, Advertised::lengths).stream()
                .filter(each -> each.family() == route.family() && each.bits() < route.length())
                .anyMatch(each -> routes.containsKey(Prefix.containing(route.network(), each.bits())));
    }

    private static Set<Length> lengths(Map<Prefix, RouteAttributes> routes) {
        return routes.keySet().stream()
                .filter(each -> each.length() < each.network().getBitCount())
                .map(each -> new Length(each.family(), each.length()))
                .collect(Collectors.toSet());
    }

    /** Why nobody has been told the route. */
    Reason refusal(Prefix route) {
        List<Audience> meant = audiences.values().stream()
                .filter(each -> lead(each.wanted(), route))
                .toList();
        if (meant.isEmpty()) {
            return Reason.NO_PEER;
        }
        if (meant.stream().allMatch(each -> each.established().isEmpty())) {
            return Reason.NO_ESTABLISHED_SESSION;
        }
        return meant.stream().anyMatch(each -> each.families().contains(route.family()))
                ? Reason.BEING_TOLD
                : Reason.FAMILY_NOT_CARRIED;
    }
}
