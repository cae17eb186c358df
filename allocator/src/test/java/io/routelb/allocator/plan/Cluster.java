package io.routelb.allocator.plan;

import io.routelb.model.ClusterSnapshot;
import io.routelb.model.IpFamily;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceGroupStatus;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceGroupView.Kind;
import io.routelb.model.ServiceGroupView.PoolText;
import io.routelb.model.ServiceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** A cluster in memory: what users write, and what a plan makes of it when every write succeeds. */
public final class Cluster {
    public static final PlanSettings SETTINGS = new PlanSettings("routelb-system", true);

    public final Map<ObjectKey, ServiceView> services = new TreeMap<>();
    public final Map<ObjectKey, ServiceGroupView> groups = new TreeMap<>();
    public PlanState state = PlanState.at(TestService.at(0));
    private PlanSettings settings = SETTINGS;

    public Cluster with(PlanSettings changed) {
        settings = changed;
        return this;
    }

    public Cluster group(String name, String... pools) {
        return group(TestService.at(groups.size()), name, Kind.REMOTE, Set.of(), pools);
    }

    /** Pools are {@code range subnet}; a range with a colon is IPv6. */
    public Cluster group(java.time.Instant created, String name, Kind kind, Set<String> namespaces, String... pools) {
        ObjectKey key = new ObjectKey(settings.installNamespace(), name);
        List<PoolText> texts = new ArrayList<>();
        for (String pool : pools) {
            String[] parts = pool.split(" ", 2);
            IpFamily family = parts[0].contains(":") ? IpFamily.IPV6 : IpFamily.IPV4;
            texts.add(new PoolText(family, parts[0], parts[1], ""));
        }
        groups.put(
                key,
                new ServiceGroupView(
                        key,
                        "uid-" + name,
                        created,
                        1,
                        "1",
                        kind,
                        texts,
                        namespaces,
                        ServiceGroupView.Policy.PLAIN,
                        Optional.empty()));
        return this;
    }

    /** The same group with that policy. */
    public Cluster policy(String name, ServiceGroupView.Policy policy) {
        groups.computeIfPresent(
                new ObjectKey(settings.installNamespace(), name),
                (key, group) -> new ServiceGroupView(
                        key,
                        group.uid(),
                        group.created(),
                        group.generation(),
                        group.resourceVersion(),
                        group.kind(),
                        group.pools(),
                        group.namespaces(),
                        policy,
                        group.external()));
        return this;
    }

    public Cluster withoutGroup(String name) {
        groups.remove(new ObjectKey(settings.installNamespace(), name));
        return this;
    }

    public Cluster service(TestService service) {
        ServiceView view = service.view();
        services.put(view.key(), view);
        return this;
    }

    public Cluster edit(String name, UnaryOperator<TestService> edit) {
        ServiceView view = view(name);
        services.put(view.key(), edit.apply(TestService.of(view)).view());
        return this;
    }

    public Cluster delete(String name) {
        services.remove(new ObjectKey("web", name));
        return this;
    }

    public ServiceView view(String name) {
        ServiceView view = services.get(new ObjectKey("web", name));
        if (view == null) {
            throw new IllegalArgumentException("no Service " + name);
        }
        return view;
    }

    public ClusterSnapshot snapshot() {
        return new ClusterSnapshot(services, Map.of(), Map.of(), groups, Map.of(), Map.of());
    }

    public AllocationPlan plan() {
        return AllocationPlanner.plan(snapshot(), settings, state);
    }

    public Decision decision(String name) {
        return plan().services().getOrDefault(new ObjectKey("web", name), new Decision.NotOurs());
    }

    public ServiceGroupStatus status(String group) {
        AllocationPlan.GroupReport report = plan().groups().get(new ObjectKey(settings.installNamespace(), group));
        if (report == null) {
            throw new IllegalArgumentException("no group " + group);
        }
        return report.status();
    }

    /** Writes one plan as if every write succeeded; tells how many Services changed. */
    public int apply() {
        return apply(plan());
    }

    public int apply(AllocationPlan plan) {
        List<ServiceChange> changes = changes(plan);
        changes.forEach(this::write);
        return changes.size();
    }

    public List<ServiceChange> changes(AllocationPlan plan) {
        List<ServiceChange> changes = new ArrayList<>();
        plan.services()
                .forEach((key, decision) -> Optional.ofNullable(services.get(key))
                        .flatMap(view -> ServiceChange.between(view, decision))
                        .ifPresent(changes::add));
        return changes;
    }

    /** Applies plans until nothing changes. */
    public Cluster settle() {
        for (int round = 0; round < 5; round++) {
            if (apply() == 0) {
                return this;
            }
        }
        throw new AssertionError("the plan does not come to rest");
    }

    public void write(ServiceChange change) {
        services.put(change.key(), change.after());
    }

    /** The addresses the Service's status shows. */
    public List<String> addresses(String name) {
        return view(name).ingress().stream().map(ServiceView.Ingress::ip).toList();
    }
}
