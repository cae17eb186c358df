package io.routelb.node.desired;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.BackendChoice;
import io.routelb.model.BirdView;
import io.routelb.model.InvalidValueException;
import io.routelb.model.KernelRoutes;
import io.routelb.model.LabelSelector;
import io.routelb.model.LearnedRoutesView;
import io.routelb.model.PeerOptions;
import io.routelb.model.Prefix;
import io.routelb.model.RoutingConfigView.Backend;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SpeakerOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RoutingPlanTest {
    private static Snapshots lab() {
        return new Snapshots().node("n1").config("all", LabelSelector.ALL, Backend.NATIVE, 64512);
    }

    private static RoutingPlan plan(Snapshots snapshots) throws InvalidValueException {
        return RoutingPlan.of(snapshots.build(), "n1");
    }

    @Test
    void fillsTheKernelOnlyWhenNoRoutingConfigSelectsTheNode() throws InvalidValueException {
        RoutingPlan plan = plan(new Snapshots().node("n1").peer("r1", "192.0.2.1", "64500"));
        assertEquals(Backend.KERNEL, plan.backend());
        assertEquals(List.of(), plan.peers());
    }

    @Test
    void prefersTheSpecificConfigThenTheName() throws InvalidValueException {
        Snapshots snapshots = lab().node("n1", Map.of("rack", "a"), true, false)
                .config("rack-b", new LabelSelector(Map.of("rack", "b"), List.of()), Backend.NATIVE, 65002)
                .config("rack-a", new LabelSelector(Map.of("rack", "a"), List.of()), Backend.NATIVE, 65001)
                .config("rack-z", new LabelSelector(Map.of("rack", "a"), List.of()), Backend.NATIVE, 65003);
        assertEquals(new Asn(65001), plan(snapshots).localAsn());
    }

    @Test
    void takesTheRouterIdFromTheNodesInternalAddress() throws InvalidValueException {
        assertEquals("192.0.2.11", plan(lab()).routerId().toString());
    }

    @Test
    void hashesTheNameWhereTheNodeHasNoIPv4AddressAndDiffersBetweenNodes() throws InvalidValueException {
        var empty = new Snapshots()
                .config("all", LabelSelector.ALL, Backend.NATIVE, 64512)
                .build();
        var first = RoutingPlan.of(empty, "a").routerId();
        assertEquals(first, RoutingPlan.of(empty, "a").routerId());
        assertNotEquals(first, RoutingPlan.of(empty, "b").routerId());
    }

    @ParameterizedTest(name = "{0}: {1} {2} {3}")
    @CsvSource({
        "not an address,           nonsense,   64500,      '',",
        "loopback,                 127.0.0.1,  64500,      '',",
        "AS 0,                     192.0.2.1,  0,          '',",
        "AS beyond four octets,    192.0.2.1,  4294967296, '',",
        "AS in words,              192.0.2.1,  Outside,    '',",
        "source of another family, 192.0.2.1,  64500,      2001:db8::1"
    })
    void refusesABadPeerByNameAndKeepsTheGoodOne(String description, String address, String asn, String source)
            throws InvalidValueException {
        String from = source == null ? "" : source;
        RoutingPlan plan = plan(
                lab().peer("bad", address, asn, Duration.ofSeconds(90), from).peer("good", "192.0.2.2", "64500"));
        assertEquals(1, plan.peers().size(), description);
        assertTrue(plan.problems().getFirst().message().startsWith("BGPPeer bad: "), description);
    }

    @Test
    void refusesTheSecondPeerOfOneAddressNamingTheFirst() throws InvalidValueException {
        RoutingPlan plan = plan(lab().peer("one", "192.0.2.1", "64500").peer("two", "192.0.2.1", "64501"));
        assertEquals("one", plan.peers().getFirst().name());
        assertEquals(
                "BGPPeer two: peer 192.0.2.1 is already configured by the older BGPPeer one",
                plan.problems().getFirst().message());
    }

    @Test
    void refusesAHoldTimeBelowThreeSeconds() throws InvalidValueException {
        RoutingPlan plan = plan(lab().peer("r1", "192.0.2.1", "64500", Duration.ofSeconds(2), ""));
        assertTrue(plan.problems().getFirst().message().contains("holdTime"));
    }

    @Test
    void treatsAPeerOfOurOwnNumberAsInternal() throws InvalidValueException {
        RoutingPlan plan = plan(lab().peer("r1", "192.0.2.1", "64512"));
        assertEquals(
                new RoutingIntent.PeerAsn.Internal(), plan.peers().getFirst().asn());
        assertTrue(plan.peers().getFirst().ttl().isEmpty());
    }

    @Test
    void refusesAConfigWithAnImpossibleNumber() {
        Snapshots snapshots = new Snapshots().node("n1").config("all", LabelSelector.ALL, Backend.NATIVE, 0);
        assertThrows(InvalidValueException.class, () -> plan(snapshots));
    }

    @Test
    void leavesThisVeryNodeOutOfItsPeers() throws InvalidValueException {
        RoutingPlan plan = plan(lab().peer("self", "192.0.2.11", "64512").peer("other", "192.0.2.12", "64512"));
        assertEquals(
                List.of("other"),
                plan.peers().stream().map(RoutingIntent.Peer::name).toList());
        assertEquals(List.of(), plan.problems());
    }

    private static final SpeakerOptions.Monitor STATION =
            new SpeakerOptions.Monitor(Addresses.of("192.0.2.9"), 11019, Duration.ofSeconds(60));
    private static final SpeakerOptions.BestPath ONE_PATH = new SpeakerOptions.BestPath(true, false, 1);

    @Test
    void neighboursOfAPrefixAreAwaited() throws InvalidValueException {
        RoutingPlan plan = plan(lab().range("hosts", "192.0.2.0/24", "", "", PeerOptions.DEFAULT));
        assertEquals(List.of(), plan.peers());
        SpeakerOptions.DynamicPeers range = plan.options().dynamicPeers().getFirst();
        assertEquals(Prefix.of("192.0.2.0/24"), range.from());
        assertEquals(7, range.limit());
        assertTrue(range.template().passive());
        assertEquals("hosts", range.template().name());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "an address as well, 192.0.2.0/24, 192.0.2.1, '',        address and prefix exclude each other",
        "a source,           192.0.2.0/24, '',        192.0.2.9, sourceAddress needs address",
        "host bits,          192.0.2.1/24, '',        '',        host bits",
        "multicast,          ff02::/16,    '',        '',        cannot be of BGP neighbours",
    })
    void aPrefixThatCannotBeIsRefused(String description, String prefix, String address, String source, String said)
            throws InvalidValueException {
        RoutingPlan plan = plan(lab().range("hosts", prefix, address, source, PeerOptions.DEFAULT));
        assertEquals(List.of(), plan.options().dynamicPeers(), description);
        String problem = plan.problems().getFirst().message();
        assertTrue(problem.startsWith("BGPPeer hosts: ") && problem.contains(said), problem);
    }

    @Test
    void refusesTheSecondRangeOfOnePrefixNamingTheFirst() throws InvalidValueException {
        RoutingPlan plan = plan(lab().range("one", "2001:db8::/64", "", "", PeerOptions.DEFAULT)
                .range("two", "2001:db8:0:0::/64", "", "", PeerOptions.DEFAULT));
        assertEquals(1, plan.options().dynamicPeers().size());
        assertEquals(
                "BGPPeer two: 2001:db8::/64 is already configured by the older BGPPeer one",
                plan.problems().getFirst().message());
    }

    @Test
    void whoeverNeverListensHasNoDynamicNeighbours() throws InvalidValueException {
        RoutingPlan plan = plan(lab().range("hosts", "192.0.2.0/24", "", "", PeerOptions.DEFAULT)
                .asking("all", STATION, ONE_PATH, 0));
        assertTrue(plan.problems().getFirst().message().contains("listenPort"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Backend.class,
            names = {"NATIVE", "KERNEL"})
    void whatConcernsAllSessionsIsForOurOwnSpeaker(Backend backend) throws InvalidValueException {
        RoutingPlan plan = plan(new Snapshots()
                .node("n1")
                .config("all", LabelSelector.ALL, backend, 64512)
                .asking("all", STATION, ONE_PATH, 179));
        assertEquals(
                backend == Backend.NATIVE
                        ? new SpeakerOptions(List.of(), Optional.of(STATION), Optional.empty(), ONE_PATH)
                        : SpeakerOptions.DEFAULT,
                plan.options());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "no address,        nonsense,  64500",
        "no AS,             192.0.2.1, Nobody",
        "another's address, 192.0.2.2, 64500",
    })
    void aPeerThatIsEditedIntoWhatCannotBeKeepsItsLastGoodForm(String description, String address, String asn)
            throws InvalidValueException {
        RoutingPlan good = plan(lab().peer("a", "192.0.2.2", "64500").peer("r1", "192.0.2.1", "64500"));
        RoutingPlan edited = RoutingPlan.of(
                lab().peer("a", "192.0.2.2", "64500").peer("r1", address, asn).build(), "n1", good.basis());
        assertEquals(good.peers(), edited.peers(), description);
        assertEquals(good.basis(), edited.basis());
        String problem = edited.problems().getFirst().message();
        assertTrue(
                problem.startsWith("BGPPeer r1: ") && problem.endsWith("; its last good form stays in force"), problem);
        RoutingPlan mended = RoutingPlan.of(
                lab().peer("a", "192.0.2.2", "64500")
                        .peer("r1", "192.0.2.9", "64500")
                        .build(),
                "n1",
                edited.basis());
        assertEquals(List.of(), mended.problems());
        assertEquals(Addresses.of("192.0.2.9"), mended.peers().getLast().address());
    }

    @Test
    void aPeerThatIsDeletedWhileItCannotBeUsedIsGone() throws InvalidValueException {
        RoutingPlan good = plan(lab().peer("r1", "192.0.2.1", "64500"));
        RoutingPlan edited = RoutingPlan.of(lab().peer("r1", "x", "64500").build(), "n1", good.basis());
        assertEquals(1, edited.peers().size());
        assertEquals(
                List.of(), RoutingPlan.of(lab().build(), "n1", edited.basis()).peers());
    }

    @Test
    void aNewPeerDoesNotTakeAnOlderOnesPlace() throws InvalidValueException {
        RoutingPlan plan = plan(lab().peer("r1", "192.0.2.1", "64500")
                .peer("a", "192.0.2.1", "64999")
                .created("a", 7));
        assertEquals("r1", plan.peers().getFirst().name());
        assertTrue(
                plan.problems().getFirst().message().startsWith("BGPPeer a: "),
                plan.problems().toString());
    }

    @Test
    void aDaemonOfTheHostIsToldWhatToPutInTheKernel() throws InvalidValueException {
        Snapshots birds = lab().peer("r1", "192.0.2.1", "64500");
        LearnedRoutesView learned =
                new LearnedRoutesView(true, 254, 1024, 186, true, List.of(Prefix.of("10.9.0.0/16")), 10_000);
        birds.configs.put("all", Written.config("all").backend(Backend.BIRD).learned(learned));
        RoutingPlan plan = plan(birds);
        assertEquals(new BackendChoice.Bird(BirdView.DEFAULT), plan.choice());
        assertEquals(List.of(), plan.problems());
        KernelRoutes kernel = plan.learned().byDaemon(Set.of(Prefix.of("192.0.2.0/24")));
        assertEquals(learned, kernel.wanted());
        assertTrue(
                kernel.shielded().containsAll(List.of(Prefix.of("10.9.0.0/16"), Prefix.of("192.0.2.0/24"))),
                kernel.shielded().toString());
        assertEquals(KernelRoutes.NONE, plan(lab()).learned().byDaemon(Set.of(Prefix.of("192.0.2.0/24"))));
    }
}
