package io.routelb.node.apply;

import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.model.Asn;
import io.routelb.model.Condition;
import io.routelb.model.ObjectKey;
import io.routelb.model.RoutingConfigView.Backend;
import io.routelb.node.desired.Why;
import io.routelb.redistribution.RoutingStatus;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the world was after a pass: for the node's status object and the metrics. Says only what was acknowledged.
 *
 * @param fights addresses that something on the node keeps taking away, as {@code ADDRESS on LINK}
 * @param problems objects that could not be honoured
 * @param neighbours whether the peers that are named by an interface were found; empty when none is
 * @param inService whether the node is taken out
 */
public record NodeReport(
        Backend backend,
        Asn localAsn,
        IPv4Address routerId,
        RoutingStatus routing,
        List<AddressReport> addresses,
        Set<String> fights,
        List<Condition> problems,
        Optional<Condition> neighbours,
        Condition inService) {
    public NodeReport {
        addresses = List.copyOf(addresses);
        fights = Collections.unmodifiableSet(new TreeSet<>(fights));
        problems = List.copyOf(problems);
    }

    /**
     * One address of a Service.
     *
     * @param link name of the interface it is on, or would be; empty for a local address of another node
     * @param routed whether peers are to be told, it being of a remote pool
     * @param inKernel the kernel acknowledged it there
     * @param advertisedTo the BGPPeers that have been told, by name; the first {@value #MOST_NAMES}
     * @param why it is not carried, or nobody is told; empty when all is well
     */
    public record AddressReport(
            String address,
            String link,
            boolean routed,
            boolean inKernel,
            Set<ObjectKey> services,
            List<String> advertisedTo,
            Optional<Why> why) {
        /** So that many peers and many addresses still fit in one object. */
        static final int MOST_NAMES = 16;

        public AddressReport {
            services = Set.copyOf(services);
            advertisedTo = advertisedTo.stream().limit(MOST_NAMES).toList();
        }
    }
}
