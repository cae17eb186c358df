package io.routelb.node.elect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RendezvousTest {
    private static String winner(List<String> nodes, IPAddress address) {
        Comparator<String> byWeight = (one, other) ->
                Long.compareUnsigned(Rendezvous.weight(one, address), Rendezvous.weight(other, address));
        return nodes.stream().max(byWeight).orElseThrow();
    }

    private static List<String> nodes(int count) {
        List<String> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            nodes.add("worker-" + i + ".example.net");
        }
        return nodes;
    }

    /** Pearson's chi-square over 20 nodes has 19 degrees of freedom: above 43.8 once in a thousand. Node names and addresses are fixed. */
    @ParameterizedTest
    @CsvSource({"192.0.0.0", "10.255.0.0", "2001:db8::", "fd00:1:2:3::ff:0"})
    void spreadIsEven(String first) {
        List<String> nodes = nodes(20);
        int addresses = 4000;
        long[] won = new long[nodes.size()];
        for (int i = 0; i < addresses; i++) {
            won[nodes.indexOf(winner(nodes, Addresses.of(first).increment(i)))]++;
        }
        double expected = (double) addresses / nodes.size();
        double chiSquare = 0;
        for (long count : won) {
            chiSquare += (count - expected) * (count - expected) / expected;
        }
        assertTrue(chiSquare < 43.8, "chi-square " + chiSquare);
    }

    @Test
    void aNodeThatGoesMovesOnlyWhatItHad() {
        List<String> all = nodes(20);
        List<String> fewer = all.subList(1, all.size());
        for (int i = 0; i < 500; i++) {
            IPAddress address = Addresses.of("198.51.100.0").increment(i);
            String before = winner(all, address);
            if (!before.equals(all.getFirst())) {
                assertEquals(before, winner(fewer, address));
            }
        }
    }

    /** Agents of different versions must agree: these numbers, computed by another program, never change. */
    @ParameterizedTest
    @CsvSource({
        "n1,                   192.0.2.240,  969e96ab22c367cc",
        "n1,                   2001:db8::f0, e2b30306645e5870",
        "worker-7.example.net, 10.0.0.1,     2bbf78e969def94f"
    })
    void theFunctionIsPinned(String node, String address, String weight) {
        assertEquals(weight, Long.toHexString(Rendezvous.weight(node, Addresses.of(address))));
    }
}
