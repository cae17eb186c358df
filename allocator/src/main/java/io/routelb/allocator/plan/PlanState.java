package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import io.routelb.model.ObjectKey;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * What the loop remembers that no object in the cluster says. All of it may be lost at any instant: then the plan waits or asks once
 * more, and nothing moves.
 *
 * @param now of the wall clock
 * @param releases as the last plan left them ({@link AllocationPlan#releases})
 * @param overlapsOver for a Service that moved, the old addresses that were shown beside the new ones long enough
 * @param ipamAnswers the last answer for each Service that asked an IPAM
 * @param ipamStats by name of the external ServiceGroup
 */
public record PlanState(
        Instant now,
        Releases releases,
        Map<ObjectKey, Set<IPAddress>> overlapsOver,
        Map<ObjectKey, IpamAnswer> ipamAnswers,
        Map<String, IpamStats> ipamStats) {
    public PlanState {
        overlapsOver = Map.copyOf(overlapsOver);
        ipamAnswers = Map.copyOf(ipamAnswers);
        ipamStats = Map.copyOf(ipamStats);
    }

    /** Nothing is remembered. */
    public static PlanState at(Instant now) {
        return new PlanState(now, Releases.NONE, Map.of(), Map.of(), Map.of());
    }

    public PlanState with(Releases other) {
        return new PlanState(now, other, overlapsOver, ipamAnswers, ipamStats);
    }

    public PlanState withOverlapsOver(Map<ObjectKey, Set<IPAddress>> other) {
        return new PlanState(now, releases, other, ipamAnswers, ipamStats);
    }

    public PlanState withIpam(Map<ObjectKey, IpamAnswer> answers, Map<String, IpamStats> stats) {
        return new PlanState(now, releases, overlapsOver, answers, stats);
    }
}
