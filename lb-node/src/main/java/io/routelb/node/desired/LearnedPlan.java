package io.routelb.node.desired;

import inet.ipaddr.IPAddress;
import io.routelb.model.AddressPool;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.FrozenMap;
import io.routelb.model.InvalidValueException;
import io.routelb.model.KernelRoutes;
import io.routelb.model.LearnedRoutesView;
import io.routelb.model.Prefix;
import io.routelb.model.RoutingConfigView;
import io.routelb.model.ServiceGroupView;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is to be made of the routes that peers tell.
 *
 * @param wanted by the RoutingConfig
 * @param retention how long routes of an earlier process are kept at most for peers to tell them again
 * @param strangers there may be peers nobody has named, that are yet to be found or to dial: when all the others have told their routes
 *     again, that is not everything
 * @param shielded prefixes that nothing inside of is learned, and what they are, for people
 * @param pods the pod CIDRs of other nodes: put in the kernel whether or not other routes are, by these nodes alone, and nothing inside them
 */
public record LearnedPlan(
        LearnedRoutesView wanted,
        Duration retention,
        boolean strangers,
        Map<Prefix, String> shielded,
        Map<Prefix, MeshPlan.PodCidr> pods) {
    /** Nothing is put anywhere. */
    public static final LearnedPlan OFF =
            new LearnedPlan(LearnedRoutesView.DEFAULT, Duration.ZERO, false, Map.of(), Map.of());

    /** What is no way to anywhere else: addresses of this host, of one link, of groups. */
    static final List<Prefix> NEVER = List.of(
            Prefix.of("0.0.0.0/8"),
            Prefix.of("127.0.0.0/8"),
            Prefix.of("169.254.0.0/16"),
            Prefix.of("224.0.0.0/3"),
            Prefix.of("::/127"),
            Prefix.of("fe80::/10"),
            Prefix.of("ff00::/8"));

    public LearnedPlan {
        shielded = FrozenMap.copyOf(shielded);
        pods = FrozenMap.copyOf(pods);
    }

    static LearnedPlan of(RoutingConfigView config, PeerSet peers, MeshPlan mesh, ClusterSnapshot snapshot) {
        LearnedRoutesView wanted = config.learnedRoutes();
        Map<Prefix, String> shielded = new HashMap<>();
        snapshot.serviceGroups().values().forEach(group -> shieldPools(group, shielded));
        config.externalIps().clusterIpRanges().forEach(each -> shielded.put(each, "in a range of cluster IPs"));
        mesh.podCidrs().forEach(each -> shielded.put(each, "in a pod CIDR of this node"));
        wanted.protectedPrefixes().forEach(each -> shielded.put(each, "in a protected prefix"));
        NEVER.forEach(each -> shielded.put(each, "not routable"));
        return new LearnedPlan(wanted, peers.longestRestart(), peers.hasStrangers(), shielded, mesh.others());
    }

    /** The same for a routing daemon of the host; {@code connected} are the node's own subnets, which nothing inside of is learned. */
    public KernelRoutes byDaemon(Set<Prefix> connected) {
        Set<Prefix> nothingInside = new HashSet<>(shielded.keySet());
        nothingInside.addAll(connected);
        Map<Prefix, Set<IPAddress>> owners = new HashMap<>();
        pods.forEach((cidr, owner) -> owners.put(cidr, owner.nextHops()));
        return installs() ? new KernelRoutes(wanted, nothingInside, owners) : KernelRoutes.NONE;
    }

    /** Whether any routes are to be put in the kernel. */
    public boolean installs() {
        return wanted.install() || !pods.isEmpty();
    }

    /** Whether a route to the prefix may be put there. */
    public boolean installs(Prefix prefix) {
        return wanted.install() || pods.containsKey(prefix);
    }

    /** The subnet, not the range: it is what nodes announce when they aggregate, and what routers tell back. */
    private static void shieldPools(ServiceGroupView group, Map<Prefix, String> shielded) {
        for (ServiceGroupView.PoolText text : group.pools()) {
            try {
                shielded.put(AddressPool.parse(text).subnet(), "in the pool of ServiceGroup " + group.key());
            } catch (InvalidValueException e) {
                // The allocator owns the group's condition and says what is wrong; such a pool has no addresses.
            }
        }
    }
}
