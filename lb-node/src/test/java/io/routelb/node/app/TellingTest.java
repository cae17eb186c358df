package io.routelb.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.model.Asn;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.Condition;
import io.routelb.model.RoutingConfigView.Backend;
import io.routelb.node.apply.NodeReport;
import io.routelb.node.apply.NodeReport.AddressReport;
import io.routelb.node.desired.Reason;
import io.routelb.node.desired.Why;
import io.routelb.node.elect.Outcome.Carried;
import io.routelb.redistribution.RoutingStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What people are told of a node: conditions and events. */
class TellingTest {
    private final List<String> events = new ArrayList<>();
    private final NodeEvents telling = new NodeEvents(
            "n1", (regarding, type, reason, action, note) -> events.add(regarding.kind() + " " + type + " " + reason));

    private static NodeReport report(Set<String> fights, AddressReport... addresses) {
        return report(fights, List.of(), addresses);
    }

    private static NodeReport report(Set<String> fights, List<Condition> problems, AddressReport... addresses) {
        return new NodeReport(
                Backend.KERNEL,
                new Asn(64512),
                new IPv4Address(1),
                new RoutingStatus(List.of(), List.of()),
                List.of(addresses),
                fights,
                problems,
                Optional.empty(),
                new Condition("InService", true, "InService", ""));
    }

    private static final Condition LIVE = new View.Live(ClusterSnapshot.EMPTY).condition();

    private static AddressReport local(Reason reason, String sentence) {
        return new AddressReport(
                "192.0.2.240", "eth0", false, false, Set.of(), List.of(), Optional.of(new Why(reason, sentence)));
    }

    private static List<String> conditions(NodeReport report, List<String> settings, Map<String, String> untold) {
        return NodeConditions.of(LIVE, report, settings, List.of(), untold).stream()
                .map(one -> one.type() + " " + one.status() + " " + one.reason())
                .toList();
    }

    @Test
    void aQuietNodeSaysThatAllIsWell() {
        assertEquals(
                List.of(
                        "ClusterRead true Live",
                        "Undisturbed true Undisturbed",
                        "KernelSettings true Suitable",
                        "LocalAddresses true Ready"),
                conditions(report(Set.of(), local(Reason.ANOTHER_ELECTED, "another")), List.of(), Map.of()));
    }

    @Test
    void eachTroubleHasItsConditionAndItsWord() {
        NodeReport report = report(Set.of("192.0.2.240 on eth0"), local(Reason.FOREIGN_ADDRESS, "take it away"));
        assertEquals(
                List.of(
                        "ClusterRead true Live",
                        "Undisturbed false Interference",
                        "KernelSettings false Unsuitable",
                        "LocalAddresses false ForeignAddress"),
                conditions(report, List.of("eth0 has arp_ignore 0"), Map.of()));
        List<Condition> all = NodeConditions.of(LIVE, report, List.of(), List.of(), Map.of("eth0", "no right"));
        assertTrue(all.get(1).message().contains("192.0.2.240 on eth0"));
        assertEquals(
                "take it away; neighbours on eth0 are not told: no right",
                all.getLast().message());
    }

    @Test
    void aFightIsToldWhenItBeginsAndNotAgain() {
        Map<IPAddress, Carried> nothing = Map.of();
        for (int i = 0; i < 3; i++) {
            telling.update(ClusterSnapshot.EMPTY, report(Set.of("192.0.2.240 on eth0")), nothing);
        }
        assertEquals(List.of("Node WARNING Interference"), events);
        telling.update(ClusterSnapshot.EMPTY, report(Set.of()), nothing);
        assertEquals(1, events.size());
        telling.update(ClusterSnapshot.EMPTY, report(Set.of("192.0.2.240 on eth0")), nothing);
        assertEquals(2, events.size());
    }

    @Test
    void anAnnotationThatCannotBeUsedIsToldOnTheNodeOnce() {
        Map<IPAddress, Carried> nothing = Map.of();
        List<Condition> problems = List.of(
                new Condition("Accepted", false, "Refused", "BGPPeer r1: no"),
                new Condition("Accepted", false, "InvalidAnnotation", "Node n1: annotation routelb.io/node.asn: no"));
        for (int i = 0; i < 3; i++) {
            telling.update(ClusterSnapshot.EMPTY, report(Set.of(), problems), nothing);
        }
        assertEquals(List.of("Node WARNING InvalidAnnotation"), events);
    }
}
