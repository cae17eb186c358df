package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.Annotations;
import io.routelb.model.IpFamily;
import io.routelb.model.ObjectKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Serves one Service after another from what the ledger has left. What a Service holds is only taken from it for an address it asked
 * for instead; a request that cannot be met leaves it as it is, with the reason.
 */
final class Placement {
    private static final String DEFAULT_GROUP = "default";

    private final GroupCatalog catalog;
    private final AddressLedger ledger;
    private final PlanSettings settings;
    private final IpamAnswers ipam;

    Placement(GroupCatalog catalog, AddressLedger ledger, PlanSettings settings, IpamAnswers ipam) {
        this.ipam = ipam;
        this.catalog = catalog;
        this.ledger = ledger;
        this.settings = settings;
    }

    /** Addresses found in one group; the verdict of a family that it could not serve. */
    private record Found(List<IPAddress> addresses, Optional<Verdict> shortfall) {}

    /** Decides about one Service that holds the given addresses, at most one of a family. */
    Decision place(ServiceRequest request, List<IPAddress> held) {
        try {
            if (request.pins().isPresent()) {
                return pinned(request, held);
            }
            return asksForAnotherGroup(request, held) ? move(request, held) : complete(request, held);
        } catch (RefusedException e) {
            Decision.Meanwhile meanwhile =
                    held.isEmpty() ? new Decision.Pending(e.verdict()) : keep(request, held, e.verdict());
            return e.query()
                    .<Decision>map(query -> new Decision.AskIpam(query, meanwhile))
                    .orElse(meanwhile);
        }
    }

    private Decision pinned(ServiceRequest request, List<IPAddress> held) throws RefusedException {
        List<IPAddress> wanted = request.pinnedAddresses();
        for (IPAddress address : wanted) {
            if (!held.contains(address)) {
                checkAvailable(address, request.view().key());
            }
        }
        return settle(request, held, wanted, Optional.empty());
    }

    private void checkAvailable(IPAddress address, ObjectKey service) throws RefusedException {
        String shown = "requested address " + address.toCanonicalString();
        Optional<JudgedGroup> group = catalog.covering(address);
        if (group.isEmpty()) {
            throw new RefusedException(Reason.ADDRESS_NOT_IN_GROUP, shown + " is in no ServiceGroup in force");
        }
        checkServes(group.get(), service);
        Optional<ObjectKey> holder = ledger.holder(address);
        if (holder.isPresent() && !holder.get().equals(service)) {
            throw new RefusedException(Reason.ADDRESS_IN_USE, shown + " is held by Service " + holder.get());
        }
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
                && !held.stream().allMatch(address -> covers(request.group().get(), address));
    }

    private Decision move(ServiceRequest request, List<IPAddress> held) throws RefusedException {
        JudgedGroup group = chosenGroup(request);
        List<IPAddress> staying =
                held.stream().filter(address -> covers(group.name(), address)).toList();
        return fill(request, held, staying, group);
    }

    private Decision complete(ServiceRequest request, List<IPAddress> held) throws RefusedException {
        if (missing(request, held).isEmpty()) {
            return keep(request, held, standing(held, Optional.empty()));
        }
        Optional<JudgedGroup> home = held.stream().findFirst().flatMap(catalog::covering);
        return fill(request, held, held, home.isPresent() ? home.get() : chosenGroup(request));
    }

    /** Adds to the staying addresses what the group has of the families still missing. */
    private Decision fill(ServiceRequest request, List<IPAddress> held, List<IPAddress> staying, JudgedGroup group)
            throws RefusedException {
        List<IpFamily> missing = missing(request, staying);
        Found found = group.external() ? ask(request, group, missing) : find(group, missing);
        boolean enough = !found.addresses().isEmpty() && !request.allOrNothing();
        if (found.shortfall().isPresent() && !enough) {
            Verdict shortfall = found.shortfall().get();
            if (staying.isEmpty() || request.allOrNothing()) {
                throw new RefusedException(shortfall.reason(), shortfall.message());
            }
        }
        List<IPAddress> wanted = new ArrayList<>(staying);
        wanted.addAll(found.addresses());
        return settle(request, held, wanted, found.shortfall());
    }

    private Found ask(ServiceRequest request, JudgedGroup group, List<IpFamily> families) throws RefusedException {
        IpamQuery query =
                new IpamQuery(group.name(), new IpamQuery.Families(Set.copyOf(families)), request.sharingKey());
        List<IPAddress> given = ipam.to(request, query);
        Optional<Verdict> shortfall = families.stream()
                .filter(family -> given.stream().map(IpFamily::of).noneMatch(family::equals))
                .findFirst()
                .map(family -> new Verdict(
                        Reason.IPAM_REFUSED,
                        "the IPAM of ServiceGroup " + group.name() + " gave no " + family.kubernetesName()
                                + " address"));
        if (shortfall.isPresent() && request.allOrNothing()) {
            given.forEach(address -> ipam.giveBack(request, group.name(), address));
            throw new RefusedException(shortfall.get(), query);
        }
        return new Found(given, shortfall);
    }

    private Found find(JudgedGroup group, List<IpFamily> families) {
        List<IPAddress> addresses = new ArrayList<>();
        Optional<Verdict> shortfall = Optional.empty();
        for (IpFamily family : families) {
            Optional<IPAddress> free = ledger.firstFree(group, family);
            if (free.isPresent()) {
                addresses.add(free.get());
            } else if (shortfall.isEmpty()) {
                shortfall = Optional.of(shortfall(group, family));
            }
        }
        return new Found(addresses, shortfall);
    }

    private static Verdict shortfall(JudgedGroup group, IpFamily family) {
        String who = "ServiceGroup " + group.name();
        return group.pools(family).findAny().isEmpty()
                ? new Verdict(Reason.NO_POOL_FOR_FAMILY, who + " has no " + family.kubernetesName() + " pool")
                : new Verdict(Reason.POOL_EXHAUSTED, who + " has no free " + family.kubernetesName() + " address");
    }

    /** Takes the wanted addresses, all checked to be free or the Service's own, and says what that means for it. */
    private Decision settle(
            ServiceRequest request, List<IPAddress> held, List<IPAddress> wanted, Optional<Verdict> shortfall) {
        List<IPAddress> ordered = wanted.stream()
                .sorted(Comparator.comparingInt(address -> request.families().indexOf(IpFamily.of(address))))
                .toList();
        for (IPAddress address : ordered) {
            if (!ledger.hold(address, request.view().key())) {
                throw new IllegalStateException(address + " was free a moment ago");
            }
        }
        Verdict verdict = standing(ordered, shortfall);
        if (ordered.equals(held)) {
            return keep(request, held, verdict);
        }
        String group = request.pins().isPresent()
                ? coveringGroups(ordered)
                : request.group()
                        .filter(name -> covers(name, ordered.getFirst()))
                        .orElseGet(() -> coveringGroups(ordered));
        return new Decision.Assign(
                ordered, List.of(), new Decision.Origin(group, poolType(request, ordered), false), verdict, List.of());
    }

    private Decision.Keep keep(ServiceRequest request, List<IPAddress> held, Verdict verdict) {
        return new Decision.Keep(
                held, new Decision.Origin(originOfHeld(request, held), poolType(request, held), false), verdict);
    }

    private String originOfHeld(ServiceRequest request, List<IPAddress> held) {
        String from = request.allocatedFrom();
        if (request.pins().isEmpty() && request.group().isPresent()) {
            String named = request.group().get();
            if (from.isEmpty() || from.equals(named)) {
                return named;
            }
        }
        String covering = coveringGroups(held);
        return covering.isEmpty() ? from : covering;
    }

    /** How a Service that holds these addresses stands, when nothing it asked for was refused. */
    private Verdict standing(List<IPAddress> addresses, Optional<Verdict> shortfall) {
        String shown = addresses.stream().map(IPAddress::toCanonicalString).collect(Collectors.joining(", "));
        String outside = addresses.stream()
                .filter(address -> catalog.covering(address).isEmpty())
                .map(IPAddress::toCanonicalString)
                .collect(Collectors.joining(", "));
        if (!outside.isEmpty()) {
            return new Verdict(
                    Reason.ADDRESS_OUTSIDE_POOLS,
                    outside
                            + " is in no ServiceGroup in force any more; the Service keeps it, and nobody else will get it");
        }
        String note = shortfall.map(verdict -> "; " + verdict.message()).orElse("");
        return new Verdict(Reason.ALLOCATED, shown + " from ServiceGroup " + coveringGroups(addresses) + note);
    }

    /** Only remote groups are in force; what was given by another group keeps the type it was given with. */
    private String poolType(ServiceRequest request, List<IPAddress> addresses) {
        String written = request.view().annotation(Annotations.POOL_TYPE);
        boolean covered =
                addresses.stream().anyMatch(address -> catalog.covering(address).isPresent());
        return covered || written.isEmpty() ? "remote" : written;
    }

    private JudgedGroup chosenGroup(ServiceRequest request) throws RefusedException {
        String name = request.group().orElse(DEFAULT_GROUP);
        Optional<JudgedGroup> named = catalog.named(name);
        if (named.isEmpty()) {
            String hint =
                    request.group().isPresent() ? "" : "; create it, or name another in " + Annotations.SERVICE_GROUP;
            throw new RefusedException(
                    Reason.GROUP_NOT_FOUND,
                    "ServiceGroup " + Addresses.shown(name) + " does not exist in namespace "
                            + settings.installNamespace() + hint);
        }
        JudgedGroup group = named.get();
        if (!group.inForce()) {
            throw new RefusedException(
                    Reason.GROUP_NOT_ACCEPTED,
                    "ServiceGroup " + name + " is not in force: "
                            + group.verdict().message());
        }
        checkServes(group, request.view().key());
        return group;
    }

    private static void checkServes(JudgedGroup group, ObjectKey service) throws RefusedException {
        if (group.enforces() && !group.lists(service.namespace())) {
            throw new RefusedException(
                    Reason.NAMESPACE_NOT_SERVED,
                    "ServiceGroup " + group.name() + " does not serve namespace " + service.namespace());
        }
    }

    private boolean covers(String group, IPAddress address) {
        return catalog.covering(address)
                .map(JudgedGroup::name)
                .filter(group::equals)
                .isPresent();
    }

    private String coveringGroups(List<IPAddress> addresses) {
        return addresses.stream()
                .flatMap(address -> catalog.covering(address).stream())
                .map(JudgedGroup::name)
                .distinct()
                .collect(Collectors.joining(","));
    }

    private static List<IpFamily> missing(ServiceRequest request, List<IPAddress> addresses) {
        return request.families().stream()
                .filter(family -> addresses.stream().map(IpFamily::of).noneMatch(family::equals))
                .toList();
    }
}
