package io.routelb.allocator.plan;

import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceGroupStatus;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One decision per Service and one report per ServiceGroup. Complete: what is not in it does not exist.
 *
 * @param returned what an IPAM gave in vain
 * @param releases to be handed to the next plan
 */
public record AllocationPlan(
        SortedMap<ObjectKey, Decision> services,
        SortedMap<ObjectKey, GroupReport> groups,
        List<IpamReturn> returned,
        Releases releases) {
    /**
     * What a group's status ought to be.
     *
     * @param size addresses in its pools, 0 when the group is not in force
     * @param inScope whether it is in the install namespace
     */
    public record GroupReport(ServiceGroupStatus status, BigInteger size, boolean inScope) {}

    public AllocationPlan {
        services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
        groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
        returned = List.copyOf(returned);
    }
}
