package io.routelb.redistribution.bgp.rib;

import inet.ipaddr.IPAddress;
import io.routelb.model.SpeakerOptions.BestPath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The decision process (RFC 4271 section 9.1.2). Of the routes whose next hop is reached, those stay that have, in this order:
 *
 * <ol>
 *   <li>not been stale for long (RFC 9494 section 4.3)
 *   <li>the highest LOCAL_PREF
 *   <li>the shortest AS_PATH
 *   <li>the lowest ORIGIN
 *   <li>the lowest MED among those of the same neighbouring AS, or of all with always-compare-med; none counts as 0
 *   <li>been heard from outside the AS, if any has
 *   <li>the nearest next hop
 *   <li>the lowest ORIGINATOR_ID or else BGP identifier of the peer (RFC 4456 section 9)
 *   <li>the shortest CLUSTER_LIST
 *   <li>the lowest peer address
 *   <li>the lowest path identifier
 * </ol>
 *
 * <p>There is no weight. Own routes do not take part: they come before all (see {@link LocRib}).
 *
 * <p><b>Equal for multipath</b> is what is tied with the best before the BGP identifier is asked, has a next hop no better one of
 * them has, and stands among the first {@code maximumPaths}. Their AS paths need not be the same, only as long.
 *
 * <p>Without deterministic-med, MED is compared between two routes at a time, the latest arrived against the one before it and so on,
 * which is what older routers do and makes the outcome depend on arrival.
 */
final class Selection {
    private static final Comparator<Route> TIES = Comparator.<Route, IPAddress>comparing(Selection::identifier)
            .thenComparingInt(each -> each.attributes().clusters())
            .thenComparing(each -> each.source().address())
            .thenComparing(Route::pathId, Integer::compareUnsigned);

    private final BestPath options;
    private final ToLongFunction<IPAddress> metric;

    /** {@code metric} gives the distance of a next hop, which is known to be reached. */
    Selection(BestPath options, ToLongFunction<IPAddress> metric) {
        this.options = options;
        this.metric = metric;
    }

    /**
     * The best and those equal to it, best first.
     *
     * @param reached in order of arrival
     */
    List<Route> choose(List<Route> reached) {
        if (reached.size() < 2) {
            return reached;
        }
        if (options.deterministicMed() || options.alwaysCompareMed()) {
            return distinct(tied(reached).stream().sorted(TIES).toList());
        }
        Route best = oneByOne(reached);
        List<Route> equal = new ArrayList<>(List.of(best));
        reached.stream()
                .filter(each -> each != best && tied(List.of(best, each)).size() == 2)
                .sorted(TIES)
                .forEach(equal::add);
        return distinct(equal);
    }

    /** Those that no rule before the identifier tells apart. */
    private List<Route> tied(List<Route> routes) {
        return least(external(afterMed(beforeMed(routes))), this::distance);
    }

    private static List<Route> beforeMed(List<Route> routes) {
        List<Route> left = least(routes, each -> each.attributes().isLongLivedStale() ? 1 : 0);
        left = least(left, each -> -each.attributes().localPref());
        left = least(left, each -> each.attributes().pathLength());
        return least(left, each -> each.attributes().origin());
    }

    private List<Route> afterMed(List<Route> routes) {
        if (options.alwaysCompareMed()) {
            return least(routes, each -> each.attributes().med());
        }
        return routes.stream()
                .filter(each -> routes.stream().noneMatch(other -> outdoes(other, each)))
                .toList();
    }

    private static boolean outdoes(Route one, Route other) {
        return sameNeighbour(one, other)
                && one.attributes().med() < other.attributes().med();
    }

    private static boolean sameNeighbour(Route one, Route other) {
        return one.attributes()
                .asPath()
                .neighbour()
                .equals(other.attributes().asPath().neighbour());
    }

    private static List<Route> external(List<Route> routes) {
        return least(routes, each -> each.source().kind() == PeerKind.EXTERNAL ? 0 : 1);
    }

    private long distance(Route route) {
        return metric.applyAsLong(route.attributes().forwarding());
    }

    private static IPAddress identifier(Route route) {
        return route.attributes()
                .originator()
                .<IPAddress>map(each -> each.routerId())
                .orElse(route.source().routerId());
    }

    /** The winner of the comparison of each route with the winner of those after it in arrival. */
    private Route oneByOne(List<Route> arrived) {
        Route best = arrived.getLast();
        for (int i = arrived.size() - 2; i >= 0; i--) {
            best = better(best, arrived.get(i));
        }
        return best;
    }

    private Route better(Route one, Route other) {
        return tied(List.of(one, other)).stream().min(TIES).orElse(one);
    }

    private List<Route> distinct(List<Route> tied) {
        List<Route> chosen = new ArrayList<>();
        for (Route each : tied) {
            boolean another = chosen.stream()
                    .noneMatch(earlier -> earlier.attributes()
                            .forwarding()
                            .equals(each.attributes().forwarding()));
            if (another && chosen.size() < options.maximumPaths()) {
                chosen.add(each);
            }
        }
        return chosen;
    }

    private static List<Route> least(List<Route> routes, ToLongFunction<Route> measure) {
        if (routes.size() == 1) {
            return routes;
        }
        long lowest = routes.stream().mapToLong(measure).min().orElseThrow();
        return routes.stream()
                .filter(each -> measure.applyAsLong(each) == lowest)
                .toList();
    }
}
