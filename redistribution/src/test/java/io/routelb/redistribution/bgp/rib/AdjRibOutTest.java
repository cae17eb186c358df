package io.routelb.redistribution.bgp.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import io.routelb.redistribution.bgp.message.AsPath;
import io.routelb.redistribution.bgp.message.Dialect;
import io.routelb.redistribution.bgp.message.LocalPref;
import io.routelb.redistribution.bgp.message.Origin;
import io.routelb.redistribution.bgp.message.Update;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AdjRibOutTest {
    private static final Dialect EXTERNAL = new Dialect(true, true);
    private static final Map<IpFamily, IPAddress> BOTH =
            Map.of(IpFamily.IPV4, Addresses.of("192.0.2.11"), IpFamily.IPV6, Addresses.of("2001:db8::11"));
    private static final ExportPolicy POLICY = new ExportPolicy(new Asn(64512), EXTERNAL, BOTH);

    private final AdjRibOut rib = new AdjRibOut(EXTERNAL);

    private static Set<Prefix> routes(String... prefixes) {
        return Arrays.stream(prefixes).map(Prefix::of).collect(Collectors.toSet());
    }

    private List<String> drain() {
        List<String> told = new ArrayList<>();
        while (!rib.isSettled()) {
            Update update = rib.next().orElseThrow();
            update.allWithdrawn().forEach(each -> told.add("-" + each));
            update.allAnnounced().forEach(each -> told.add("+" + each));
        }
        assertTrue(rib.next().isEmpty());
        return told;
    }

    @Test
    void tellsOnlyTheDifferenceAndWithdrawsFirst() {
        rib.replace(POLICY.export(routes("198.51.100.1/32", "2001:db8:1::1/128")));
        assertEquals(2, drain().size());
        rib.replace(POLICY.export(routes("198.51.100.2/32", "2001:db8:1::1/128")));
        assertEquals(List.of("-198.51.100.1/32", "+198.51.100.2/32"), drain());
        assertEquals(2, rib.size());
        rib.replace(POLICY.export(routes("198.51.100.2/32", "2001:db8:1::1/128")));
        assertEquals(List.of(), drain());
    }

    @Test
    void aRouteThatCameAndWentBeforeItWasToldIsNeverTold() {
        rib.replace(POLICY.export(routes("198.51.100.1/32")));
        rib.replace(POLICY.export(routes()));
        assertEquals(List.of(), drain());
    }

    @Test
    void aChangedPathIsToldAnewWithoutAWithdrawal() {
        rib.replace(POLICY.export(routes("198.51.100.1/32")));
        drain();
        ExportPolicy moved =
                new ExportPolicy(new Asn(64512), EXTERNAL, Map.of(IpFamily.IPV4, Addresses.of("192.0.2.99")));
        rib.replace(moved.export(routes("198.51.100.1/32")));
        assertEquals(List.of("+198.51.100.1/32"), drain());
    }

    @Test
    void aRefreshTellsTheFamilyAgain() {
        rib.replace(POLICY.export(routes("198.51.100.1/32", "2001:db8:1::1/128")));
        drain();
        rib.resend(IpFamily.IPV6);
        assertEquals(List.of("+2001:db8:1::1/128"), drain());
    }

    @Test
    void aFamilyWithoutANextHopIsNotAdvertised() {
        ExportPolicy v4 = new ExportPolicy(new Asn(64512), EXTERNAL, Map.of(IpFamily.IPV4, Addresses.of("192.0.2.11")));
        assertEquals(
                routes("198.51.100.1/32"),
                v4.export(routes("198.51.100.1/32", "2001:db8:1::1/128")).keySet());
    }

    @Test
    void attributesFollowTheKindOfPeer() {
        Prefix prefix = Prefix.of("198.51.100.1/32");
        assertEquals(
                List.of(Origin.IGP, AsPath.EMPTY, new LocalPref(100)),
                attributes(new ExportPolicy(new Asn(64512), new Dialect(true, false), BOTH), prefix));
        assertEquals(List.of(Origin.IGP, AsPath.sequence(List.of(64512L))), attributes(POLICY, prefix));
    }

    private static List<?> attributes(ExportPolicy policy, Prefix prefix) {
        return policy.export(Set.of(prefix)).values().iterator().next().attributes();
    }

    /** Whatever is asked for in whatever order, with the peer reading only now and then, it ends up knowing the last state. */
    @Property(tries = 200)
    void aPeerThatReadsNowAndThenEndsUpWithTheLatestState(
            @ForAll @Size(max = 20) List<@Size(max = 30) Set<@IntRange(max = 60) Integer>> history,
            @ForAll @Size(value = 20) List<@IntRange(max = 2) Integer> reads) {
        AdjRibOut out = new AdjRibOut(EXTERNAL);
        Set<Prefix> known = new HashSet<>();
        Set<Prefix> last = Set.of();
        for (int i = 0; i < history.size(); i++) {
            last = history.get(i).stream()
                    .map(n -> Prefix.of("10.0.0." + n + "/32"))
                    .collect(Collectors.toSet());
            out.replace(POLICY.export(last));
            for (int read = 0; read < reads.get(i); read++) {
                out.next().ifPresent(update -> learn(update, known));
            }
            assertEquals(known.size(), out.size());
        }
        while (!out.isSettled()) {
            out.next().ifPresent(update -> learn(update, known));
        }
        assertEquals(last, known);
    }

    private static void learn(Update update, Set<Prefix> known) {
        update.allWithdrawn().forEach(known::remove);
        known.addAll(update.allAnnounced());
    }

    @Test
    void receivedPrefixesAreCountedUpToTheLimit() {
        AdjRibIn in = new AdjRibIn(2);
        Update three = new Update(
                List.of(),
                List.of(),
                List.of(Prefix.of("10.0.0.1/32"), Prefix.of("10.0.0.2/32"), Prefix.of("10.0.0.3/32")));
        in.accept(three);
        assertEquals(2, in.size());
        in.accept(new Update(List.of(Prefix.of("10.0.0.1/32")), List.of(), List.of()));
        assertEquals(1, in.size());
    }
}
