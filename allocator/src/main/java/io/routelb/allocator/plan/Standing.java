package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import io.routelb.model.Annotations;
import io.routelb.model.IpFamily;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is written on a Service that has addresses: where they come from, and how it stands when nothing it asked for was refused. */
final class Standing {
    private final GroupCatalog catalog;
    private final ServiceRequest request;
    private final Placed placed;
    private final List<IPAddress> outside = new ArrayList<>();
    private final List<JudgedGroup> homes = new ArrayList<>(1);
    /** The homes of the first address of each family: a further one of another group tells that it is on its way out. */
    private final List<JudgedGroup> sources = new ArrayList<>(1);

    Standing(GroupCatalog catalog, ServiceRequest request, List<IPAddress> held, Placed placed) {
        this.catalog = catalog;
        this.request = request;
        this.placed = placed;
        Set<IpFamily> families = EnumSet.noneOf(IpFamily.class);
        for (IPAddress address : placed.addresses()) {
            Optional<JudgedGroup> home = catalog.home(address, request.allocatedFrom());
            if (home.isEmpty() && !held.contains(address)) {
                home = placed.ipam();
            }
            home.ifPresentOrElse(homes::add, () -> outside.add(address));
            if (families.add(IpFamily.of(address))
                    || home.filter(JudgedGroup::external).isPresent()) {
                home.ifPresent(sources::add);
            }
        }
    }

    Verdict verdict() {
        if (!outside.isEmpty()) {
            return new Verdict(
                    Reason.ADDRESS_OUTSIDE_POOLS,
                    shown(outside)
                            + " is in no ServiceGroup in force any more; the Service keeps it, and nobody else will get it");
        }
        String notes = placed.shortfalls().stream()
                .map(verdict -> "; " + verdict.message())
                .collect(Collectors.joining());
        return new Verdict(Reason.ALLOCATED, shown(placed.addresses()) + " from ServiceGroup " + names(homes) + notes);
    }

    /** As long as an address is shown its group is written, too: an IPAM wants it back, and a restart knows which one is the old. */
    Decision.Origin origin(List<IPAddress> leaving) {
        Set<String> groups = new LinkedHashSet<>(List.of(group()));
        for (IPAddress address : leaving) {
            catalog.home(address, request.allocatedFrom()).ifPresent(group -> groups.add(group.name()));
        }
        boolean skipDad = homes.stream().anyMatch(group -> group.view().policy().skipIpv6Dad());
        return new Decision.Origin(String.join(",", groups), poolType(), skipDad);
    }

    /**
     * The group the Service names, if that request was honoured: then it stands, although the group may since have been renamed or split
     * around the address. Else the groups the addresses are of.
     */
    private String group() {
        String from = request.allocatedFrom();
        if (request.pins().isEmpty() && request.group().isPresent()) {
            String named = request.group().get();
            boolean honoured = from.isEmpty() ? catalog.named(named).isPresent() : from.equals(named);
            if (honoured || homes.stream().map(JudgedGroup::name).anyMatch(named::equals)) {
                return named;
            }
        }
        return sources.isEmpty() ? from : names(sources);
    }

    /** What was given by a group that is gone keeps the type it was given with. */
    private String poolType() {
        String written = request.view().annotation(Annotations.POOL_TYPE);
        return homes.stream()
                .findFirst()
                .map(JudgedGroup::poolType)
                .orElse(written.equals("local") ? written : "remote");
    }

    private static String names(List<JudgedGroup> groups) {
        return groups.stream().map(JudgedGroup::name).distinct().collect(Collectors.joining(","));
    }

    private static String shown(List<IPAddress> addresses) {
        return addresses.stream().map(IPAddress::toCanonicalString).collect(Collectors.joining(", "));
    }
}
