package io.routelb.model;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * What the allocator reports of a ServiceGroup in its {@code status}.
 *
 * @param observedGeneration of the spec this was decided from
 * @param announce {@code Local}, {@code Remote}, or empty when that is not known
 * @param ipam {@code Cluster}, or the name of the IPAM that manages its addresses
 * @param addresses the ranges as written
 * @param allocatedIPv4 addresses in use, at least 0
 * @param availableIPv4 free addresses, saturating at {@link Long#MAX_VALUE}; empty = unknown
 * @param boundNamespaces the namespaces it serves, sorted; empty = every one
 * @param coolingAddresses freed and not to be given again yet, sorted by address
 */
public record ServiceGroupStatus(
        long observedGeneration,
        String announce,
        String ipam,
        List<String> addresses,
        long allocatedIPv4,
        long allocatedIPv6,
        OptionalLong availableIPv4,
        OptionalLong availableIPv6,
        List<String> boundNamespaces,
        List<Condition> conditions,
        List<CoolingAddress> coolingAddresses) {
    /** An address that is not given again before that instant. */
    public record CoolingAddress(String address, Instant until) {}

    public ServiceGroupStatus {
        addresses = List.copyOf(addresses);
        boundNamespaces = List.copyOf(boundNamespaces);
        conditions = List.copyOf(conditions);
        coolingAddresses = List.copyOf(coolingAddresses);
    }
}
