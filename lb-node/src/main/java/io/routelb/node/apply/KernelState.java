package io.routelb.node.apply;

import inet.ipaddr.IPAddress;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import io.routelb.netlink.value.Link;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the kernel has, as read once.
 *
 * @param addresses of global scope, on all links
 * @param links all of them
 * @param linkLocals the IPv6 address that each link grew by itself, where it serves; the lowest if there are several
 * @param defaultRouteLinks names of the links of the preferred default route of each family
 * @param gateways of that route, as far as it has some; a link-local one on its link
 */
public record KernelState(
        List<HeldAddress> addresses,
        List<Link> links,
        Map<String, IPAddress> linkLocals,
        Set<String> defaultRouteLinks,
        Map<IpFamily, List<IPAddress>> gateways) {
    public KernelState {
        addresses = List.copyOf(addresses);
        links = List.copyOf(links);
        linkLocals = Map.copyOf(linkLocals);
        defaultRouteLinks = Set.copyOf(defaultRouteLinks);
        gateways = Map.copyOf(gateways);
    }

    /** Addresses of ours on any other link than that. */
    public Set<IPAddress> oursExceptOn(String link) {
        return oursExceptOn(link, addresses);
    }

    /** What the node is connected to, by its own addresses on any other link than that. */
    Set<Prefix> connectedExceptOn(String link) {
        return addresses.stream()
                .filter(each -> !each.ours() && !each.link().equals(link))
                .filter(each ->
                        each.prefixLength() < IpFamily.of(each.address()).bits())
                .map(each -> Prefix.containing(each.address(), each.prefixLength()))
                .collect(Collectors.toUnmodifiableSet());
    }

    static Set<IPAddress> oursExceptOn(String link, Collection<HeldAddress> held) {
        return held.stream()
                .filter(address -> address.ours() && !address.link().equals(link))
                .map(HeldAddress::address)
                .collect(Collectors.toUnmodifiableSet());
    }
}
