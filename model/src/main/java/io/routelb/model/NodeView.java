package io.routelb.model;

import inet.ipaddr.IPAddress;
import java.util.List;
import java.util.Map;

/**
 * What RouteLB reads of a Node.
 *
 * @param annotations those that {@link NodeAnnotations} names and others of ours; secrets among them, so they are never printed
 * @param podCIDRs of its spec
 */
public record NodeView(
        String name,
        Map<String, String> labels,
        Map<String, String> annotations,
        boolean ready,
        boolean networkUnavailable,
        boolean unschedulable,
        List<IPAddress> internalIPs,
        List<Prefix> podCIDRs) {
    /** Label that keeps a node out of every load balancer (Kubernetes KEP-1143). */
    public static final String EXCLUDE_LABEL = "node.kubernetes.io/exclude-from-external-load-balancers";

    public NodeView {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        internalIPs = List.copyOf(internalIPs);
        podCIDRs = List.copyOf(podCIDRs);
    }

    @Override
    public String toString() {
        return "NodeView[" + name + ", labels " + labels + ", annotations " + annotations.keySet() + ", ready " + ready
                + ", networkUnavailable " + networkUnavailable + ", unschedulable " + unschedulable + ", internalIPs "
                + internalIPs + ", podCIDRs " + podCIDRs + "]";
    }
}
