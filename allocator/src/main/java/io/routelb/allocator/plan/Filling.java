package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import io.routelb.model.AddressPool;
import io.routelb.model.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds what a Service lacks in one group: beside the Services it shares with, else the first free, else what an IPAM gives. */
final class Filling {
    private final AddressLedger ledger;
    private final LiveRanges live;
    private final IpamAnswers ipam;

    Filling(AddressLedger ledger, LiveRanges live, IpamAnswers ipam) {
        this.ledger = ledger;
        this.live = live;
        this.ipam = ipam;
    }

    /** The families of which the Service has no address among these. */
    static List<IpFamily> missing(ServiceRequest request, List<IPAddress> addresses) {
        return request.families().stream()
                .filter(family -> addresses.stream().map(IpFamily::of).noneMatch(family::equals))
                .toList();
    }

    /** Whether the group could give more to a Service that has these. */
    boolean lacks(ServiceRequest request, JudgedGroup group, List<IPAddress> staying) throws RefusedException {
        boolean several = MultiPool.isWanted(request, group);
        return !missing(request, staying).isEmpty()
                || (several
                        && request.families().stream()
                                .anyMatch(family -> untouched(group, family, staying)
                                        .findAny()
                                        .isPresent()));
    }

    /** Adds to the staying addresses; refuses when a family that the Service cannot do without remains without. */
    Placed fill(ServiceRequest request, JudgedGroup group, List<IPAddress> staying) throws RefusedException {
        if (group.external()) {
            return ask(request, group, staying);
        }
        boolean several = MultiPool.isWanted(request, group);
        List<IPAddress> addresses = new ArrayList<>(staying);
        List<Verdict> shortfalls = new ArrayList<>();
        for (IpFamily family : request.families()) {
            boolean without = addresses.stream().map(IpFamily::of).noneMatch(family::equals);
            if (several) {
                everyRange(group, family, addresses, shortfalls);
            } else if (without) {
                Optional<IPAddress> one = one(request, group, family);
                one.ifPresent(addresses::add);
                if (one.isEmpty()) {
                    shortfalls.add(shortfall(group, family));
                }
            }
        }
        boolean incomplete = !missing(request, addresses).isEmpty();
        if (addresses.isEmpty() || (incomplete && request.allOrNothing())) {
            throw new RefusedException(shortfalls.getFirst());
        }
        return new Placed(addresses, Optional.empty(), shortfalls, List.of());
    }

    private Optional<IPAddress> one(ServiceRequest request, JudgedGroup group, IpFamily family)
            throws RefusedException {
        if (!request.sharingKey().isEmpty()) {
            List<IPAddress> shared = ledger.heldUnder(request.sharingKey(), group, family);
            if (!shared.isEmpty()) {
                return Optional.of(beside(request, shared));
            }
        }
        return ledger.free(group.pools(family), group.view().policy().balancePools());
    }

    /** Rather none than another address: the key says that they belong together. */
    private IPAddress beside(ServiceRequest request, List<IPAddress> shared) throws RefusedException {
        Optional<Verdict> first = Optional.empty();
        for (IPAddress address : shared) {
            Optional<Verdict> obstacle = ledger.obstacle(address, request);
            if (obstacle.isEmpty()) {
                return address;
            }
            first = first.isPresent()
                    ? first
                    : obstacle.map(why ->
                            new Verdict(why.reason(), "address " + address.toCanonicalString() + " " + why.message()));
        }
        throw new RefusedException(first.orElseThrow());
    }

    private Stream<AddressPool> untouched(JudgedGroup group, IpFamily family, List<IPAddress> addresses) {
        return live.of(group, family).stream().filter(pool -> addresses.stream().noneMatch(pool::contains));
    }

    private void everyRange(JudgedGroup group, IpFamily family, List<IPAddress> addresses, List<Verdict> shortfalls) {
        for (AddressPool pool : untouched(group, family, addresses).toList()) {
            Optional<IPAddress> free = ledger.free(Stream.of(pool), false);
            free.ifPresent(addresses::add);
            if (free.isEmpty()) {
                shortfalls.add(new Verdict(
                        Reason.POOL_EXHAUSTED,
                        "ServiceGroup " + group.name() + " has no free address in "
                                + pool.first().toCanonicalString() + "-"
                                + pool.last().toCanonicalString()));
            }
        }
        boolean without = addresses.stream().map(IpFamily::of).noneMatch(family::equals);
        if (without && live.of(group, family).isEmpty()) {
            shortfalls.add(
                    group.pools(family).findAny().isEmpty()
                            ? shortfall(group, family)
                            : new Verdict(
                                    Reason.NO_LIVE_RANGE,
                                    "no node that is ready has an address in the subnet of any "
                                            + family.kubernetesName() + " pool of ServiceGroup " + group.name()));
        }
    }

    private static Verdict shortfall(JudgedGroup group, IpFamily family) {
        String who = "ServiceGroup " + group.name();
        return group.pools(family).findAny().isEmpty()
                ? new Verdict(Reason.NO_POOL_FOR_FAMILY, who + " has no " + family.kubernetesName() + " pool")
                : new Verdict(Reason.POOL_EXHAUSTED, who + " has no free " + family.kubernetesName() + " address");
    }

    private Placed ask(ServiceRequest request, JudgedGroup group, List<IPAddress> staying) throws RefusedException {
        List<IpFamily> missing = missing(request, staying);
        IpamQuery query =
                new IpamQuery(group.name(), new IpamQuery.Families(Set.copyOf(missing)), request.sharingKey());
        List<IPAddress> given = ipam.to(request, query);
        List<Verdict> shortfalls = missing.stream()
                .filter(family -> given.stream().map(IpFamily::of).noneMatch(family::equals))
                .map(family -> new Verdict(
                        Reason.IPAM_REFUSED,
                        "the IPAM of ServiceGroup " + group.name() + " gave no " + family.kubernetesName()
                                + " address"))
                .toList();
        if (!shortfalls.isEmpty() && request.allOrNothing()) {
            throw new RefusedException(shortfalls.getFirst(), query);
        }
        List<IPAddress> addresses = new ArrayList<>(staying);
        addresses.addAll(given);
        return new Placed(addresses, Optional.of(group), shortfalls, List.of());
    }
}
