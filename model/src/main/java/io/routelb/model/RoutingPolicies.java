package io.routelb.model;

import java.util.Map;

/**
 * The BGPAdvertisements, by name, and what they select by that stands nowhere else.
 *
 * @param namespaces the labels of each Namespace, by its name
 */
public record RoutingPolicies(
        Map<String, BgpAdvertisementView> advertisements, Map<String, Map<String, String>> namespaces) {
    /** None: the addresses of remote pools go to every external peer. */
    public static final RoutingPolicies NONE = new RoutingPolicies(Map.of(), Map.of());

    public RoutingPolicies {
        advertisements = FrozenMap.copyOf(advertisements);
        namespaces = FrozenMap.copyOf(namespaces);
    }
}
