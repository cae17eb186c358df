package io.routelb.node.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.BackendChoice;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import io.routelb.model.RoutingConfigView.Backend;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SpeakerOptions;
import io.routelb.node.desired.Basis;
import io.routelb.node.desired.LearnedPlan;
import io.routelb.node.desired.MeshPlan;
import io.routelb.node.desired.RoutingPlan;
import io.routelb.node.neighbour.Discovery;
import io.routelb.node.neighbour.Found;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UnnumberedPeersTest {
    private static final KernelState KERNEL = new KernelState(List.of(), List.of(), Map.of(), Set.of(), Map.of());
    private static final IPAddress ROUTER = Addresses.of("fe80::1");

    private static RoutingIntent.Peer peer(String name, IPAddress address) {
        return new RoutingIntent.Peer(
                name,
                address,
                new RoutingIntent.PeerAsn.External(),
                new Asn(64512),
                179,
                Optional.empty(),
                new RoutingIntent.Timers(Duration.ofSeconds(90), Duration.ofSeconds(30), Duration.ofSeconds(5)),
                OptionalInt.of(1),
                Set.of(IpFamily.values()),
                false,
                PeerOptions.DEFAULT,
                Map.of());
    }

    private static RoutingPlan plan(List<RoutingIntent.Peer> peers, String... links) {
        Map<String, RoutingIntent.Peer> unnumbered = new HashMap<>();
        for (String link : links) {
            unnumbered.put(link, peer("on-" + link, Addresses.onLink(Addresses.of("fe80::"), link)));
        }
        return new RoutingPlan(
                Backend.NATIVE,
                BackendChoice.SPEAKER,
                new Asn(64512),
                new IPv4Address(1),
                179,
                Duration.ZERO,
                peers,
                unnumbered,
                Map.of(),
                SpeakerOptions.DEFAULT,
                LearnedPlan.OFF,
                MeshPlan.NONE,
                Basis.NOTHING,
                List.of());
    }

    private static UnnumberedPeers find(RoutingPlan plan, Map<String, Found> found) {
        Discovery discovery = (wanted, links, linkLocals) -> {
            assertEquals(plan.unnumbered().keySet(), wanted);
            return found;
        };
        return UnnumberedPeers.find(new Gateways().resolve(plan, KERNEL), discovery, KERNEL);
    }

    private static List<String> told(UnnumberedPeers peers) {
        return peers.plan().peers().stream()
                .map(each -> each.name() + " " + each.address())
                .toList();
    }

    private static String condition(UnnumberedPeers peers) {
        return peers.condition()
                .map(each -> each.status() + " " + each.reason() + " " + each.message())
                .orElse("");
    }

    @Test
    void whatIsFoundOnALinkIsAPeerWithTheLinkBehindItsAddress() {
        UnnumberedPeers both = find(
                plan(List.of(), "eth1", "eth2"),
                Map.of(
                        "eth1", new Found(Optional.of(ROUTER), List.of(), ""),
                        "eth2", new Found(Optional.of(ROUTER), List.of(), "")));
        assertEquals(List.of("on-eth1 fe80::1%eth1", "on-eth2 fe80::1%eth2"), told(both));
        assertEquals("true Found every peer that is to be found was found", condition(both));
    }

    @Test
    void aPeerThatIsNotFoundYetIsNamedInAConditionAndTheOthersAreThere() {
        UnnumberedPeers one = find(
                plan(List.of(peer("r1", Addresses.of("192.0.2.1"))), "eth1"),
                Map.of("eth1", new Found(Optional.empty(), List.of(), "interface eth1 is down")));
        assertEquals(List.of("r1 192.0.2.1"), told(one));
        assertEquals("false NoNeighbour BGPPeer on-eth1: interface eth1 is down", condition(one));
    }

    @Test
    void ofSeveralNeighboursTheFirstIsThePeerAndTheConditionSaysSo() {
        Found found = new Found(Optional.of(ROUTER), List.of(Addresses.of("fe80::2")), "several");
        UnnumberedPeers several = find(plan(List.of(), "eth1"), Map.of("eth1", found));
        assertEquals(List.of("on-eth1 fe80::1%eth1"), told(several));
        assertEquals("false SeveralNeighbours BGPPeer on-eth1: several", condition(several));
    }

    @Test
    void aNeighbourThatAnotherBgpPeerNamesIsLeftToThat() {
        UnnumberedPeers twice = find(
                plan(List.of(peer("r1", Addresses.onLink(ROUTER, "eth1"))), "eth1"),
                Map.of("eth1", new Found(Optional.of(ROUTER), List.of(), "")));
        assertEquals(List.of("r1 fe80::1%eth1"), told(twice));
        assertEquals(
                "the peer on interface eth1, fe80::1%eth1, is already configured by another BGPPeer",
                twice.problems().getFirst().message());
    }

    @Test
    void withoutUnnumberedPeersThereIsNothingToSay() {
        assertEquals("", condition(find(plan(List.of()), Map.of())));
    }
}
