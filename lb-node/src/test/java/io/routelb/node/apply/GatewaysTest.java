package io.routelb.node.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.BgpPeerView;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.InvalidValueException;
import io.routelb.model.IpFamily;
import io.routelb.node.desired.RoutingPlan;
import io.routelb.node.desired.Written;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GatewaysTest {
    private final Gateways gateways = new Gateways();

    private static KernelState kernel(List<String> v4, List<String> v6) {
        return new KernelState(
                List.of(),
                List.of(),
                Map.of(),
                Set.of(),
                Map.of(IpFamily.IPV4, addresses(v4), IpFamily.IPV6, addresses(v6)));
    }

    private static List<IPAddress> addresses(List<String> texts) {
        return texts.stream()
                .map(text ->
                        text.startsWith("fe80:") ? Addresses.onLink(Addresses.of(text), "eth0") : Addresses.of(text))
                .toList();
    }

    private static Written.Peer gateway(String name) {
        return Written.peer(name, BgpPeerView.DEFAULT_GATEWAY);
    }

    private static RoutingPlan plan(Written.Peer... written) {
        Map<String, BgpPeerView> peers = new HashMap<>();
        Stream.of(written)
                .map(Written.Peer::view)
                .forEach(view -> peers.put(view.key().name(), view));
        try {
            return RoutingPlan.of(
                    new ClusterSnapshot(
                            Map.of(),
                            Map.of(),
                            Map.of(),
                            Map.of(),
                            Map.of("all", Written.config("all").view()),
                            peers),
                    "n1");
        } catch (InvalidValueException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> told(Gateways.Resolved resolved) {
        return resolved.plan().peers().stream()
                .map(peer -> peer.name() + " " + peer.address())
                .toList();
    }

    @Test
    void thePeerIsTheGatewayWhicheverItIs() {
        RoutingPlan plan = plan(gateway("gw"));
        assertEquals(
                List.of("gw 192.0.2.1"),
                told(gateways.resolve(plan, kernel(List.of("192.0.2.1"), List.of("fe80::1")))));
        assertEquals(
                List.of("gw 192.0.2.2"),
                told(gateways.resolve(plan, kernel(List.of("192.0.2.2"), List.of("fe80::1")))));
    }

    @Test
    void eachOfSeveralNextHopsIsAPeer() {
        assertEquals(
                List.of("gw 192.0.2.1", "gw 192.0.2.2"),
                told(gateways.resolve(plan(gateway("gw")), kernel(List.of("192.0.2.1", "192.0.2.2"), List.of()))));
    }

    @Test
    void aNodeWithoutIPv4HasTheOtherGateway() {
        assertEquals(
                List.of("gw fe80::1%eth0"),
                told(gateways.resolve(plan(gateway("gw")), kernel(List.of(), List.of("fe80::1")))));
    }

    @Test
    void ofAFamilyThatIsNotCarriedNoGatewayIsTaken() {
        RoutingPlan plan =
                plan(gateway("four").families(IpFamily.IPV4), gateway("six").families(IpFamily.IPV6));
        Gateways.Resolved both = gateways.resolve(plan, kernel(List.of("192.0.2.1"), List.of("2001:db8::1")));
        assertEquals(Set.of("four 192.0.2.1", "six 2001:db8::1"), Set.copyOf(told(both)));
        Gateways.Resolved one = new Gateways().resolve(plan, kernel(List.of(), List.of("2001:db8::1")));
        assertEquals(List.of("six 2001:db8::1"), told(one));
        assertEquals(List.of("BGPPeer four: the node has no default route with a gateway"), one.missing());
    }

    @Test
    void aDefaultRouteThatIsTakenAwayAndPutBackEndsNothing() {
        RoutingPlan plan = plan(gateway("gw"));
        gateways.resolve(plan, kernel(List.of("192.0.2.1"), List.of()));
        Gateways.Resolved without = gateways.resolve(plan, kernel(List.of(), List.of()));
        assertEquals(List.of("gw 192.0.2.1"), told(without));
        assertEquals(List.of(), without.missing());
    }

    @Test
    void aGatewayThatAnotherBgpPeerNamesIsLeftToThat() {
        RoutingPlan plan = plan(gateway("gw"), Written.peer("r1", "192.0.2.1"));
        Gateways.Resolved resolved = gateways.resolve(plan, kernel(List.of("192.0.2.1"), List.of()));
        assertEquals(List.of("r1 192.0.2.1"), told(resolved));
        String problem = resolved.problems().getFirst().message();
        assertTrue(problem.contains("BGPPeer gw: the default gateway, 192.0.2.1, is already configured"), problem);
    }

    @Test
    void twoForOneGatewayAreOneTooMany() {
        RoutingPlan plan = plan(gateway("a"), gateway("b"));
        assertEquals(
                "BGPPeer b: the default gateway for IPv4 is already configured by the older BGPPeer a",
                plan.problems().getFirst().message());
    }
}
