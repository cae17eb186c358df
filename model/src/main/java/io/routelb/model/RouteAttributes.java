package io.routelb.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a route of our own is told with beyond what BGP demands. Prefixes that have the same share the instance.
 *
 * @param communities RFC 1997, 32 bits each, at most 255
 * @param largeCommunities RFC 8092, at most 255
 * @param extendedCommunities RFC 4360, 64 bits each as on the wire, at most 255
 * @param med MULTI_EXIT_DISC, 32 bits
 * @param localPref LOCAL_PREF, 32 bits, for internal peers; without one it is 100
 * @param prepend how often our AS stands in the path once more, 0-10, for external peers
 */
public record RouteAttributes(
        List<Integer> communities,
        List<LargeCommunity> largeCommunities,
        List<Long> extendedCommunities,
        OptionalLong med,
        OptionalLong localPref,
        int prepend) {
    /** With nothing special. */
    public static final RouteAttributes DEFAULT =
            new RouteAttributes(List.of(), List.of(), List.of(), OptionalLong.empty(), OptionalLong.empty(), 0);

    private static final int MOST_COMMUNITIES = 255;
    private static final int MOST_PREPENDED = 10;

    public RouteAttributes {
        communities = List.copyOf(communities);
        largeCommunities = List.copyOf(largeCommunities);
        extendedCommunities = List.copyOf(extendedCommunities);
        requireFew(communities);
        requireFew(largeCommunities);
        requireFew(extendedCommunities);
        requireUnsigned(med);
        requireUnsigned(localPref);
        if (prepend < 0 || prepend > MOST_PREPENDED) {
            throw new IllegalArgumentException("our AS is prepended 0 to 10 times, not " + prepend);
        }
    }

    /** A large community (RFC 8092 section 3); each part is an unsigned 32-bit number. */
    public record LargeCommunity(long global, long local1, long local2) {
        public LargeCommunity {
            requireUnsigned(OptionalLong.of(global));
            requireUnsigned(OptionalLong.of(local1));
            requireUnsigned(OptionalLong.of(local2));
        }
    }

    private static void requireFew(Collection<?> communities) {
        if (communities.size() > MOST_COMMUNITIES) {
            throw new IllegalArgumentException(communities.size() + " communities are more than " + MOST_COMMUNITIES);
        }
    }

    private static void requireUnsigned(OptionalLong value) {
        if (value.isPresent() && value.getAsLong() >>> Integer.SIZE != 0) {
            throw new IllegalArgumentException(value.getAsLong() + " is not an unsigned 32-bit number");
        }
    }

    /** Those prefixes, all with {@link #DEFAULT}. */
    public static Map<Prefix, RouteAttributes> plain(Collection<Prefix> prefixes) {
        Map<Prefix, RouteAttributes> routes = HashMap.newHashMap(prefixes.size());
        prefixes.forEach(each -> routes.put(each, DEFAULT));
        return Map.copyOf(routes);
    }

    /** The same, prepended so often; the same instance if it is already. */
    public RouteAttributes withPrepend(int times) {
        return times == prepend
                ? this
                : new RouteAttributes(communities, largeCommunities, extendedCommunities, med, localPref, times);
    }

    /** The same with one community more, unless there are 255; the same instance if it is there already. */
    public RouteAttributes withCommunity(int community) {
        if (communities.contains(community) || communities.size() == MOST_COMMUNITIES) {
            return this;
        }
        List<Integer> more = new ArrayList<>(communities);
        more.add(community);
        return new RouteAttributes(more, largeCommunities, extendedCommunities, med, localPref, prepend);
    }
}
