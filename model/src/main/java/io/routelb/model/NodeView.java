package io.routelb.model;

import inet.ipaddr.IPAddress;
import java.util.List;
import java.util.Map;

/** What RouteLB reads of a Node. */
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
}
