package io.routelb.node.policy;

import io.routelb.model.BgpAdvertisementView.LinkBandwidth;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.model.RouteAttributes.LargeCommunity;
import io.routelb.redistribution.bgp.message.ExtendedCommunities;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What several BGPAdvertisements make of one route, taken one after the other, the oldest first: the union of the communities, the highest
 * local preference, the longest prepending, a bandwidth if one wants it. Two that differ in MED contradict each other; then the younger
 * has no say over this route.
 */
final class Merging {
    /** Octets a second for each endpoint: 1 Mbit/s. Only the proportion counts, and sums must fit in 32 bits. */
    private static final float PER_ENDPOINT = 125_000F;

    private static final int MOST_COMMUNITIES = 255;

    private final List<Rule> taken = new ArrayList<>(1);
    /** By offer; empty as long as nobody wants a bandwidth. */
    private final Map<Prefix, Integer> endpoints = new HashMap<>(0);

    /** Adds what a rule says of an offer; gives the older rule that it contradicts, and adds nothing then. */
    Optional<Rule> take(Rule rule, Offer offer) {
        OptionalLong med = rule.written().attributes().med();
        for (Rule older : taken) {
            OptionalLong other = older.written().attributes().med();
            if (med.isPresent() && other.isPresent() && med.getAsLong() != other.getAsLong()) {
                return Optional.of(older);
            }
        }
        if (taken.isEmpty() || !taken.getLast().written().equals(rule.written())) {
            taken.add(rule); // rules come one after the other, each with all its offers
        }
        if (isWeighted(rule)) {
            endpoints.merge(offer.prefix(), offer.weight(), Math::max);
        }
        return Optional.empty();
    }

    private static boolean isWeighted(Rule rule) {
        return rule.written().linkBandwidth() == LinkBandwidth.PER_ENDPOINT;
    }

    /** As announced by a node of that AS. */
    RouteAttributes attributes(long localAsn) {
        boolean weighted = !endpoints.isEmpty();
        if (taken.size() == 1 && !weighted) {
            return taken.getFirst().written().attributes();
        }
        Set<Integer> communities = new LinkedHashSet<>();
        Set<LargeCommunity> large = new LinkedHashSet<>();
        OptionalLong med = OptionalLong.empty();
        OptionalLong preference = OptionalLong.empty();
        int prepend = 0;
        for (Rule rule : taken) {
            RouteAttributes own = rule.written().attributes();
            communities.addAll(own.communities());
            large.addAll(own.largeCommunities());
            med = med.isPresent() ? med : own.med();
            preference = higher(preference, own.localPref());
            prepend = Math.max(prepend, own.prepend());
        }
        return new RouteAttributes(
                communities.stream().limit(MOST_COMMUNITIES).toList(),
                large.stream().limit(MOST_COMMUNITIES).toList(),
                weighted ? List.of(bandwidth(localAsn)) : List.of(),
                med,
                preference,
                prepend);
    }

    private static OptionalLong higher(OptionalLong one, OptionalLong other) {
        return one.isPresent() && other.isPresent()
                ? OptionalLong.of(Math.max(one.getAsLong(), other.getAsLong()))
                : one.isPresent() ? one : other;
    }

    /** A node without endpoint that announces all the same takes as much as one endpoint. */
    private long bandwidth(long localAsn) {
        int weight = endpoints.values().stream().mapToInt(count -> count).sum();
        return ExtendedCommunities.linkBandwidth(localAsn, PER_ENDPOINT * Math.max(1, weight));
    }
}
