package io.routelb.node.apply;

import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.model.Asn;
import io.routelb.model.Condition;
import io.routelb.model.ObjectKey;
import io.routelb.model.RoutingConfigView.Backend;
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
 */
public record NodeReport(
        Backend backend,
        Asn localAsn,
        IPv4Address routerId,
        RoutingStatus routing,
        List<AddressReport> addresses,
        Set<String> fights,
        List<Condition> problems,
        Optional<Condition> neighbours) {
    /** First word of the reason of an address that the kernel would not take. */
    public static final String KERNEL_REFUSED = "KernelRefused";
    /** First word of the reason of an address that another station on the link has. */
    public static final String DUPLICATE_ADDRESS = "DuplicateAddress";
    /** First word of the reason of an address that the node has from somebody else. */
    public static final String FOREIGN_ADDRESS = "ForeignAddress";
    /** First word of the reason of an address that somebody keeps removing. */
    public static final String INTERFERENCE = "Interference";

    public NodeReport {
        addresses = List.copyOf(addresses);
        fights = Collections.unmodifiableSet(new TreeSet<>(fights));
        problems = List.copyOf(problems);
    }

    /** The same, with what is known of the peers named by an interface. */
    NodeReport withNeighbours(Optional<Condition> found) {
        return new NodeReport(backend, localAsn, routerId, routing, addresses, fights, problems, found);
    }

    /**
     * One address of a Service.
     *
     * @param link name of the interface it is on, or would be; empty for a local address of another node
     * @param routed whether peers are to be told, it being of a remote pool
     * @param inKernel the kernel acknowledged it there
     * @param reason why it is not carried or not announced, one word and a sentence; empty when all is well
     */
    public record AddressReport(
            String address, String link, boolean routed, boolean inKernel, Set<ObjectKey> services, String reason) {
        public AddressReport {
            services = Set.copyOf(services);
        }
    }
}
