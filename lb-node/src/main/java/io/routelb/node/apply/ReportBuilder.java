package io.routelb.node.apply;

import inet.ipaddr.IPAddress;
import io.routelb.model.ObjectKey;
import io.routelb.model.Prefix;
import io.routelb.node.desired.NodePlan;
import io.routelb.node.desired.NotHere;
import io.routelb.node.desired.PlannedAddress;
import io.routelb.node.desired.PlannedAddress.Trait;
import io.routelb.node.desired.Reason;
import io.routelb.node.desired.Why;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Puts into words what a pass left behind. */
final class ReportBuilder {
    private final String node;
    private final Map<IPAddress, Why> failures;
    private final Advertised advertised;
    private final boolean speaks;

    /**
     * One for a pass.
     *
     * @param failures why planned addresses are not on their links
     * @param speaks whether we tell anybody at all
     */
    ReportBuilder(String node, Map<IPAddress, Why> failures, Advertised advertised, boolean speaks) {
        this.node = node;
        this.failures = failures;
        this.advertised = advertised;
        this.speaks = speaks;
    }

    /**
     * Everything the node plans to carry, and what it does not.
     *
     * @param withheld addresses that nobody is told of, and why
     */
    List<NodeReport.AddressReport> addresses(NodePlan plan, Held held, List<NotHere> withheld) {
        Map<String, Reason> untold = new HashMap<>();
        withheld.forEach(each -> untold.putIfAbsent(each.address(), each.reason()));
        List<NodeReport.AddressReport> addresses = new ArrayList<>();
        for (PlannedAddress planned : plan.addresses().values()) {
            boolean present = held.get(HeldAddress.Key.of(planned))
                    .filter(HeldAddress::ours)
                    .isPresent();
            Reason reason = untold.get(planned.address().toCanonicalString());
            List<String> told = planned.is(Trait.ROUTED) && reason == null ? advertised.to(host(planned)) : List.of();
            addresses.add(new NodeReport.AddressReport(
                    planned.address().toCanonicalString(),
                    planned.link(),
                    planned.is(Trait.ROUTED),
                    present,
                    planned.services(),
                    told,
                    told.isEmpty()
                            ? why(planned, present, Optional.ofNullable(reason))
                            : Optional.ofNullable(failures.get(planned.address()))));
        }
        addresses.addAll(notHere(plan, withheld));
        return addresses;
    }

    private Optional<Why> why(PlannedAddress planned, boolean present, Optional<Reason> withheld) {
        Why failure = failures.get(planned.address());
        if (failure != null) {
            return Optional.of(failure);
        }
        if (!present) {
            return Optional.of(Why.of(Reason.NOT_IN_KERNEL, node));
        }
        if (!planned.is(Trait.ROUTED)) {
            return Optional.empty();
        }
        Reason reason = speaks ? withheld.orElseGet(() -> advertised.refusal(host(planned))) : Reason.KERNEL_BACKEND;
        return Optional.of(Why.of(reason, node));
    }

    private static Prefix host(PlannedAddress planned) {
        return Prefix.host(planned.address());
    }

    /** One line per address and reason; an address this node does carry for another Service is not listed again. */
    private List<NodeReport.AddressReport> notHere(NodePlan plan, List<NotHere> withheld) {
        Map<String, NotHere> first = new TreeMap<>();
        Map<String, Set<ObjectKey>> services = new HashMap<>();
        Set<String> carried = new HashSet<>();
        plan.addresses().keySet().forEach(address -> carried.add(address.toCanonicalString()));
        List<NotHere> refusals = new ArrayList<>(plan.notHere());
        refusals.addAll(withheld);
        for (NotHere refusal : refusals) {
            if (!carried.contains(refusal.address())) {
                first.putIfAbsent(refusal.address(), refusal);
                services.computeIfAbsent(refusal.address(), address -> new HashSet<>())
                        .add(refusal.service());
            }
        }
        List<NodeReport.AddressReport> reports = new ArrayList<>();
        first.forEach((address, refusal) -> {
            boolean routed = !refusal.local();
            reports.add(new NodeReport.AddressReport(
                    address,
                    routed ? plan.serviceLink() : "",
                    routed,
                    false,
                    services.getOrDefault(address, Set.of()),
                    List.of(),
                    Optional.of(Why.of(refusal.reason(), node))));
        });
        return reports;
    }
}
