package io.routelb.allocator.plan;

import io.routelb.model.Annotations;
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
import java.util.function.Supplier;

/**
 * What was read of Services and groups, kept from plan to plan so that only what changed is read again. It saves time and decides
 * nothing: a plan made with an empty one is the same plan. Owned by whoever plans; not for several threads.
 */
public final class Readings {
    private static final Comparator<Subject> OLDEST_FIRST =
            Comparator.comparing((Subject subject) -> subject.view().created()).thenComparing(Subject::key);
    private static final Comparator<Known> OLDEST_KNOWN_FIRST = Comparator.comparing(Known::subject, OLDEST_FIRST);

    /** A reading, and the last of the views of which it was found to be the reading: the next is mostly that very one. */
    private static final class Known {
        private final Subject subject;
        private ServiceView seen;

        Known(ServiceView view, PlanSettings settings) {
            this.subject = Subject.of(view, settings);
            this.seen = view;
        }

        Subject subject() {
            return subject;
        }

        boolean isOf(ServiceView view) {
            boolean same = view.equalsButVersion(seen);
            if (same) {
                seen = view;
            }
            return same;
        }
    }

    /** A Service that had all it asked for, and what that depended on. */
    private record Content(Subject subject, GroupCatalog catalog, Possession has, Decision.Keep decision) {}

    private final PlanSettings settings;
    private List<Known> known = List.of();
    private List<Subject> subjects = List.of();
    private List<ServiceGroupView> groups = List.of();
    private GroupCatalog catalog = GroupCatalog.judge(List.of());
    private Map<ObjectKey, Content> contents = new HashMap<>();

    public Readings(PlanSettings settings) {
        this.settings = settings;
    }

    /** The Services, oldest first. Of one that has but another version the old reading is kept: no plan looks at versions. */
    List<Subject> subjects(Map<ObjectKey, ServiceView> services) {
        List<Known> now = new ArrayList<>(services.size());
        boolean changed = false;
        for (Known before : known) {
            ServiceView view = services.get(before.subject().key());
            boolean same = view != null && before.isOf(view);
            changed |= !same;
            if (view != null) {
                now.add(same ? before : new Known(view, settings));
            }
        }
        if (now.size() < services.size()) {
            changed = true;
            addUnknown(services, now);
        }
        if (changed) {
            now.sort(OLDEST_KNOWN_FIRST);
            known = now;
            subjects = now.stream().map(Known::subject).toList();
        }
        if (contents.size() > services.size()) {
            contents.keySet().retainAll(services.keySet());
        }
        return subjects;
    }

    private void addUnknown(Map<ObjectKey, ServiceView> services, List<Known> now) {
        Set<ObjectKey> there = HashSet.newHashSet(now.size());
        now.forEach(reading -> there.add(reading.subject().key()));
        services.forEach((key, view) -> {
            if (!there.contains(key)) {
                now.add(new Known(view, settings));
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
