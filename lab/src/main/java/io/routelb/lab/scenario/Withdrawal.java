package io.routelb.lab.scenario;

import io.routelb.lab.cluster.NodeHost;
import io.routelb.lab.process.ExpectationException;
import io.routelb.lab.topology.KernelChange;
import io.routelb.lab.topology.LabNetwork;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The order in which an address goes: the router first, then the node. */
final class Withdrawal {
    private Withdrawal() {}

    /** Milliseconds from the router losing the node's next hop to the node losing the address; negative is the wrong order. */
    static long margin(NodeHost node, String address, List<KernelChange> routes, List<KernelChange> changes)
            throws ExpectationException {
        String gateway = address.contains(":") ? node.node().v6() : node.node().v4();
        Instant left = KernelChange.gatewayLeft(routes, gateways(address), address, gateway)
                .orElseThrow(() -> new ExpectationException("r1 never told that " + gateway + " left " + address));
        Instant removed = KernelChange.addressRemoved(changes, address)
                .orElseThrow(() -> new ExpectationException(node.name() + " never told that " + address + " left"));
        long margin = Duration.between(left, removed).toMillis();
        Stage.require(
                margin > 0,
                node.name() + " lost " + address + " " + -margin
                        + " ms before r1 stopped sending traffic for it there");
        return margin;
    }

    private static Set<String> gateways(String address) {
        Set<String> all = new TreeSet<>();
        LabNetwork.NODES.forEach(one -> all.add(address.contains(":") ? one.v6() : one.v4()));
        return all;
    }
}
