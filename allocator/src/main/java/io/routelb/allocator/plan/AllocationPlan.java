package io.routelb.allocator.plan;

import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceGroupStatus;
import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One decision per Service, in the order in which they were served, and one report per ServiceGroup. Complete: what is not in it does not exist.
 *
 * @param releases to be handed to the next plan
 */
public record AllocationPlan(
        SequencedMap<ObjectKey, Decision> services, SortedMap<ObjectKey, GroupReport> groups, Releases releases) {
    /**
     * What a group's status ought to be.
     *
     * @param size addresses in its pools, 0 when the group is not in force
     * @param inScope whether it is in the install namespace
     */
    public record GroupReport(ServiceGroupStatus status, BigInteger size, boolean inScope) {}

    public AllocationPlan {
        services = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(services));
        groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
    }
}
