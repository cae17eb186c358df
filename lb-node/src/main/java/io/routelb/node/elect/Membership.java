package io.routelb.node.elect;

import io.routelb.model.ClusterSnapshot;
import io.routelb.model.LBNodeAgentView;
import io.routelb.model.LeaseBoard;
import io.routelb.model.NodeLeaseView.Standing;
import io.routelb.node.desired.LocalInterfaces;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** Who takes part in elections now, as far as the stream of Leases has shown. Pure; for people, nothing is decided by it. */
public final class Membership {
    private Membership() {}

    /** Nodes whose agent renews its Lease and does not leave. */
    public static NavigableSet<String> alive(LeaseBoard board, long now) {
        NavigableSet<String> alive = new TreeSet<>();
        board.nodes().forEach((name, seen) -> {
            long dead = seen.renewedNanos() + seen.lease().leaseDuration().toNanos();
            if (seen.present() && seen.lease().standing() == Standing.LIVE && now - dead < 0) {
                alive.add(name);
            }
        });
        return alive;
    }

    /** Those of them that go by the LBNodeAgent. The first one reports on it. */
    public static NavigableSet<String> of(LBNodeAgentView agent, ClusterSnapshot snapshot, LeaseBoard board, long now) {
        NavigableSet<String> members = alive(board, now);
        members.removeIf(node -> !LocalInterfaces.agentFor(snapshot, node).equals(Optional.of(agent)));
        return members;
    }
}
