package io.routelb.redistribution.bgp.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.redistribution.bgp.message.Update;
import io.routelb.redistribution.bgp.rib.UpdateGroups.Wish;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 4724 section 4.1: who has restarted chooses when all have told everything, and says then that it has told everything. */
class DeferralTest {
    private static final Set<IpFamily> BOTH = Set.of(IpFamily.values());
    private static final IPAddress ONE = Addresses.of("192.0.2.1");
    private static final IPAddress OTHER = Addresses.of("192.0.2.2");

    private final Rib rib = new Rib(Reachability.EVERYWHERE);
    private final Map<Prefix, Integer> chosen = new HashMap<>();

    DeferralTest() {
        rib.loc().listen(change -> chosen.put(change.prefix(), change.after().size()));
    }

    private PeerRoutes heard(Source source) {
        ImportPolicy policy = Ribs.imports(source, Ribs.accepting(100));
        PeerRoutes heard = new PeerRoutes(rib.loc(), policy);
        heard.up(policy, BOTH, Set.of(), 0);
        return heard;
    }

    private AdjRibOut told(PeerKind kind) {
        Source source = kind == PeerKind.EXTERNAL ? Ribs.external("192.0.2.8") : Ribs.internal("192.0.2.9", kind);
        Map<Prefix, RouteAttributes> own = RouteAttributes.plain(Set.of(Prefix.of("198.51.100.1/32")));
        return rib.groups().join(source, Set.of(IpFamily.IPV4), false, new Wish(Ribs.exports(kind), own));
    }

    private static List<String> drain(AdjRibOut out) {
        List<String> told = new ArrayList<>();
        while (!out.isSettled()) {
            Update update = (Update) out.next().orElseThrow();
            told.add(
                    update.endOfRib().isPresent()
                            ? "end"
                            : update.allAnnounced().stream()
                                    .map(Prefix::toString)
                                    .collect(Collectors.joining(" ")));
        }
        return told;
    }

    @Test
    void ownRoutesGoOutAtOnceWhatIsReflectedAndTheEndWaitForTheLastPeer() {
        rib.deferral().begin(Set.of(ONE, OTHER), true);
        AdjRibOut outside = told(PeerKind.EXTERNAL);
        AdjRibOut client = told(PeerKind.CLIENT);
        assertEquals(List.of("198.51.100.1/32", "end"), drain(outside), "it is told of own routes alone");
        assertEquals(List.of("198.51.100.1/32"), drain(client));
        rib.deferral().up(ONE, BOTH, true);
        rib.deferral().up(OTHER, Set.of(IpFamily.IPV4), true);
        heard(Ribs.external("192.0.2.1")).accept(Ribs.announce("10.0.0.1/32"));
        rib.deferral().toldAll(ONE, IpFamily.IPV4);
        rib.deferral().toldAll(OTHER, IpFamily.IPV4);
        assertEquals(List.of(), drain(client));
        assertFalse(client.hasEnded());
        assertEquals(Map.of(), chosen);
        rib.deferral().toldAll(ONE, IpFamily.IPV6);
        assertEquals(Map.of(Prefix.of("10.0.0.1/32"), 1), chosen);
        assertEquals(List.of("10.0.0.1/32", "end"), drain(client));
        assertTrue(client.hasEnded());
        assertEquals(List.of(), drain(outside));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "it tells all,                        told",
        "it need not say that it has told all, forgetful",
        "it is not configured any more,       removed",
        "the time is over,                    time"
    })
    void thePeerIsNotWaitedForAnyMore(String description, String event) {
        rib.deferral().begin(Set.of(ONE), true);
        heard(Ribs.external("192.0.2.1")).accept(Ribs.announce("10.0.0.1/32"));
        assertEquals(Map.of(), chosen);
        switch (event) {
            case "told" -> {
                rib.deferral().up(ONE, Set.of(IpFamily.IPV4), true);
                rib.deferral().toldAll(ONE, IpFamily.IPV4);
            }
            case "forgetful" -> rib.deferral().up(ONE, BOTH, false);
            case "removed" -> rib.deferral().among(Set.of(OTHER));
            default -> rib.deferral().end();
        }
        assertEquals(Map.of(Prefix.of("10.0.0.1/32"), 1), chosen, description);
    }

    @Test
    void aPeerThatFallsAndComesBackTellsAllAnew() {
        rib.deferral().begin(Set.of(ONE), true);
        rib.deferral().up(ONE, BOTH, true);
        rib.deferral().toldAll(ONE, IpFamily.IPV4);
        rib.deferral().up(ONE, BOTH, true);
        rib.deferral().toldAll(ONE, IpFamily.IPV6);
        assertTrue(rib.loc().isDeferring());
        rib.deferral().toldAll(ONE, IpFamily.IPV4);
        assertFalse(rib.loc().isDeferring());
    }

    @Test
    void withoutAPredecessorThePeersAreWaitedForAndTheChoiceDoesNotWait() {
        rib.deferral().begin(Set.of(ONE), false);
        heard(Ribs.external("192.0.2.1")).accept(Ribs.announce("10.0.0.1/32"));
        assertEquals(Map.of(Prefix.of("10.0.0.1/32"), 1), chosen);
        rib.deferral().up(ONE, Set.of(IpFamily.IPV4), true);
        assertTrue(rib.deferral().isPending());
        rib.deferral().toldAll(ONE, IpFamily.IPV4);
        assertFalse(rib.deferral().isPending());
    }

    @Test
    void withoutARestartNobodyIsWaitedFor() {
        rib.deferral().among(Set.of(ONE));
        rib.deferral().up(ONE, BOTH, true);
        heard(Ribs.external("192.0.2.1")).accept(Ribs.announce("10.0.0.1/32"));
        assertEquals(Map.of(Prefix.of("10.0.0.1/32"), 1), chosen);
        assertEquals(
                List.of("198.51.100.1/32", "10.0.0.1/32", "end"),
                drain(told(PeerKind.CLIENT)).stream()
                        .sorted((one, other) -> one.equals("end") ? 1 : other.equals("end") ? -1 : other.compareTo(one))
                        .toList());
    }
}
