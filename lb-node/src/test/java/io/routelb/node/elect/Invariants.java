package io.routelb.node.elect;

import inet.ipaddr.IPAddress;
import io.routelb.model.AddressLockView;
import io.routelb.model.LeaseBoard;
import io.routelb.model.NodeLeaseView.Standing;
import io.routelb.model.Prefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** What must hold in every simulation, by name. Written without looking at how {@link Round} decides. */
final class Invariants {
    private final Simulation world;
    private final Set<String> violated = new TreeSet<>();
    private final List<String> violations = new ArrayList<>();
    private final Map<IPAddress, Long> heldAt = new HashMap<>();
    private final Map<IPAddress, LocalAddress> wanted = new HashMap<>();
    private final Map<IPAddress, String> holders = new HashMap<>();
    long moves;
    long checksOfVacant;
    long longestVacancy;

    Invariants(Simulation world) {
        this.world = world;
    }

    Set<String> violated() {
        return violated;
    }

    List<String> violations() {
        return violations;
    }

    private void violate(String invariant, String what) {
        violated.add(invariant);
        if (violations.size() < 20) {
            violations.add(invariant + " at " + world.now() / Simulation.MILLI + " ms: " + what);
        }
    }

    /**
     * neverTwoHolders: no two nodes have the same address on a link at any instant, whether the agent that put it there runs, is stopped, or
     * is dead. A node without power has nothing on its links.
     */
    void added(SimAgent agent, IPAddress address) {
        for (SimAgent other : world.agents().values()) {
            if (!other.name.equals(agent.name) && other.links.at(world.now()).contains(address)) {
                violate(
                        "neverTwoHolders",
                        address + " put on " + agent.name + " while " + other.name + " has it; lock "
                                + world.api().locks().get(address));
            }
        }
        String before = holders.put(address, agent.name);
        moves += before != null && !before.equals(agent.name) ? 1 : 0;
    }

    /**
     * handOverOnlyWhenAsked: an agent whose hold is in force stops carrying an address only if nobody wants the address any more, it may not
     * have it, it is leaving, or a better candidate that it sees alive exists: one that is not taken out, when it is itself, else one of higher
     * rank, when no Service forbids failback.
     */
    void stepped(SimAgent agent, Situation situation, Outcome outcome, boolean lapsed) {
        for (IPAddress address : agent.carried()) {
            if (outcome.carry().containsKey(address) || lapsed || agent.leaving()) {
                continue;
            }
            LocalPlan plan = situation.plan().orElseThrow();
            LocalAddress local = plan.addresses().get(address);
            if (local == null
                    || !mayHave(plan, local, agent.name, agent.subnets().keySet())) {
                continue;
            }
            boolean better = situation.board().nodes().values().stream()
                    .filter(seen -> isWell(agent, seen))
                    .filter(seen -> mayHave(
                            plan, local, seen.lease().node(), seen.lease().subnets()))
                    .anyMatch(seen -> isBetter(plan, local, seen.lease().node(), agent.name));
            if (!better) {
                violate(
                        "handOverOnlyWhenAsked",
                        agent.name + " dropped " + address + ", which it calls "
                                + outcome.notHere().get(address) + "; it sees "
                                + situation.board().locks().get(address));
            }
        }
    }

    private static boolean isBetter(LocalPlan plan, LocalAddress local, String other, String holder) {
        return plan.takenOut().containsKey(holder)
                ? !plan.takenOut().containsKey(other)
                : local.failback() && byRank(plan, local).compare(other, holder) < 0;
    }

    private boolean isWell(SimAgent agent, LeaseBoard.Seen seen) {
        long silent = agent.clock(world.now()) - seen.renewedNanos();
        return seen.present()
                && seen.lease().standing() == Standing.LIVE
                && silent < world.timing().leaseDuration().toNanos();
    }

    private static boolean mayHave(LocalPlan plan, LocalAddress local, String node, Collection<Prefix> subnets) {
        return plan.refusal(local, node).isEmpty()
                && subnets.stream().anyMatch(subnet -> subnet.contains(local.address()));
    }

    private static Comparator<String> byRank(LocalPlan plan, LocalAddress local) {
        Comparator<String> byWeight = (one, other) -> Long.compareUnsigned(
                Rendezvous.weight(other, local.address()), Rendezvous.weight(one, local.address()));
        return Comparator.comparing((String node) -> plan.takenOut().containsKey(node))
                .thenComparing(node -> !local.preferred().contains(node))
                .thenComparing(byWeight);
    }

    /**
     * neverNoneForLongerThanLeasePlusOneSecond: an address that a Service has, and that some node could have, is on a link again at the latest
     * leaseDuration + 1 s after it was last on one, as long as that node's agent runs, sees and reaches the API server all that time. Each
     * candidate that is better and yet does nothing (frozen, blind, cut off while its Lease has not run out) adds the patience of one second. A
     * claim counts from the last sign of life of a claimer that is not well.
     */
    void check() {
        long now = world.now();
        for (SimAgent agent : world.agents().values()) {
            if (!agent.healthy(now)) {
                agent.healthySince = Math.max(agent.healthySince, now);
            }
        }
        LocalPlan plan = world.plan();
        heldAt.keySet().retainAll(plan.addresses().keySet());
        wanted.keySet().retainAll(plan.addresses().keySet());
        plan.addresses().values().forEach(local -> {
            LocalAddress before = wanted.put(local.address(), local);
            boolean held = world.agents().values().stream()
                    .anyMatch(agent -> agent.links.at(now).contains(local.address()));
            if (held || !local.equals(before)) {
                heldAt.put(local.address(), now);
            } else {
                vacant(plan, local);
            }
        });
    }

    private void vacant(LocalPlan plan, LocalAddress local) {
        long since = Math.max(
                Objects.requireNonNull(heldAt.get(local.address()), "looked at before"), excuse(local.address()));
        List<SimAgent> candidates = world.agents().values().stream()
                .filter(agent ->
                        mayHave(plan, local, agent.name, agent.subnets().keySet()))
                .sorted(Comparator.comparing((SimAgent agent) -> agent.name, byRank(plan, local)))
                .toList();
        checksOfVacant++;
        for (int ahead = 0; ahead < candidates.size(); ahead++) {
            SimAgent agent = candidates.get(ahead);
            long none = world.now() - Math.max(since, agent.healthySince);
            longestVacancy = Math.max(longestVacancy, ahead == 0 ? none : 0);
            long atMost = world.timing().leaseDuration().toNanos()
                    + Simulation.SECOND
                    + ahead * world.timing().patience().toNanos();
            if (none > atMost) {
                violate(
                        "neverNoneForLongerThanLeasePlusOneSecond",
                        local.address() + " nowhere for " + none / Simulation.MILLI + " ms though " + agent.name
                                + " is well, behind " + ahead + "; lock "
                                + world.api().locks().get(local.address()));
                heldAt.put(local.address(), world.now());
                return;
            }
        }
    }

    private long excuse(IPAddress address) {
        AddressLockView lock = world.api().locks().get(address);
        SimAgent claimer = lock == null ? null : world.agents().get(lock.node());
        if (claimer == null) {
            return 0;
        }
        boolean well = claimer.healthySince
                < world.now() - world.timing().leaseDuration().toNanos();
        return well
                ? 0
                : Math.max(claimer.lastSignOfLife, Math.min(claimer.healthySince, world.now()) - Simulation.SECOND);
    }
}
