package io.routelb.node.apply;

import io.routelb.model.Condition;
import io.routelb.model.IpFamily;
import io.routelb.model.LBNodeAgentView;
import io.routelb.model.Prefix;
import io.routelb.netlink.value.Link;
import io.routelb.node.apply.HeldAddress.Detection;
import io.routelb.node.desired.LocalInterfaces;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where this node can announce local addresses: the subnets of the interfaces it is configured to use, as far as they are up. Pure.
 *
 * @param byPrefix name of the interface by subnet; of several the first by name
 * @param interfaces the interfaces, up or not
 * @param problems what could not be honoured
 */
public record LocalSubnets(Map<Prefix, String> byPrefix, List<String> interfaces, List<Condition> problems) {
    /** No subnet at all. */
    public static final LocalSubnets NONE = new LocalSubnets(Map.of(), List.of(), List.of());

    public LocalSubnets {
        byPrefix = Map.copyOf(byPrefix);
        interfaces = List.copyOf(interfaces);
        problems = List.copyOf(problems);
    }

    /** Chooses among what the kernel has. Our own addresses make no subnet, nor does one that somebody else on the link has. */
    public static LocalSubnets of(Optional<LBNodeAgentView> config, KernelState kernel) {
        if (config.isEmpty()) {
            return NONE;
        }
        Set<String> names = new HashSet<>();
        Set<String> usable = new HashSet<>();
        for (Link link : kernel.links()) {
            names.add(link.name());
            if (link.up() && link.lowerUp()) {
                usable.add(link.name());
            }
        }
        LocalInterfaces chosen = LocalInterfaces.of(config.get(), names, kernel.defaultRouteLinks());
        Map<Prefix, String> byPrefix = new HashMap<>();
        for (HeldAddress address : kernel.addresses()) {
            boolean subnet =
                    address.prefixLength() < IpFamily.of(address.address()).bits();
            if (subnet
                    && !address.ours()
                    && address.detection() != Detection.FAILED
                    && usable.contains(address.link())
                    && chosen.names().contains(address.link())) {
                byPrefix.merge(
                        Prefix.containing(address.address(), address.prefixLength()),
                        address.link(),
                        (one, other) -> one.compareTo(other) <= 0 ? one : other);
            }
        }
        return new LocalSubnets(byPrefix, chosen.names(), chosen.problems());
    }
}
