package io.routelb.node.apply;

import inet.ipaddr.IPAddress;
import io.routelb.model.Condition;
import io.routelb.model.IpFamily;
import io.routelb.model.RoutingIntent;
import io.routelb.node.desired.RoutingPlan;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The gateways of the node's default routes, for peers that are found by them. The last ones known stay for as long as no others come: a
 * default route that is taken away and put back ends no session. Owned by the loop.
 */
final class Gateways {
    private final Map<IpFamily, List<IPAddress>> known = new EnumMap<>(IpFamily.class);

    /**
     * A plan with the peers that are gateways.
     *
     * @param missing a sentence for each BGPPeer that has none
     * @param problems of those that another BGPPeer names as well
     */
    record Resolved(RoutingPlan plan, List<String> missing, List<Condition> problems) {
        Resolved {
            missing = List.copyOf(missing);
            problems = List.copyOf(problems);
        }
    }

    /** Follows the kernel. */
    Resolved resolve(RoutingPlan plan, KernelState kernel) {
        if (plan.gateways().isEmpty()) {
            known.clear();
            return new Resolved(plan, List.of(), List.of());
        }
        kernel.gateways().forEach((family, now) -> {
            if (!now.isEmpty()) {
                known.put(family, now);
            }
        });
        List<RoutingIntent.Peer> found = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        new EnumMap<>(plan.gateways()).forEach((preferred, peer) -> {
            List<IPAddress> gateways = of(preferred, peer);
            gateways.forEach(gateway -> found.add(peer.withAddress(gateway)));
            if (gateways.isEmpty()) {
                missing.add("BGPPeer " + peer.name() + ": the node has no default route with a gateway");
            }
        });
        List<Condition> problems = found.stream()
                .filter(plan::hasPeer)
                .map(peer -> RoutingPlan.refused("BGPPeer " + peer.name() + ": the default gateway, " + peer.address()
                        + ", is already configured by another BGPPeer"))
                .toList();
        return new Resolved(plan.withPeers(found), missing, problems);
    }

    /** Of the preferred family, or else of the other one, if the session is to carry both. */
    private List<IPAddress> of(IpFamily preferred, RoutingIntent.Peer peer) {
        List<IPAddress> first = known.getOrDefault(preferred, List.of());
        boolean both = peer.families().equals(Set.of(IpFamily.values()));
        return first.isEmpty() && both
                ? known.getOrDefault(preferred == IpFamily.IPV4 ? IpFamily.IPV6 : IpFamily.IPV4, List.of())
                : first;
    }
}
