package io.routelb.redistribution.host;

import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions.PrefixRule;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.model.RoutingIntent;
import io.routelb.model.ServiceLink;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one neighbour is told of one family, taken apart: what holds for whole ranges of Service addresses, and what is otherwise. As long as
 * nothing is otherwise, Services come and go without a word of it here.
 *
 * @param withheld prefixes of the ranges that it is not to be told, in order
 * @param special prefixes that are told otherwise than their range, or are of none, by what they are told with, in the order of the first of each
 * @param ranges by what they are told with, in the order of the first of each
 */
public record ToldRoutes(
        List<Prefix> withheld,
        Map<RouteAttributes, List<Prefix>> special,
        Map<RouteAttributes, List<PrefixRule>> ranges) {
    private static final Comparator<PrefixRule> ORDER = Comparator.comparing(PrefixRule::within)
            .thenComparingInt(PrefixRule::ge)
            .thenComparingInt(PrefixRule::le);

    public static ToldRoutes of(RoutingIntent.Peer peer, ServiceLink link, IpFamily family) {
        Map<PrefixRule, RouteAttributes> standing = new TreeMap<>(ORDER);
        link.standing(peer.name()).forEach((range, attributes) -> {
            if (range.within().family() == family) {
                standing.put(range, attributes);
            }
        });
        TreeSet<Prefix> withheld = new TreeSet<>();
        Map<RouteAttributes, TreeSet<Prefix>> special = new HashMap<>();
        peer.routes().forEach((prefix, attributes) -> {
            if (prefix.family() == family && !standing(standing, prefix).equals(Optional.of(attributes))) {
                special.computeIfAbsent(attributes, first -> new TreeSet<>()).add(prefix);
            }
        });
        for (Prefix prefix : link.present()) {
            if (prefix.family() == family
                    && !peer.routes().containsKey(prefix)
                    && standing(standing, prefix).isPresent()) {
                withheld.add(prefix);
            }
        }
        Map<RouteAttributes, TreeSet<PrefixRule>> ranges = new HashMap<>();
        standing.forEach((range, attributes) -> ranges.computeIfAbsent(attributes, first -> new TreeSet<>(ORDER))
                .add(range));
        return new ToldRoutes(
                List.copyOf(withheld), inOrder(special, Comparator.naturalOrder()), inOrder(ranges, ORDER));
    }

    private static Optional<RouteAttributes> standing(Map<PrefixRule, RouteAttributes> standing, Prefix prefix) {
        for (Map.Entry<PrefixRule, RouteAttributes> each : standing.entrySet()) {
            PrefixRule range = each.getKey();
            if (range.ge() <= prefix.length()
                    && prefix.length() <= range.le()
                    && range.within().length() <= prefix.length()
                    && range.within().contains(prefix.network())) {
                return Optional.of(each.getValue());
            }
        }
        return Optional.empty();
    }

    /** Of sets that have nothing in common, the one with the lowest member first. */
    private static <T> Map<RouteAttributes, List<T>> inOrder(
            Map<RouteAttributes, TreeSet<T>> sets, Comparator<? super T> order) {
        Map<RouteAttributes, List<T>> sorted = new LinkedHashMap<>();
        sets.entrySet().stream()
                .sorted(Comparator.comparing(each -> each.getValue().first(), order))
                .forEach(each -> sorted.put(each.getKey(), List.copyOf(each.getValue())));
        return sorted;
    }

    /** Prefixes that somebody is told and no link has. */
    public static List<Prefix> fromNoLink(Collection<RoutingIntent.Peer> peers, ServiceLink link, IpFamily family) {
        TreeSet<Prefix> routes = new TreeSet<>();
        peers.forEach(peer -> peer.routes().keySet().stream()
                .filter(each -> each.family() == family && !link.present().contains(each))
                .forEach(routes::add));
        return List.copyOf(routes);
    }
}
