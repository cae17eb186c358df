package io.routelb.allocator.plan;

import java.util.List;
import java.util.OptionalLong;

/**
 * What an IPAM last said about the pool of an external ServiceGroup.
 *
 * @param sizeIPv4 addresses there are; empty = unknown
 * @param addresses the ranges, for people
 */
public record IpamStats(
        long inUseIPv4, long inUseIPv6, OptionalLong sizeIPv4, OptionalLong sizeIPv6, List<String> addresses) {
    public IpamStats {
        addresses = List.copyOf(addresses);
        if (inUseIPv4 < 0 || inUseIPv6 < 0 || sizeIPv4.orElse(0) < 0 || sizeIPv6.orElse(0) < 0) {
            throw new IllegalArgumentException("a count below zero");
        }
    }
}
