package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.IpFamily;
import io.routelb.model.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What IPAMs answered, judged: an address nobody may give is not passed on, whoever gave it. */
final class IpamAnswers {
    private final Map<ObjectKey, IpamAnswer> answers;
    private final GroupCatalog catalog;
    private final AddressLedger ledger;
    private final List<IpamReturn> returned = new ArrayList<>();

    IpamAnswers(Map<ObjectKey, IpamAnswer> answers, GroupCatalog catalog, AddressLedger ledger) {
        this.answers = answers;
        this.catalog = catalog;
        this.ledger = ledger;
    }

    /** Addresses no Service may have although an IPAM gave them. */
    List<IpamReturn> returned() {
        return List.copyOf(returned);
    }

    /** The addresses the IPAM gave the Service on this query and it may have; at least one. */
    List<IPAddress> to(ServiceRequest request, IpamQuery query) throws RefusedException {
        IpamAnswer answer = answers.get(request.key());
        if (answer == null || !answer.query().equals(query)) {
            throw new RefusedException(
                    new Verdict(Reason.WAITING_FOR_IPAM, "the IPAM of ServiceGroup " + query.group() + " is asked"),
                    query);
        }
        return switch (answer) {
            case IpamAnswer.Given given -> usable(request, given);
            case IpamAnswer.Refused refused ->
                throw new RefusedException(
                        new Verdict(
                                Reason.IPAM_REFUSED,
                                "the IPAM of ServiceGroup " + query.group() + " gave no address: "
                                        + Addresses.shown(refused.message())),
                        query);
        };
    }

    private List<IPAddress> usable(ServiceRequest request, IpamAnswer.Given given) throws RefusedException {
        List<IPAddress> usable = new ArrayList<>();
        Optional<String> fault = Optional.of("it gave none");
        for (IPAddress address : given.addresses()) {
            Optional<String> wrong = fault(request, given.query(), usable, address);
            if (wrong.isEmpty()) {
                usable.add(address);
            } else {
                fault = wrong.map(why -> address.toCanonicalString() + " " + why);
                giveBack(request, given.query().group(), address);
            }
        }
        if (usable.isEmpty()) {
            throw new RefusedException(
                    new Verdict(
                            Reason.IPAM_ADDRESS_UNUSABLE,
                            "the IPAM of ServiceGroup " + given.query().group() + " gave no address that can be used: "
                                    + fault.orElseThrow()),
                    given.query());
        }
        return usable;
    }

    /** Marks an address as given in vain. */
    void giveBack(ServiceRequest request, String group, IPAddress address) {
        returned.add(new IpamReturn(request.key(), group, address));
    }

    private Optional<String> fault(ServiceRequest request, IpamQuery query, List<IPAddress> before, IPAddress address) {
        boolean asked = switch (query.wish()) {
            case IpamQuery.Explicit explicit -> explicit.addresses().contains(address);
            case IpamQuery.Families families -> families.families().contains(IpFamily.of(address));
        };
        if (!asked || before.stream().anyMatch(other -> IpFamily.of(other) == IpFamily.of(address))) {
            return Optional.of("was not asked for");
        }
        Optional<JudgedGroup> covering = catalog.covering(address);
        if (covering.isPresent()) {
            return Optional.of("is in a pool of ServiceGroup " + covering.get().name());
        }
        return ledger.obstacle(address, request).map(Verdict::message);
    }
}
