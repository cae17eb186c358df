package io.routelb.node.app;

import inet.ipaddr.IPAddress;
import io.routelb.kube.write.EventWriter;
import io.routelb.kube.write.EventWriter.Regarding;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceView;
import io.routelb.node.apply.NodeReport;
import io.routelb.node.desired.Reason;
import io.routelb.node.elect.Outcome.Carried;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells transitions as events: an address announced, one that cannot be, a fight. Never the same state twice. Owned by the loop. */
final class NodeEvents {
    /** Where events go; never blocks. */
    @FunctionalInterface
    interface Events {
        void record(Regarding regarding, EventWriter.Type type, String reason, String action, String note);
    }

    private static final String ACTION = "Announce";

    private final String node;
    private final Events events;
    private final Map<IPAddress, String> announced = new HashMap<>();
    private final Map<String, String> refused = new HashMap<>();
    private Set<String> fights = Set.of();

    NodeEvents(String node, Events events) {
        this.node = node;
        this.events = events;
    }

    /** Compares with what was told last. */
    void update(ClusterSnapshot snapshot, NodeReport report, Map<IPAddress, Carried> serving) {
        announced.keySet().retainAll(serving.keySet());
        serving.forEach((address, carried) -> {
            String link = carried.networkInterface();
            if (!link.equals(announced.put(address, link))) {
                String note = "node " + node + " announces " + address.toCanonicalString() + " on " + link;
                tell(snapshot, carried.address().services(), EventWriter.Type.NORMAL, "Announcing", note);
            }
        });
        Set<String> present = new HashSet<>();
        for (NodeReport.AddressReport address : report.addresses()) {
            address.why().filter(why -> why.reason().isFault()).ifPresent(why -> {
                present.add(address.address());
                String word = why.reason().word();
                if (!word.equals(refused.put(address.address(), word))) {
                    String note = "node " + node + ": " + why.sentence();
                    tell(snapshot, address.services(), EventWriter.Type.WARNING, word, note);
                }
            });
        }
        refused.keySet().retainAll(present);
        if (!report.fights().equals(fights)) {
            if (!fights.containsAll(report.fights())) {
                events.record(
                        Regarding.node(node, ""),
                        EventWriter.Type.WARNING,
                        Reason.INTERFERENCE.word(),
                        "Repair",
                        NodeConditions.fight(report.fights()));
            }
            fights = report.fights();
        }
    }

    private void tell(
            ClusterSnapshot snapshot, Set<ObjectKey> services, EventWriter.Type type, String reason, String note) {
        for (ObjectKey key : services) {
            Optional.ofNullable(snapshot.services().get(key))
                    .map(NodeEvents::regarding)
                    .ifPresent(service -> events.record(service, type, reason, ACTION, note));
        }
    }

    private static Regarding regarding(ServiceView service) {
        return Regarding.service(service.key(), service.uid(), service.resourceVersion());
    }
}
