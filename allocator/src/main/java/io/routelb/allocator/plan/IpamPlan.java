package io.routelb.allocator.plan;

import io.routelb.model.ClusterSnapshot;
import io.routelb.model.FrozenMap;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What decisions mean for external IPAMs: who is to be asked, what is to be returned, and what each Service must carry for it. The
 * order is the point. A Service carries its claim, acknowledged, before the IPAM is asked; an address is returned only after the
 * Service, acknowledged, shows it no more; the claim goes only after the IPAM has taken it back.
 *
 * @param claims what Services are to carry; a Service that is not in here carries none
 * @param waiting of Services to be let go: what they still wait for
 * @param tasks complete; of one Service several, at most one of them an {@link IpamTask.Ask}
 * @param answersInUse Services whose last answer the next plan needs again
 * @param sockets by name of the external ServiceGroup
 */
public record IpamPlan(
        Map<ObjectKey, IpamClaims> claims,
        Map<ObjectKey, Verdict> waiting,
        List<IpamTask> tasks,
        Set<ObjectKey> answersInUse,
        Map<String, String> sockets) {
    public IpamPlan {
        claims = FrozenMap.copyOf(claims);
        waiting = FrozenMap.copyOf(waiting);
        tasks = List.copyOf(tasks);
        answersInUse = Set.copyOf(answersInUse);
        sockets = Map.copyOf(sockets);
    }

    /** What the plan means; it was made of the snapshot and the answers. */
    public static IpamPlan of(
            ClusterSnapshot snapshot,
            AllocationPlan plan,
            PlanSettings settings,
            Map<ObjectKey, IpamAnswer> answers,
            IpamProgress progress) {
        IpamSockets sockets = IpamSockets.of(snapshot, settings);
        IpamDuties duties = new IpamDuties(sockets, answers, progress);
        Map<ObjectKey, IpamClaims> claims = new HashMap<>();
        Map<ObjectKey, Verdict> waiting = new HashMap<>();
        List<IpamTask> tasks = new ArrayList<>();
        Set<ObjectKey> answersInUse = new HashSet<>();
        plan.services().forEach((key, decision) -> {
            ServiceView view = snapshot.services().get(key);
            if (view == null || !duties.concern(view, decision)) {
                return;
            }
            IpamDuties.Duty duty = duties.of(view, decision);
            claims.put(key, duty.claims());
            duty.waiting().ifPresent(verdict -> waiting.put(key, verdict));
            tasks.addAll(duty.tasks());
            if (duty.needsAnswer() || decision instanceof Decision.Assign) {
                answersInUse.add(key);
            }
        });
        return new IpamPlan(claims, waiting, tasks, answersInUse, sockets.byGroup());
    }

    /** Whether an IPAM has or wants anything to do with the Service. */
    public boolean concerns(ObjectKey service) {
        return claims.containsKey(service) || waiting.containsKey(service);
    }

    /** What the Service is to carry. */
    public IpamClaims claimsOf(ObjectKey service) {
        return claims.getOrDefault(service, IpamClaims.NONE);
    }
}
