package io.routelb.lab.bgp;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A path a daemon has from us, as its command line shows it.
 *
 * @param nextHop the global one
 * @param asPath AS numbers in order
 * @param origin {@code IGP}, {@code EGP} or {@code Incomplete}
 * @param communities as {@code 64512:7}
 * @param stale kept only because of a restart of ours
 */
public record SeenRoute(
        String prefix,
        String nextHop,
        List<Long> asPath,
        String origin,
        Optional<Long> localPref,
        Optional<Long> med,
        Set<String> communities,
        boolean stale) {
    public SeenRoute {
        asPath = List.copyOf(asPath);
        communities = Set.copyOf(communities);
    }
}
