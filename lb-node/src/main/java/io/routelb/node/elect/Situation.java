package io.routelb.node.elect;

import inet.ipaddr.IPAddress;
import io.routelb.model.LeaseBoard;
import io.routelb.model.Prefix;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All an election looks at, as it is now.
 *
 * @param plan empty as long as the cluster has not been read; without it nothing is taken part in
 * @param subnets the subnets of this node that local addresses may be announced in, and on which interface
 * @param onLink local addresses that are on a link of this node, or may be because putting them there was ordered and not refused
 */
public record Situation(
        Optional<LocalPlan> plan, LeaseBoard board, Map<Prefix, String> subnets, Set<IPAddress> onLink) {
    public Situation {
        subnets = Map.copyOf(subnets);
        onLink = Set.copyOf(onLink);
    }

    /** The interface whose subnet has the address; of several the narrowest, then the first in order. */
    Optional<String> interfaceFor(IPAddress address) {
        return subnets.keySet().stream()
                .filter(subnet -> subnet.contains(address))
                .min((one, other) -> one.length() != other.length()
                        ? Integer.compare(other.length(), one.length())
                        : one.compareTo(other))
                .map(subnet -> subnets.getOrDefault(subnet, ""));
    }
}
