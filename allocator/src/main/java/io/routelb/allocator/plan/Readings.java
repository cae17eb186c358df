package io.routelb.allocator.plan;

import io.routelb.model.Annotations;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.NodeView;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/**
 * What was read of Services and groups, kept from plan to plan so that only what changed is read again. It saves time and decides
 * nothing: a plan made with an empty one is the same plan. Owned by whoever plans; not for several threads.
 */
public final class Readings {
    private static final Comparator<Subject> OLDEST_FIRST =
            Comparator.comparing((Subject subject) -> subject.view().created()).thenComparing(Subject::key);

    /** A Service that had all it asked for, and what that depended on. */
    private record Content(Subject subject, GroupCatalog catalog, Possession has, Decision.Keep decision) {}

    /** A plan and what it was made of. */
    private record Made(ClusterSnapshot snapshot, PlanState state, AllocationPlan plan) {}

    private final PlanSettings settings;
    private List<Subject> subjects = List.of();
    private List<ServiceGroupView> groups = List.of();
    private GroupCatalog catalog = GroupCatalog.judge(List.of());
    private Map<ObjectKey, Content> contents = new HashMap<>();
    private Optional<Made> made = Optional.empty();

    public Readings(PlanSettings settings) {
        this.settings = settings;
    }

    /**
     * The plan made last where the next would be the same, which is so as long as only versions change, and the status of groups: when
     * what we have written ourselves comes back.
     */
    AllocationPlan plan(ClusterSnapshot snapshot, PlanState state, Supplier<AllocationPlan> planner) {
        AllocationPlan plan = made.filter(last -> isSameFor(snapshot, state, last))
                .map(Made::plan)
                .orElseGet(planner);
        made = Optional.of(new Made(snapshot, state, plan));
        return plan;
    }

    /** While an address cools the plan depends on the time. */
    private static boolean isSameFor(ClusterSnapshot snapshot, PlanState state, Made last) {
        PlanState before = last.state();
        return last.plan().releases().cooling().isEmpty()
                && state.releases().equals(last.plan().releases())
                && state.overlapsOver().equals(before.overlapsOver())
                && state.ipamAnswers().equals(before.ipamAnswers())
                && state.ipamStats().equals(before.ipamStats())
                && isSame(snapshot.services(), last.snapshot().services(), ServiceView::equalsButVersion)
                && isSame(
                        snapshot.serviceGroups(),
                        last.snapshot().serviceGroups(),
                        (one, other) -> one.withoutStatus().equals(other.withoutStatus()))
                && isSame(snapshot.nodes(), last.snapshot().nodes(), NodeView::equals);
    }

    private static <K, V> boolean isSame(Map<K, V> now, Map<K, V> before, BiPredicate<V, V> same) {
        if (now.size() != before.size()) {
            return false;
        }
        for (Map.Entry<K, V> entry : now.entrySet()) {
            V other = before.get(entry.getKey());
            if (other == null || !same.test(entry.getValue(), other)) {
                return false;
            }
        }
        return true;
    }

    /** The Services, oldest first. */
    List<Subject> subjects(Map<ObjectKey, ServiceView> services) {
        List<Subject> now = new ArrayList<>(services.size());
        boolean changed = false;
        for (Subject before : subjects) {
            ServiceView view = services.get(before.key());
            boolean same = view != null && view.equals(before.view());
            changed |= !same;
            if (view != null) {
                now.add(same ? before : Subject.of(view, settings));
            }
        }
        if (now.size() < services.size()) {
            changed = true;
            addUnknown(services, now);
        }
        if (changed) {
            now.sort(OLDEST_FIRST);
            subjects = List.copyOf(now);
        }
        if (contents.size() > services.size()) {
            contents.keySet().retainAll(services.keySet());
        }
        return subjects;
    }

    private void addUnknown(Map<ObjectKey, ServiceView> services, List<Subject> now) {
        Set<ObjectKey> known = HashSet.newHashSet(now.size());
        now.forEach(subject -> known.add(subject.key()));
        services.forEach((key, view) -> {
            if (!known.contains(key)) {
                now.add(Subject.of(view, settings));
            }
        });
    }

    /** The groups, judged; the same instance while nobody but us wrote on one. */
    GroupCatalog catalog(List<ServiceGroupView> inScope) {
        List<ServiceGroupView> written =
                inScope.stream().map(ServiceGroupView::withoutStatus).toList();
        if (!written.equals(groups)) {
            groups = written;
            catalog = GroupCatalog.judge(groups);
        }
        return catalog;
    }

    /**
     * The decision about a Service, made again only where it could be another one. What a Service keeps that lacks nothing depends on
     * itself, the groups and what it has, and on nobody else.
     */
    Decision decision(Subject subject, Possession has, Supplier<Decision> decide) {
        Content last = contents.get(subject.key());
        if (last != null
                && last.subject().equals(subject)
                && last.catalog() == catalog
                && last.has().equals(has)) {
            return last.decision();
        }
        Decision decision = decide.get();
        content(subject, has, decision)
                .ifPresentOrElse(content -> contents.put(subject.key(), content), () -> contents.remove(subject.key()));
        return decision;
    }

    private Optional<Content> content(Subject subject, Possession has, Decision decision) {
        ServiceRequest request = subject.request();
        boolean severalRanges =
                !request.view().annotation(Annotations.MULTI_POOL).isEmpty()
                        || groups.stream().anyMatch(group -> group.policy().multiPool());
        return decision instanceof Decision.Keep keep
                        && keep.verdict().reason() == Reason.ALLOCATED
                        && has.old().isEmpty()
                        && !severalRanges
                        && Filling.missing(request, has.held()).isEmpty()
                ? Optional.of(new Content(subject, catalog, has, keep))
                : Optional.empty();
    }
}
