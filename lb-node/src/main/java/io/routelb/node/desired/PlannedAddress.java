package io.routelb.node.desired;

import inet.ipaddr.IPAddress;
import io.routelb.model.ObjectKey;
import io.routelb.model.Prefix;
import java.util.Set;

/**
 * An address this node carries.
 *
 * @param link name of the interface it is on
 * @param prefixLength the mask on the link, bits
 * @param services who uses it
 */
public record PlannedAddress(
        IPAddress address,
        String link,
        int prefixLength,
        Lifetime lifetime,
        Set<Trait> traits,
        Set<ObjectKey> services) {
    /** What is special about it. */
    public enum Trait {
        /** Peers are told of it; its link has nobody else on it. Without, the neighbours on its link are told. */
        ROUTED,
        /** The kernel adds no route for its prefix. */
        NO_PREFIX_ROUTE,
        /** IPv6: the kernel asks its neighbours first whether somebody has it. */
        DETECT_DUPLICATES
    }

    public PlannedAddress {
        traits = Set.copyOf(traits);
        services = Set.copyOf(services);
    }

    /** Whether it has the trait. */
    public boolean is(Trait trait) {
        return traits.contains(trait);
    }

    /** What peers are told on its behalf: the address as the link has it, as an aggregate or a host route. */
    public Prefix route() {
        return Prefix.containing(address, prefixLength);
    }
}
