package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.InvalidValueException;
import io.routelb.model.IpFamily;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private final GroupCatalog catalog;
    private final AddressLedger ledger;
    private final PlanSettings settings;
    private final List<ServiceView> services;

    private final IpamAnswers ipam;

    private AllocationPlanner(ClusterSnapshot snapshot, PlanSettings settings, PlanState state) {
        List<ServiceGroupView> groups = snapshot.serviceGroups().values().stream()
                .filter(group -> group.key().namespace().equals(settings.installNamespace()))
                .toList();
        this.catalog = GroupCatalog.judge(groups);
        this.ledger = new AddressLedger(catalog);
        this.ipam = new IpamAnswers(state.ipamAnswers(), catalog, ledger);
        this.settings = settings;
        this.services =
                snapshot.services().values().stream().sorted(OLDEST_FIRST).toList();
    }

    /** The complete plan for a snapshot. */
    public static AllocationPlan plan(ClusterSnapshot snapshot, PlanSettings settings, PlanState state) {
        return new AllocationPlanner(snapshot, settings, state).plan();
    }

    private AllocationPlan plan() {
        Map<ObjectKey, List<IPAddress>> held = adopt();
        reserve();
        Placement placement = new Placement(catalog, ledger, settings, ipam);
        SortedMap<ObjectKey, Decision> decisions = new TreeMap<>();
        for (ServiceView service : services) {
            decisions.put(service.key(), decide(service, placement, held.getOrDefault(service.key(), List.of())));
        }
        return new AllocationPlan(
                decisions, GroupReports.of(catalog, ledger, decisions.values()), ipam.returned(), Releases.NONE);
    }

    private Decision decide(ServiceView service, Placement placement, List<IPAddress> held) {
        return switch (Scope.of(service, settings)) {
            case SERVED -> placement.place(ServiceRequest.of(service), held);
            case LEFT_BEHIND -> release(service);
            case STRANGER -> new Decision.NotOurs();
        };
    }

    /** What each Service of ours keeps: one address of each family it asks for, unless an older Service holds it. */
    private Map<ObjectKey, List<IPAddress>> adopt() {
        Map<ObjectKey, List<IPAddress>> held = new HashMap<>();
        for (ServiceView service : services) {
            if (Scope.of(service, settings) == Scope.SERVED
                    && !service.ingress().isEmpty()) {
                held.put(service.key(), adopt(ServiceRequest.of(service)));
            }
        }
        return held;
    }

    private List<IPAddress> adopt(ServiceRequest request) {
        Map<IpFamily, IPAddress> byFamily = new EnumMap<>(IpFamily.class);
        for (IPAddress address : ingressAddresses(request.view())) {
            IpFamily family = IpFamily.of(address);
            if (request.families().contains(family)
                    && !byFamily.containsKey(family)
                    && ledger.hold(address, request.view().key())) {
                byFamily.put(family, address);
            }
        }
        return request.families().stream()
                .flatMap(family -> Optional.ofNullable(byFamily.get(family)).stream())
                .toList();
    }

    /** Whatever else a status shows, a stranger's or about to go, is not for others yet. */
    private void reserve() {
        for (ServiceView service : services) {
            for (IPAddress address : ingressAddresses(service)) {
                ledger.reserve(address, service.key());
            }
        }
    }

    private Decision release(ServiceView service) {
        boolean anothersNow = service.isLoadBalancer() && !service.deleting();
        List<String> strangers = new ArrayList<>();
        for (ServiceView.Ingress ingress : service.ingress()) {
            boolean ours = Scope.isMarked(service) && (!anothersNow || isCovered(ingress));
            if (!ours) {
                strangers.add(ingress.ip());
            }
        }
        return new Decision.Release(
                strangers, new Verdict(Reason.RELEASED, "the Service no longer asks RouteLB for an address"));
    }

    private boolean isCovered(ServiceView.Ingress ingress) {
        return parse(ingress).flatMap(catalog::covering).isPresent();
    }

    private static List<IPAddress> ingressAddresses(ServiceView service) {
        return service.ingress().stream()
                .flatMap(ingress -> parse(ingress).stream())
                .toList();
    }

    /** Somebody else may have written anything there; what is no address holds none. */
    private static Optional<IPAddress> parse(ServiceView.Ingress ingress) {
        try {
            return ingress.ip().isEmpty() ? Optional.empty() : Optional.of(Addresses.parse(ingress.ip()));
        } catch (InvalidValueException e) {
            return Optional.empty();
        }
    }
}
