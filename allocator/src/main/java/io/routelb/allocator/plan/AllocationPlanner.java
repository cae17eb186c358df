package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import io.routelb.model.Annotations;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Plans all allocations at once. Adopts every valid existing address in a fixed order before anything is placed, so a restart
 * moves nothing; then serves the Services oldest first. An address some Service's status still shows is not given to another, even
 * if the same plan takes it away: it is free when the API server has acknowledged that.
 */
public final class AllocationPlanner {
    private static final Comparator<ServiceView> OLDEST_FIRST =
            Comparator.comparing(ServiceView::created).thenComparing(ServiceView::key);

    private final ClusterSnapshot snapshot;
    private final PlanSettings settings;
    private final PlanState state;
    private final List<Subject> subjects;
    private final GroupCatalog catalog;

    /** A Service, what is to become of it, and what its status shows. */
    private record Subject(ServiceRequest request, Scope scope, List<IPAddress> shown) {
        ServiceView view() {
            return request.view();
        }

        ObjectKey key() {
            return request.key();
        }

        boolean served() {
            return scope == Scope.SERVED;
        }
    }

    private AllocationPlanner(ClusterSnapshot snapshot, PlanSettings settings, PlanState state) {
        this.snapshot = snapshot;
        this.settings = settings;
        this.state = state;
        this.catalog = GroupCatalog.judge(snapshot.serviceGroups().values().stream()
                .filter(this::isInScope)
                .toList());
        this.subjects = snapshot.services().values().stream()
                .sorted(OLDEST_FIRST)
                .map(view -> new Subject(ServiceRequest.of(view), Scope.of(view, settings), Adoption.shown(view)))
                .toList();
    }

    /** The complete plan for a snapshot. */
    public static AllocationPlan plan(ClusterSnapshot snapshot, PlanSettings settings, PlanState state) {
        return new AllocationPlanner(snapshot, settings, state).plan();
    }

    private AllocationPlan plan() {
        Releases releases = Cooldowns.of(catalog, state, allShown());
        AddressLedger ledger = new AddressLedger(catalog, releases.cooling().keySet());
        Adoption adoption = adopt(ledger);
        IpamAnswers ipam = new IpamAnswers(state.ipamAnswers(), catalog, ledger);
        Placement placement = new Placement(
                catalog, ledger, new LiveRanges(snapshot.nodes().values()), ipam, settings, state.with(releases));
        SortedMap<ObjectKey, Decision> decisions = new TreeMap<>();
        for (Subject subject : subjects) {
            decisions.put(subject.key(), decide(subject, placement, adoption));
        }
        GroupReports reports = new GroupReports(catalog, ledger, releases, state.ipamStats());
        List<ServiceGroupView> elsewhere = snapshot.serviceGroups().values().stream()
                .filter(group -> !isInScope(group))
                .toList();
        return new AllocationPlan(
                decisions, reports.of(decisions.values(), elsewhere, settings.installNamespace()), releases);
    }

    private boolean isInScope(ServiceGroupView group) {
        return group.key().namespace().equals(settings.installNamespace());
    }

    private Map<IPAddress, ObjectKey> allShown() {
        Map<IPAddress, ObjectKey> shown = new HashMap<>();
        subjects.forEach(subject -> subject.shown().forEach(address -> shown.putIfAbsent(address, subject.key())));
        return shown;
    }

    private Adoption adopt(AddressLedger ledger) {
        Adoption adoption = new Adoption(catalog, ledger);
        for (Subject subject : subjects) {
            if (subject.served() && !subject.shown().isEmpty()) {
                adoption.adopt(subject.request(), subject.shown());
            }
        }
        for (Subject subject : subjects) {
            if (subject.served()) {
                adoption.reserve(subject.request(), subject.shown());
            } else {
                adoption.reserve(subject.view(), subject.shown());
            }
        }
        return adoption;
    }

    private Decision decide(Subject subject, Placement placement, Adoption adoption) {
        return switch (subject.scope()) {
            case SERVED -> placement.place(subject.request(), adoption.of(subject.key()));
            case LEFT_BEHIND -> release(subject.view());
            case STRANGER -> new Decision.NotOurs();
        };
    }

    private Decision release(ServiceView service) {
        boolean anothersNow = service.isLoadBalancer() && !service.deleting();
        List<String> strangers = new ArrayList<>();
        for (ServiceView.Ingress ingress : service.ingress()) {
            boolean ours = Scope.isMarked(service) && (!anothersNow || isOurs(service, ingress));
            if (!ours) {
                strangers.add(ingress.ip());
            }
        }
        return new Decision.Release(
                strangers, new Verdict(Reason.RELEASED, "the Service no longer asks RouteLB for an address"));
    }

    /** Of a pool of ours, or of an IPAM we asked. */
    private boolean isOurs(ServiceView service, ServiceView.Ingress ingress) {
        return Adoption.address(ingress)
                .flatMap(address -> catalog.home(address, service.annotation(Annotations.ALLOCATED_FROM)))
                .isPresent();
    }
}
