package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import io.routelb.model.AddressPool;
import io.routelb.model.IpFamily;
import io.routelb.model.NodeView;
import java.util.Collection;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which ranges are worth an address of their own. One of a local group is while some node can announce it: a node that is ready, that
 * is not kept out of load balancers, and that has an address of its own in the range's subnet. Every other range always is.
 */
final class LiveRanges {
    private final Map<IpFamily, List<IPAddress>> nodeAddresses = new EnumMap<>(IpFamily.class);
    private final Map<AddressPool, Boolean> known = new IdentityHashMap<>();

    LiveRanges(Collection<NodeView> nodes) {
        for (IpFamily family : IpFamily.values()) {
            nodeAddresses.put(
                    family,
                    nodes.stream()
                            .filter(node -> node.ready() && !node.labels().containsKey(NodeView.EXCLUDE_LABEL))
                            .flatMap(node -> node.internalIPs().stream())
                            .filter(address -> IpFamily.of(address) == family)
                            .toList());
        }
    }

    /** Of the group's ranges of the family those that are live, in order. */
    List<AddressPool> of(JudgedGroup group, IpFamily family) {
        return group.pools(family)
                .filter(pool -> !group.poolType().equals("local") || isLive(pool))
                .toList();
    }

    private boolean isLive(AddressPool pool) {
        return known.computeIfAbsent(
                pool,
                range -> nodeAddresses.getOrDefault(range.family(), List.of()).stream()
                        .anyMatch(range.subnet()::contains));
    }
}
