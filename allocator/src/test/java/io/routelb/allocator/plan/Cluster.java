package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.NodeView;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceGroupStatus;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceGroupView.Kind;
import io.routelb.model.ServiceView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A cluster in memory: what users write, and what a plan makes of it when every write succeeds. */
public final class Cluster {
    public static final PlanSettings SETTINGS = new PlanSettings("routelb-system", true);

    public final Map<ObjectKey, ServiceView> services = new TreeMap<>();
    public final Map<ObjectKey, ServiceGroupView> groups = new TreeMap<>();
    public final Map<String, NodeView> nodes = new TreeMap<>();
    public PlanState state = PlanState.at(TestService.at(0));
    private Readings readings = new Readings(SETTINGS);
    private PlanSettings settings = SETTINGS;

    public Cluster with(PlanSettings changed) {
        settings = changed;
        readings = new Readings(changed);
        return this;
    }

    public Cluster group(String name, String... pools) {
        return group(TestService.at(groups.size()), name, Kind.REMOTE, Set.of(), pools);
    }

    /** Pools are {@code range subnet}; a range with a colon is IPv6. */
    public Cluster group(java.time.Instant created, String name, Kind kind, Set<String> namespaces, String... pools) {
        return group(TestGroup.named(name)
                .namespace(settings.installNamespace())
                .created(created)
                .kind(kind)
                .namespaces(namespaces)
                .pools(pools));
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
        services.keySet().removeIf(key -> key.name().equals(name));
        return this;
    }

    /** The Service of that name, whatever its namespace. */
    public ServiceView view(String name) {
        return services.values().stream()
                .filter(view -> view.key().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no Service " + name));
    }

    public ClusterSnapshot snapshot() {
        return new ClusterSnapshot(services, Map.of(), nodes, groups, Map.of(), Map.of());
    }

    public AllocationPlan plan() {
        return AllocationPlanner.plan(snapshot(), settings, state, readings);
    }

    public Decision decision(String name) {
        return plan().services().getOrDefault(view(name).key(), new Decision.NotOurs());
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

    /** Applies plans until nothing changes; what is to be shown for a while is seen at once to have been shown long enough. */
    public Cluster settle() {
        for (int round = 0; round < 8; round++) {
            AllocationPlan plan = plan();
            int written = apply(plan);
            Map<ObjectKey, Set<IPAddress>> leaving = leaving(plan);
            state = state.with(plan.releases()).withOverlapsOver(leaving);
            if (written == 0 && leaving.isEmpty()) {
                return this;
            }
        }
        throw new AssertionError("the plan does not come to rest");
    }

    /** The old addresses that are still shown. */
    public static Map<ObjectKey, Set<IPAddress>> leaving(AllocationPlan plan) {
        Map<ObjectKey, Set<IPAddress>> leaving = new TreeMap<>();
        plan.services().forEach((key, decision) -> {
            if (decision instanceof Decision.Holding holding
                    && !holding.leaving().isEmpty()) {
                leaving.put(key, Set.copyOf(holding.leaving()));
            }
        });
        return leaving;
    }

    /** Time passes; the plan before that is remembered. */
    public Cluster wait(Duration time) {
        state = new PlanState(
                state.now().plus(time),
                plan().releases(),
                state.overlapsOver(),
                state.ipamAnswers(),
                state.ipamStats());
        return this;
    }

    /** A new leader, who remembers nothing but what the objects say. */
    public Cluster restart() {
        state = PlanState.at(state.now()).with(Releases.resumed(snapshot(), settings.installNamespace()));
        return this;
    }

    /** Writes the status of the groups. */
    public Cluster report() {
        plan().groups()
                .forEach((key, report) -> groups.computeIfPresent(
                        key,
                        (same, group) ->
                                TestGroup.of(group).status(report.status()).view()));
        return this;
    }

    public Cluster group(TestGroup group) {
        ServiceGroupView view = group.view();
        groups.put(view.key(), view);
        return this;
    }

    /** A node that is ready, with these addresses of its own. */
    public Cluster node(String name, String... internalIPs) {
        return node(name, true, Map.of(), internalIPs);
    }

    public Cluster node(String name, boolean ready, Map<String, String> labels, String... internalIPs) {
        List<IPAddress> addresses = Stream.of(internalIPs).map(Addresses::of).toList();
        nodes.put(name, new NodeView(name, labels, Map.of(), ready, false, false, addresses, List.of()));
        return this;
    }

    /** Reason of our condition on the Service. */
    public String reason(String name) {
        return Events.current(view(name)).orElseThrow().reason();
    }

    /** What our condition on the Service says. */
    public String message(String name) {
        return Events.current(view(name)).orElseThrow().message();
    }

    /** The reasons of all events the next writes would tell about the Service. */
    public List<String> events(String name) {
        return changes(plan()).stream()
                .filter(change -> change.key().equals(view(name).key()))
                .flatMap(change -> change.events().stream())
                .map(verdict -> verdict.reason().code())
                .toList();
    }

    public void write(ServiceChange change) {
        services.put(change.key(), change.after());
    }

    /** The addresses the Service's status shows. */
    public List<String> addresses(String name) {
        return view(name).ingress().stream().map(ServiceView.Ingress::ip).toList();
    }
}
