package io.routelb.node.desired;

import inet.ipaddr.IPAddress;
import io.routelb.model.ObjectKey;
import io.routelb.model.Prefix;
import java.util.Set;

/**
 * An address this node carries on kube-lb0.
 *
 * @param prefixLength the mask on the link, bits
 * @param routes what peers are told on its behalf: the aggregate, the host route, or both when Services of both traffic policies
 *     share the address
 * @param services who uses it
 */
public record PlannedAddress(IPAddress address, int prefixLength, Set<Prefix> routes, Set<ObjectKey> services) {
    public PlannedAddress {
        routes = Set.copyOf(routes);
        services = Set.copyOf(services);
    }
}
