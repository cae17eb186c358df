package io.routelb.model;

import io.routelb.model.PeerOptions.PrefixRule;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a routing daemon of the host can take from the link of Service addresses by itself, so that it need be told only what is special.
 *
 * @param name of the link
 * @param present the prefixes of our addresses that the kernel has acknowledged there and that are to stay
 * @param standing by the peer's name, what it is told of every such prefix in these ranges, whichever Service has it. A range in which Services
 *     may differ is not among them, nor is one whose prefixes are told otherwise than they are on the link
 */
public record ServiceLink(String name, Set<Prefix> present, Map<String, Map<PrefixRule, RouteAttributes>> standing) {
    /** Nothing to be taken. */
    public static final ServiceLink EMPTY = new ServiceLink("kube-lb0", Set.of(), Map.of());

    public ServiceLink {
        present = Set.copyOf(present);
        standing = Map.copyOf(standing);
    }

    /** What holds for the peer of that name. */
    public Map<PrefixRule, RouteAttributes> standing(String peer) {
        return Optional.ofNullable(standing.get(peer)).orElse(Map.of());
    }
}
