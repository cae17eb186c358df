package io.routelb.kube.watch;

import static io.routelb.kube.watch.CoreViews.orEmpty;
import static io.routelb.kube.watch.CoreViews.text;

import io.kubernetes.client.openapi.models.V1Lease;
import io.kubernetes.client.openapi.models.V1LeaseSpec;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.routelb.model.AddressLockView;
import io.routelb.model.LeaseBoard;
import io.routelb.model.NodeLeaseView;
import io.routelb.model.NodeLeaseView.Standing;
import io.routelb.model.Prefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Leases as what they mean to the election. Pure. Leases of others in the namespace, told by their names, are passed over. */
final class LeaseViews {
    private static final Duration DEFAULT_LEASE = Duration.ofSeconds(10);

    private LeaseViews() {}

    static LeaseBoard listed(LeaseBoard before, List<V1Lease> leases, long now) {
        List<NodeLeaseView> nodes = new ArrayList<>();
        List<AddressLockView> locks = new ArrayList<>();
        for (V1Lease lease : leases) {
            V1ObjectMeta meta = meta(lease);
            if (isNode(meta)) {
                nodes.add(node(lease, meta));
            } else {
                lock(lease, meta).forEach(locks::add);
            }
        }
        return before.listed(nodes, locks, now);
    }

    static LeaseBoard changed(LeaseBoard before, V1Lease lease, boolean deleted, long now) {
        V1ObjectMeta meta = meta(lease);
        if (isNode(meta)) {
            NodeLeaseView node = node(lease, meta);
            return deleted ? before.deleted(node.node(), now) : before.renewed(node, now);
        }
        return lock(lease, meta)
                .map(lock -> deleted ? before.unlocked(lock.address()) : before.locked(lock))
                .findFirst()
                .orElse(before);
    }

    private static boolean isNode(V1ObjectMeta meta) {
        return text(meta.getName()).startsWith(NodeLeaseView.NAME_PREFIX);
    }

    private static NodeLeaseView node(V1Lease lease, V1ObjectMeta meta) {
        Map<String, String> annotations = orEmpty(meta.getAnnotations());
        return new NodeLeaseView(
                text(meta.getName()).substring(NodeLeaseView.NAME_PREFIX.length()),
                text(meta.getResourceVersion()),
                standing(spec(lease), annotations),
                duration(spec(lease)),
                subnets(annotations.getOrDefault(NodeLeaseView.SUBNETS, "")));
    }

    /** Nothing when the name is not that of a lock. */
    private static Stream<AddressLockView> lock(V1Lease lease, V1ObjectMeta meta) {
        Map<String, String> annotations = orEmpty(meta.getAnnotations());
        return CoreViews.parsed(text(meta.getName()), AddressLockView::addressOf)
                .map(address -> new AddressLockView(
                        address,
                        text(spec(lease).getHolderIdentity()),
                        annotations.getOrDefault(AddressLockView.TERM, ""),
                        annotations.getOrDefault(AddressLockView.INTERFACE, ""),
                        duration(spec(lease)),
                        text(meta.getResourceVersion())));
    }

    /** A Lease without holder was given back. One that does not say is of a PureLB agent, which takes part from its first renewal on. */
    private static Standing standing(V1LeaseSpec spec, Map<String, String> annotations) {
        if (text(spec.getHolderIdentity()).isEmpty()) {
            return Standing.RELEASED;
        }
        String written = annotations.getOrDefault(NodeLeaseView.STANDING, "").toLowerCase(Locale.ROOT);
        return Arrays.stream(Standing.values())
                .filter(standing -> standing.word().equals(written))
                .findFirst()
                .orElse(Standing.LIVE);
    }

    private static Duration duration(V1LeaseSpec spec) {
        Integer seconds = spec.getLeaseDurationSeconds();
        return seconds == null || seconds <= 0 ? DEFAULT_LEASE : Duration.ofSeconds(seconds);
    }

    /** What is no CIDR is left out: nobody could be elected by it. */
    private static Set<Prefix> subnets(String written) {
        return Arrays.stream(written.split(",", -1))
                .flatMap(text -> CoreViews.parsed(text.strip(), Prefix::parse))
                .collect(Collectors.toSet());
    }

    private static V1ObjectMeta meta(V1Lease lease) {
        return lease.getMetadata() == null ? new V1ObjectMeta() : lease.getMetadata();
    }

    private static V1LeaseSpec spec(V1Lease lease) {
        return lease.getSpec() == null ? new V1LeaseSpec() : lease.getSpec();
    }
}
