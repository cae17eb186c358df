package io.routelb.node.elect;

import inet.ipaddr.IPAddress;
import io.routelb.model.ObjectKey;
import java.util.Optional;
import java.util.Set;

/**
 * An address of a local pool: on one node at a time. What its Services ask for together.
 *
 * @param services who uses it
 * @param onlyNodes the nodes with a usable endpoint of every Service that insists on one; empty when none does
 * @param preferred nodes that are to be chosen first
 * @param failback whether it moves to a better node that appears while its holder is well
 * @param skipDad whether duplicate address detection is to be left out (IPv6)
 */
public record LocalAddress(
        IPAddress address,
        Set<ObjectKey> services,
        Optional<Set<String>> onlyNodes,
        Set<String> preferred,
        boolean failback,
        boolean skipDad) {
    public LocalAddress {
        services = Set.copyOf(services);
        onlyNodes = onlyNodes.map(Set::copyOf);
        preferred = Set.copyOf(preferred);
    }
}
