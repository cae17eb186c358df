package io.routelb.node.elect;

import inet.ipaddr.IPAddress;
import io.routelb.model.IpFamily;
import io.routelb.model.LBNodeAgentView.AddressConfig;
import io.routelb.node.desired.Lifetime;
import io.routelb.node.desired.NodePlan;
import io.routelb.node.desired.PlannedAddress;
import io.routelb.node.desired.PlannedAddress.Trait;
import io.routelb.node.elect.Outcome.Carried;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What an outcome of the election means for the links of the node. Pure.
 *
 * <p>A local address has the mask of a host: with that of its subnet the kernel would make it and the node's own address primary and
 * secondary, and whoever removed the primary one would take the other with it.
 */
public final class Elected {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private Elected() {}

    /** The plan with the local addresses of the outcome, under the given configuration of local interfaces. */
    public static NodePlan into(NodePlan plan, Outcome outcome, AddressConfig config, long now) {
        Map<IPAddress, PlannedAddress> elected = new HashMap<>();
        Set<IPAddress> keep = new HashSet<>(outcome.leave());
        outcome.carry().forEach((address, carried) -> {
            long seconds = (carried.untilNanos() - now) / SECOND;
            if (seconds >= 1) {
                elected.put(address, planned(carried, Lifetime.of(config, seconds), config));
            } else {
                // On the link already, and the kernel takes it away in time: it can be told nothing shorter than a
                // second.
                keep.add(address);
            }
        });
        return plan.withLocal(elected, outcome.notHere(), keep);
    }

    private static PlannedAddress planned(Carried carried, Lifetime lifetime, AddressConfig config) {
        LocalAddress local = carried.address();
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        if (config.noPrefixRoute()) {
            traits.add(Trait.NO_PREFIX_ROUTE);
        }
        if (local.address().isIPv6() && !local.skipDad()) {
            traits.add(Trait.DETECT_DUPLICATES);
        }
        int length = IpFamily.of(local.address()).bits();
        return new PlannedAddress(
                local.address(), carried.networkInterface(), length, lifetime, traits, local.services());
    }
}
