package io.routelb.model;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Which nodes count as having a usable endpoint of a Service. One rule for externalTrafficPolicy, internalTrafficPolicy and
 * elections, as kube-proxy applies it (Kubernetes KEP-1669).
 */
public final class EndpointRule {
    private EndpointRule() {}

    /**
     * Nodes with a ready endpoint; if no endpoint is ready anywhere, nodes with one that still serves. Endpoints without a node are
     * usable but name nobody.
     */
    public static Set<String> usableNodes(Collection<EndpointView> endpoints) {
        Predicate<EndpointView> usable = usable(endpoints);
        Set<String> nodes = new TreeSet<>();
        for (EndpointView endpoint : endpoints) {
            if (usable.test(endpoint) && !endpoint.nodeName().isEmpty()) {
                nodes.add(endpoint.nodeName());
            }
        }
        return nodes;
    }

    /** How many usable endpoints the node of that name has. */
    public static int usableOn(Collection<EndpointView> endpoints, String node) {
        Predicate<EndpointView> usable = usable(endpoints);
        int count = 0;
        for (EndpointView endpoint : endpoints) {
            count += endpoint.nodeName().equals(node) && usable.test(endpoint) ? 1 : 0;
        }
        return count;
    }

    /** Whether the Service wants nobody to come while nobody serves it, and that is so: no endpoint is usable, whatever node it is on. */
    public static boolean isWithdrawn(ServiceView service, Collection<EndpointView> endpoints) {
        return service.annotation(Annotations.WITHDRAW_WHEN_NO_ENDPOINTS).equals("true")
                && endpoints.stream().noneMatch(usable(endpoints));
    }

    private static Predicate<EndpointView> usable(Collection<EndpointView> endpoints) {
        for (EndpointView endpoint : endpoints) {
            if (endpoint.ready()) {
                return EndpointView::ready;
            }
        }
        return EndpointView::serving;
    }
}
