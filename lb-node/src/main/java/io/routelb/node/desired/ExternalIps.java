package io.routelb.node.desired;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.DrainRule;
import io.routelb.model.ExternalIpsView;
import io.routelb.model.InvalidValueException;
import io.routelb.model.NodeView;
import io.routelb.model.RoutingConfigView;
import io.routelb.model.ServiceView;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which external IPs a node may announce. Whoever may write a Service may write any address there: none is announced that the RoutingConfig
 * does not list, that is somebody's cluster IP or could be, that is in a pool, or that a node has.
 */
public final class ExternalIps {
    private final ExternalIpsView lists;
    private final PoolIndex pools;
    private final Set<IPAddress> taken;

    private ExternalIps(ExternalIpsView lists, PoolIndex pools, Set<IPAddress> taken) {
        this.lists = lists;
        this.pools = pools;
        this.taken = taken;
    }

    /** For the node of that name. */
    public static ExternalIps of(ClusterSnapshot snapshot, String node) {
        Map<String, String> labels = Optional.ofNullable(snapshot.nodes().get(node))
                .map(NodeView::labels)
                .orElse(Map.of());
        Set<IPAddress> taken = new HashSet<>();
        for (ServiceView service : snapshot.services().values()) {
            taken.addAll(ClusterIps.of(service));
        }
        snapshot.nodes().values().forEach(each -> taken.addAll(each.internalIPs()));
        return new ExternalIps(
                DrainRule.config(snapshot.routingConfigs().values(), labels)
                        .map(RoutingConfigView::externalIps)
                        .orElse(ExternalIpsView.NONE),
                PoolIndex.of(snapshot),
                taken);
    }

    /** Why the address may not be announced. */
    public Optional<Reason> refusal(String text) {
        IPAddress address;
        try {
            address = Addresses.parse(text);
        } catch (InvalidValueException e) {
            return Optional.of(Reason.INVALID_EXTERNAL_IP);
        }
        if (!lists.permits(address)
                || address.isLoopback()
                || address.isMulticast()
                || address.isAnyLocal()
                || address.isLinkLocal()) {
            return Optional.of(Reason.EXTERNAL_IP_NOT_ALLOWED);
        }
        return taken.contains(address) || pools.contains(address)
                ? Optional.of(Reason.EXTERNAL_IP_TAKEN)
                : Optional.empty();
    }
}
