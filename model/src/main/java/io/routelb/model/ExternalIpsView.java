package io.routelb.model;

import inet.ipaddr.IPAddress;
import java.util.List;

/**
 * Which external IPs of Services may be announced. Whoever may write a Service may write any address there, so the list is the
 * administrator's.
 *
 * @param allowed none outside of these
 * @param clusterIpRanges none inside of these: the ranges cluster IPs are given from
 */
public record ExternalIpsView(List<Prefix> allowed, List<Prefix> clusterIpRanges) {
    /** No external IP at all. */
    public static final ExternalIpsView NONE = new ExternalIpsView(List.of(), List.of());

    public ExternalIpsView {
        allowed = List.copyOf(allowed);
        clusterIpRanges = List.copyOf(clusterIpRanges);
    }

    /** Whether the address may be announced as far as the lists go. */
    public boolean permits(IPAddress address) {
        return allowed.stream().anyMatch(range -> range.contains(address))
                && clusterIpRanges.stream().noneMatch(range -> range.contains(address));
    }
}
