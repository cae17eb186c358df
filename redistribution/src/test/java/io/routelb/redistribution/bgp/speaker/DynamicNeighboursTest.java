package io.routelb.redistribution.bgp.speaker;

import static io.routelb.redistribution.bgp.speaker.Lab.peer;
import static org.junit.jupiter.api.Assertions.assertEquals;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.Prefix;
import io.routelb.model.SpeakerOptions.DynamicPeers;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DynamicNeighboursTest {
    private static final DynamicPeers WIDE = range("192.0.2.0/24", 65030, 2);
    private static final DynamicPeers NARROW = range("192.0.2.16/28", 65031, 40);
    private static final DynamicPeers IPV6 = range("2001:db8::/64", 65032, 1);

    private final DynamicNeighbours neighbours = new DynamicNeighbours();

    private static DynamicPeers range(String from, long asn, int limit) {
        return new DynamicPeers(Prefix.of(from), peer("192.0.2.0", asn, 64512, 179, "192.0.2.1"), limit);
    }

    private static IPAddress address(String text) {
        return Addresses.of(text);
    }

    private String refusal(DynamicPeers range, long halfOpen) {
        return neighbours.refuse(range, halfOpen).map(Refusal::reason).orElse("let in");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(textBlock = """
            192.0.2.15,    192.0.2.0/24
            192.0.2.16,    192.0.2.16/28
            192.0.2.31,    192.0.2.16/28
            192.0.2.32,    192.0.2.0/24
            2001:db8::7,   2001:db8::/64
            198.51.100.1,  none
            2001:db8:1::7, none
            """)
    void whoIsInSeveralRangesIsOfTheNarrowest(String from, String range) {
        for (List<DynamicPeers> order : List.of(List.of(WIDE, NARROW, IPV6), List.of(IPV6, NARROW, WIDE))) {
            neighbours.replace(order);
            Optional<DynamicPeers> found = neighbours.rangeOf(address(from));
            assertEquals(range, found.map(each -> each.from().toString()).orElse("none"));
        }
    }

    @Test
    void aRangeIsFullByItselfAndThoseWhoSaidNothingCountTogether() {
        neighbours.replace(List.of(WIDE, NARROW));
        neighbours.add(address("192.0.2.1"), WIDE);
        assertEquals("let in", refusal(WIDE, 31));
        assertEquals("32 neighbours have connected and said nothing yet", refusal(NARROW, 32));
        neighbours.add(address("192.0.2.2"), WIDE);
        assertEquals("there are 2 neighbours from 192.0.2.0/24 already, the most there may be", refusal(WIDE, 0));
        assertEquals("let in", refusal(NARROW, 0));
        neighbours.remove(address("192.0.2.1"));
        assertEquals("let in", refusal(WIDE, 0));
    }
}
