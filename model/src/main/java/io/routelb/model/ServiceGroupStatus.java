package io.routelb.model;

import java.util.List;
import java.util.OptionalLong;

/**
 * The {@code status} of a ServiceGroup: what the allocator decides it to be, and what was read back from the API server. Comparing
 * the two tells whether a write is needed.
 *
 * @param observedGeneration of the spec this was decided from; 0 = never reported
 * @param announce {@code Local}, {@code Remote}, or empty
 * @param ipam {@code Cluster}, an external provider's name, or empty
 * @param addresses the ranges as one line of text
 * @param allocatedIPv4 addresses in use, at least 0
 * @param availableIPv4 free addresses, saturating at {@link Long#MAX_VALUE}; empty = unknown
 */
public record ServiceGroupStatus(
        long observedGeneration,
        String announce,
        String ipam,
        String addresses,
        long allocatedIPv4,
        long allocatedIPv6,
        OptionalLong availableIPv4,
        OptionalLong availableIPv6,
        List<Condition> conditions) {
    /** Never reported. */
    public static final ServiceGroupStatus NONE =
            new ServiceGroupStatus(0, "", "", "", 0, 0, OptionalLong.empty(), OptionalLong.empty(), List.of());

    public ServiceGroupStatus {
        conditions = List.copyOf(conditions);
    }
}
