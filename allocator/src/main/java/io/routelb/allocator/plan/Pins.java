package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import io.routelb.allocator.plan.Releases.Cooling;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Addresses asked for by name: exactly those, or the reason why not. */
final class Pins {
    private final GroupCatalog catalog;
    private final AddressLedger ledger;
    private final GroupChoice choice;
    private final IpamAnswers ipam;
    private final Map<IPAddress, Cooling> cooling;

    Pins(
            GroupCatalog catalog,
            AddressLedger ledger,
            GroupChoice choice,
            IpamAnswers ipam,
            Map<IPAddress, Cooling> cooling) {
        this.catalog = catalog;
        this.ledger = ledger;
        this.choice = choice;
        this.ipam = ipam;
        this.cooling = cooling;
    }

    /** The pinned addresses, all the Service's or free for it. */
    Placed resolve(ServiceRequest request, List<IPAddress> held) throws RefusedException {
        List<IPAddress> wanted = request.pinnedAddresses();
        List<IPAddress> elsewhere = new ArrayList<>();
        Set<String> poolTypes = new HashSet<>();
        for (IPAddress address : wanted) {
            Optional<JudgedGroup> covering = catalog.covering(address);
            if (covering.isPresent()) {
                poolTypes.add(covering.get().poolType());
            }
            if (!held.contains(address)) {
                if (covering.isPresent()) {
                    checkOffered(request, address, covering.get());
                } else {
                    elsewhere.add(address);
                }
            }
        }
        Optional<JudgedGroup> asked = elsewhere.isEmpty() ? Optional.empty() : Optional.of(ask(request, elsewhere));
        asked.ifPresent(group -> poolTypes.add(group.poolType()));
        if (poolTypes.size() > 1) {
            throw new RefusedException(
                    Reason.POOL_TYPE_MISMATCH,
                    "of the requested addresses one is of a local and one of a remote ServiceGroup; a Service is announced"
                            + " in one way");
        }
        return new Placed(wanted, asked, List.of(), List.of());
    }

    private void checkOffered(ServiceRequest request, IPAddress address, JudgedGroup group) throws RefusedException {
        choice.checkFence(group, request.key());
        boolean offered = catalog.poolCovering(address)
                .filter(pool -> pool.offers(address))
                .isPresent();
        if (!offered) {
            throw refused(
                    Reason.ADDRESS_EXCLUDED,
                    address,
                    "is excluded by ServiceGroup " + group.name() + " (exclude, avoidEdges)");
        }
        Optional<Verdict> obstacle = ledger.obstacle(address, request);
        if (obstacle.isPresent()) {
            throw refused(obstacle.get().reason(), address, obstacle.get().message());
        }
        Cooling wait = cooling.get(address);
        if (wait != null && !wait.service().equals(Optional.of(request.key()))) {
            throw refused(
                    Reason.ADDRESS_COOLING,
                    address,
                    "was freed a short while ago; ServiceGroup " + group.name() + " gives it again at "
                            + wholeSeconds(wait.until()) + " (releaseCooldown)");
        }
    }

    /** No pool covers them: only the IPAM of the Service's group can say whether they exist. */
    private JudgedGroup ask(ServiceRequest request, List<IPAddress> addresses) throws RefusedException {
        IPAddress first = addresses.getFirst();
        JudgedGroup group;
        try {
            group = choice.choose(request).group();
        } catch (RefusedException e) {
            throw nowhere(first);
        }
        if (!group.external()) {
            throw nowhere(first);
        }
        IpamQuery query = new IpamQuery(group.name(), new IpamQuery.Explicit(addresses), request.sharingKey());
        List<IPAddress> given = ipam.to(request, query);
        if (!given.containsAll(addresses)) {
            throw new RefusedException(
                    new Verdict(
                            Reason.IPAM_REFUSED,
                            "the IPAM of ServiceGroup " + group.name() + " gave only some of the requested addresses"),
                    query);
        }
        return group;
    }

    private static RefusedException nowhere(IPAddress address) {
        return refused(Reason.ADDRESS_NOT_IN_GROUP, address, "is in no ServiceGroup in force");
    }

    private static RefusedException refused(Reason reason, IPAddress address, String why) {
        return new RefusedException(reason, "requested address " + address.toCanonicalString() + " " + why);
    }

    private static Instant wholeSeconds(Instant instant) {
        return Instant.ofEpochSecond(instant.getEpochSecond() + (instant.getNano() > 0 ? 1 : 0));
    }
}
