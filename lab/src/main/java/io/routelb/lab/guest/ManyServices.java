package io.routelb.lab.guest;

import inet.ipaddr.IPAddress;
import io.routelb.model.Annotations;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.IpFamily;
import io.routelb.model.NodeView;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceView;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A snapshot of one node and many Services of remote pools, one address each. */
public final class ManyServices {
    public static final String NODE = "n1";

    private ManyServices() {}

    /** So many Services, their addresses counted up from the base. */
    public static ClusterSnapshot snapshot(int count, IPAddress base) {
        Map<ObjectKey, ServiceView> services = new HashMap<>();
        for (int i = 0; i < count; i++) {
            ObjectKey key = new ObjectKey("bench", "service-" + i);
            services.put(key, service(key, base.increment(i)));
        }
        NodeView node = new NodeView(NODE, Map.of(), Map.of(), true, false, false, List.of(), List.of());
        return new ClusterSnapshot(services, Map.of(), Map.of(NODE, node), Map.of(), Map.of(), Map.of());
    }

    /** As above, from a pool of that subnet whose addresses carry the subnet's length. */
    public static ClusterSnapshot aggregated(int count, IPAddress base, String subnet) {
        ClusterSnapshot plain = snapshot(count, base);
        ObjectKey key = new ObjectKey("routelb-system", "aggregated");
        ServiceGroupView group = new ServiceGroupView(
                key,
                "uid",
                Instant.EPOCH,
                1,
                "1",
                ServiceGroupView.Kind.REMOTE,
                List.of(new ServiceGroupView.PoolText(IpFamily.of(base), subnet, subnet, "default")),
                Set.of(),
                ServiceGroupView.Policy.PLAIN,
                Optional.empty());
        return new ClusterSnapshot(plain.services(), Map.of(), plain.nodes(), Map.of(key, group), Map.of(), Map.of());
    }

    private static ServiceView service(ObjectKey key, IPAddress address) {
        return ServiceView.showing(
                key,
                ServiceView.TrafficPolicy.CLUSTER,
                Map.of(Annotations.ALLOCATED_BY, Annotations.ALLOCATED_BY_VALUE, Annotations.POOL_TYPE, "remote"),
                List.of(address.toCanonicalString()));
    }
}
