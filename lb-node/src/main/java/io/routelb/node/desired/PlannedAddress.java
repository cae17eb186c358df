package io.routelb.node.desired;

import inet.ipaddr.IPAddress;
import io.routelb.model.ObjectKey;
import io.routelb.model.Prefix;
import java.util.Set;

/**
 * An address this node carries on kube-lb0.
 *
 * @param prefixLength the mask on the link, bits
 * @param services who uses it
 */
public record PlannedAddress(IPAddress address, int prefixLength, Set<ObjectKey> services) {
    public PlannedAddress {
        services = Set.copyOf(services);
    }

    /** What peers are told on its behalf: the address as the link has it, as an aggregate or a host route. */
    public Prefix route() {
        return Prefix.containing(address, prefixLength);
    }
}
