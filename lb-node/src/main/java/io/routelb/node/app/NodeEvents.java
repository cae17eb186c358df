package io.routelb.node.app;

import inet.ipaddr.IPAddress;
import io.routelb.kube.api.Utf8Limit;
import io.routelb.kube.write.EventWriter;
import io.routelb.kube.write.EventWriter.Regarding;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.Condition;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceView;
import io.routelb.node.apply.NodeReport;
import io.routelb.node.desired.NodeSays;
import io.routelb.node.desired.Reason;
import io.routelb.node.elect.Outcome.Carried;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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
    private Set<String> annotations = Set.of();

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
        tellOfAnnotations(report);
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

    /** On the Node, which is what was written. */
    private void tellOfAnnotations(NodeReport report) {
        Set<String> now = report.problems().stream()
                .filter(problem -> problem.reason().equals(NodeSays.INVALID))
                .map(Condition::message)
                .collect(Collectors.toUnmodifiableSet());
        now.stream()
                .filter(message -> !annotations.contains(message))
                .sorted()
                .forEach(message -> events.record(
                        Regarding.node(node, ""),
                        EventWriter.Type.WARNING,
                        NodeSays.INVALID,
                        "Configure",
                        Utf8Limit.cut(message, Utf8Limit.EVENT_NOTE)));
        annotations = now;
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
