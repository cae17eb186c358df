package io.routelb.node.apply;

import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.model.Asn;
import io.routelb.model.Condition;
import io.routelb.model.ObjectKey;
import io.routelb.model.RoutingConfigView.Backend;
import io.routelb.redistribution.RoutingStatus;
import java.util.List;
import java.util.Set;

/** What the world was after a pass: for the node's status object and the metrics. Says only what was acknowledged. */
public record NodeReport(
        Backend backend,
        Asn localAsn,
        IPv4Address routerId,
        RoutingStatus routing,
        List<AddressReport> addresses,
        List<Condition> problems) {
    /** First word of the reason of an address that the kernel would not take. */
    public static final String KERNEL_REFUSED = "KernelRefused";

    public NodeReport {
        addresses = List.copyOf(addresses);
        problems = List.copyOf(problems);
    }

    /**
     * One address of a Service.
     *
     * @param inKernel the kernel acknowledged it on kube-lb0
     * @param reason why it is not carried or not announced, one word and a sentence; empty when all is well
     */
    public record AddressReport(String address, boolean inKernel, Set<ObjectKey> services, String reason) {
        public AddressReport {
            services = Set.copyOf(services);
        }
    }
}
