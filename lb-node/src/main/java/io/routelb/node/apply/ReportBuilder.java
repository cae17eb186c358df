package io.routelb.node.apply;

import inet.ipaddr.IPAddress;
import io.routelb.model.Condition;
import io.routelb.model.ObjectKey;
import io.routelb.node.desired.NodePlan;
import io.routelb.node.desired.NotHere;
import io.routelb.node.desired.PlannedAddress;
import io.routelb.node.desired.PlannedAddress.Trait;
import io.routelb.node.desired.RoutingPlan;
import io.routelb.redistribution.RoutingStatus;
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
    private ReportBuilder() {}

    static NodeReport build(
            NodePlan plan,
            RoutingPlan routing,
            List<Condition> problems,
            List<NotHere> withheld,
            Held held,
            Map<IPAddress, String> failures,
            Set<String> fights,
            RoutingStatus status) {
        Map<String, String> untold = new HashMap<>();
        withheld.forEach(
                each -> untold.putIfAbsent(each.address(), each.reason().word()));
        List<NodeReport.AddressReport> addresses = new ArrayList<>();
        for (PlannedAddress planned : plan.addresses().values()) {
            addresses.add(new NodeReport.AddressReport(
                    planned.address().toCanonicalString(),
                    planned.link(),
                    planned.is(Trait.ROUTED),
                    held.get(HeldAddress.Key.of(planned))
                            .filter(HeldAddress::ours)
                            .isPresent(),
                    planned.services(),
                    failures.getOrDefault(
                            planned.address(),
                            untold.getOrDefault(planned.address().toCanonicalString(), ""))));
        }
        addresses.addAll(notHere(plan, withheld));
        return new NodeReport(
                routing.backend(),
                routing.localAsn(),
                routing.routerId(),
                status,
                addresses,
                fights,
                problems,
                Optional.empty());
    }

    /** One line per address and reason; an address this node does carry for another Service is not listed again. */
    private static List<NodeReport.AddressReport> notHere(NodePlan plan, List<NotHere> withheld) {
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
                    refusal.reason().word()));
        });
        return reports;
    }
}
