package io.routelb.node.desired;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.ExternalIpsView;
import io.routelb.model.InvalidValueException;
import io.routelb.model.ObjectKey;
import io.routelb.model.RoutingConfigView;
import io.routelb.model.ServiceView;
import java.util.HashSet;
import java.util.List;
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
        Set<IPAddress> taken = new HashSet<>();
        for (ServiceView service : snapshot.services().values()) {
            taken.addAll(ClusterIps.of(service));
        }
        snapshot.nodes().values().forEach(each -> taken.addAll(each.internalIPs()));
        return new ExternalIps(
                snapshot.routingConfigFor(snapshot.labelsOf(node))
                        .map(RoutingConfigView::externalIps)
                        .orElse(ExternalIpsView.NONE),
                PoolIndex.of(snapshot),
                taken);
    }

    /** Whether both snapshots, between which those Services have changed, give the same. */
    public static boolean areJudgedAlike(ClusterSnapshot one, ClusterSnapshot other, Set<ObjectKey> changed) {
        return one.nodes().equals(other.nodes())
                && one.serviceGroups().equals(other.serviceGroups())
                && one.routingConfigs().equals(other.routingConfigs())
                && changed.stream().allMatch(key -> clusterIps(one, key).equals(clusterIps(other, key)));
    }

    private static List<String> clusterIps(ClusterSnapshot snapshot, ObjectKey service) {
        return Optional.ofNullable(snapshot.services().get(service))
                .map(view -> view.exposure().clusterIPs())
                .orElse(List.of());
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
