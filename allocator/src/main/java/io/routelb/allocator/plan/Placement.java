package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import io.routelb.model.Annotations;
import io.routelb.model.IpFamily;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Serves one Service after another from what the ledger has left. What a Service holds is only taken from it for an address it asked
 * for instead; a request that cannot be met leaves it as it is, with the reason.
 */
final class Placement {
    private final GroupCatalog catalog;
    private final AddressLedger ledger;
    private final GroupChoice choice;
    private final Pins pins;
    private final Filling filling;
    private final PlanSettings settings;
    private final PlanState state;

    Placement(
            GroupCatalog catalog,
            AddressLedger ledger,
            LiveRanges live,
            IpamAnswers ipam,
            PlanSettings settings,
            PlanState state) {
        this.catalog = catalog;
        this.ledger = ledger;
        this.settings = settings;
        this.state = state;
        this.choice = new GroupChoice(catalog, settings.installNamespace());
        this.pins = new Pins(catalog, ledger, choice, ipam, state.releases().cooling());
        this.filling = new Filling(ledger, live, ipam);
    }

    /** Decides about one Service. */
    Decision place(ServiceRequest request, Possession has) {
        try {
            return settle(request, has, wanted(request, has), Optional.empty());
        } catch (RefusedException e) {
            Decision.Meanwhile meanwhile = has.held().isEmpty()
                    ? new Decision.Pending(e.verdict())
                    : settle(
                            request,
                            has,
                            Placed.of(has.held()),
                            Optional.of(e.verdict()).filter(verdict -> verdict.reason() != Reason.WAITING_FOR_IPAM));
            return e.query()
                    .<Decision>map(query -> new Decision.AskIpam(query, meanwhile))
                    .orElse(meanwhile);
        }
    }

    private Placed wanted(ServiceRequest request, Possession has) throws RefusedException {
        if (request.pins().isPresent()) {
            return pins.resolve(request, has.held());
        }
        if (asksForAnotherGroup(request, has.held())) {
            GroupChoice.Chosen chosen = choice.choose(request);
            List<IPAddress> staying = has.held().stream()
                    .filter(address -> isHome(request, chosen.group().name(), address))
                    .toList();
            return filling.fill(request, chosen.group(), staying).with(chosen.note());
        }
        return complete(request, has.held());
    }

    /**
     * Whether the user named another group since the addresses were given. A group that was split or renamed around an address asks
     * for nothing: the request that was honoured then still stands.
     */
    private boolean asksForAnotherGroup(ServiceRequest request, List<IPAddress> held) {
        String from = request.allocatedFrom();
        return !held.isEmpty()
                && !from.isEmpty()
                && request.group().isPresent()
                && !request.group().get().equals(from)
                && !held.stream()
                        .allMatch(address -> isHome(request, request.group().get(), address));
    }

    private Placed complete(ServiceRequest request, List<IPAddress> held) throws RefusedException {
        List<IPAddress> staying = request.reEvaluated()
                ? held.stream()
                        .filter(address -> home(request, address).isPresent())
                        .toList()
                : held;
        Optional<JudgedGroup> home = staying.stream()
                .flatMap(address -> home(request, address).stream())
                .findFirst();
        if (home.isPresent()) {
            if (!filling.lacks(request, home.get(), staying)) {
                return Placed.of(staying);
            }
            choice.checkFence(home.get(), request.key());
            return filling.fill(request, home.get(), staying);
        }
        if (Filling.missing(request, staying).isEmpty()) {
            return Placed.of(staying);
        }
        GroupChoice.Chosen chosen = choice.choose(request);
        return filling.fill(request, chosen.group(), staying).with(chosen.note());
    }

    /** Takes the addresses, all checked to be free or the Service's own, and says what that means for it. */
    private Decision.Holding settle(ServiceRequest request, Possession has, Placed placed, Optional<Verdict> refusal) {
        List<IPAddress> ordered = placed.addresses().stream()
                .sorted(Comparator.comparingInt(address -> request.families().indexOf(IpFamily.of(address))))
                .toList();
        ordered.forEach(address -> ledger.hold(address, request));
        List<IPAddress> leaving = leaving(request, has, ordered);
        Standing standing = new Standing(
                catalog, request, has.held(), new Placed(ordered, placed.ipam(), placed.shortfalls(), placed.notes()));
        Verdict verdict = refusal.orElseGet(standing::verdict);
        Decision.Origin origin = standing.origin(leaving);
        return leaving.isEmpty() && ordered.equals(has.held())
                ? new Decision.Keep(ordered, origin, verdict)
                : new Decision.Assign(ordered, leaving, origin, verdict, notes(request, has, placed));
    }

    private List<IPAddress> leaving(ServiceRequest request, Possession has, List<IPAddress> wanted) {
        if (settings.moveOverlap().isZero()) {
            return List.of();
        }
        Set<IPAddress> over = state.overlapsOver().getOrDefault(request.key(), Set.of());
        return has.leaving(request, wanted, over).stream()
                .filter(address -> !wouldBeAdopted(request, wanted, address))
                .toList();
    }

    /** With multiPool, an address of a range that is gone counts as one of its own: shown any longer it would stay for ever. */
    private boolean wouldBeAdopted(ServiceRequest request, List<IPAddress> wanted, IPAddress address) {
        return home(request, address).isEmpty()
                && wanted.stream()
                        .flatMap(other -> catalog.covering(other).stream())
                        .anyMatch(group -> MultiPool.isOn(request, group));
    }

    private List<Verdict> notes(ServiceRequest request, Possession has, Placed placed) {
        List<Verdict> notes = new ArrayList<>(placed.notes());
        String deprecated = request.view().loadBalancerIP();
        boolean byField = !deprecated.isBlank()
                && request.view().annotation(Annotations.ADDRESSES).isBlank();
        if (byField && has.held().isEmpty()) {
            notes.add(new Verdict(
                    Reason.LOAD_BALANCER_IP_DEPRECATED,
                    "spec.loadBalancerIP is deprecated in Kubernetes; write the annotation " + Annotations.ADDRESSES
                            + " instead"));
        }
        return notes;
    }

    private Optional<JudgedGroup> home(ServiceRequest request, IPAddress address) {
        return catalog.home(address, request.allocatedFrom());
    }

    private boolean isHome(ServiceRequest request, String group, IPAddress address) {
        return home(request, address).filter(home -> home.name().equals(group)).isPresent();
    }
}
