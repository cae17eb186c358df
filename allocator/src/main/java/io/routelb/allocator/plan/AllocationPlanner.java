package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import io.routelb.model.Annotations;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Plans all allocations at once. Adopts every valid existing address in a fixed order before anything is placed, so a restart
 * moves nothing; then serves the Services oldest first. An address some Service's status still shows is not given to another, even
 * if the same plan takes it away: it is free when the API server has acknowledged that.
 */
public final class AllocationPlanner {
    private final ClusterSnapshot snapshot;
    private final PlanSettings settings;
    private final PlanState state;
    private final Readings readings;
    private final List<Subject> subjects;
    private final GroupCatalog catalog;

    private AllocationPlanner(ClusterSnapshot snapshot, PlanSettings settings, PlanState state, Readings readings) {
        this.snapshot = snapshot;
        this.settings = settings;
        this.state = state;
        this.readings = readings;
        this.catalog = readings.catalog(snapshot.serviceGroups().values().stream()
                .filter(this::isInScope)
                .toList());
        this.subjects = readings.subjects(snapshot.services());
    }

    /** The complete plan for a snapshot, by itself. */
    public static AllocationPlan plan(ClusterSnapshot snapshot, PlanSettings settings, PlanState state) {
        return plan(snapshot, settings, state, new Readings(settings));
    }

    /** The complete plan for a snapshot that differs little from the one before; {@code readings} are of that. */
    public static AllocationPlan plan(
            ClusterSnapshot snapshot, PlanSettings settings, PlanState state, Readings readings) {
        return new AllocationPlanner(snapshot, settings, state, readings).plan();
    }

    private AllocationPlan plan() {
        Releases releases = Cooldowns.of(catalog, state, this::allShown);
        AddressLedger ledger = new AddressLedger(catalog, releases.cooling().keySet());
        Adoption adoption = adopt(ledger);
        IpamAnswers ipam = new IpamAnswers(state.ipamAnswers(), catalog, ledger);
        Placement placement = new Placement(
                catalog, ledger, new LiveRanges(snapshot.nodes().values()), ipam, settings, state.with(releases));
        SequencedMap<ObjectKey, Decision> decisions = LinkedHashMap.newLinkedHashMap(subjects.size());
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
            case SERVED -> {
                Possession has = adoption.of(subject.key());
                yield readings.decision(subject, has, () -> placement.place(subject.request(), has));
            }
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
