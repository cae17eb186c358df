package io.routelb.node.elect;

import inet.ipaddr.IPAddress;
import io.routelb.node.desired.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an election wants done. Local addresses that are neither in {@code carry} nor in {@code leave} have to go from the links now.
 *
 * @param carry addresses to have on a link; a new one is announced once it is there
 * @param leave left by an earlier run of this agent: not to be touched; the kernel drops them when their lifetime ends
 * @param writes changes of locks to be sent now, after the links are as wanted
 * @param renew a renewal of our Lease to be sent now
 * @param notHere every address wanted in the cluster that is not in {@code carry}, and why
 * @param settled all is let go and nothing names us: the Lease may be released
 * @param nextNanos call again by then, or when anything has changed
 */
public record Outcome(
        Map<IPAddress, Carried> carry,
        Set<IPAddress> leave,
        List<LockWrite> writes,
        Optional<Renewal> renew,
        Map<IPAddress, Reason> notHere,
        boolean settled,
        long nextNanos) {
    /**
     * An address this node has.
     *
     * @param untilNanos when our hold ends unless it is renewed. The address must be off the link by then even if this process is stopped,
     *     so the kernel is given no longer lifetime than that
     */
    public record Carried(LocalAddress address, String networkInterface, long untilNanos) {}

    public Outcome {
        carry = Map.copyOf(carry);
        leave = Set.copyOf(leave);
        writes = List.copyOf(writes);
        notHere = Map.copyOf(notHere);
    }
}
