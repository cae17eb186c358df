package io.routelb.node.neighbour;

import static org.junit.jupiter.api.Assertions.assertEquals;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.netlink.value.Link;
import io.routelb.netlink.value.OperState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Links on which nobody can be looked for; what is heard on real ones is shown by the lab's {@code bgp-unnumbered}. */
class NeighboursTest {
    private static final String MAC = "02:00:00:00:00:01";

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
        no such link,             eth9, 10043, 02:00:00:00:00:01, true,  there is no interface eth1
        switched off,             eth1, 10002, 02:00:00:00:00:01, true,  interface eth1 is down
        without carrier,          eth1, 43,    02:00:00:00:00:01, true,  interface eth1 is down
        a link that asks nobody,  eth1, 100c3, 02:00:00:00:00:01, true,  interface eth1 has no Ethernet neighbours
        a tunnel,                 eth1, 10043, 0a:00:00:01,       true,  interface eth1 has no Ethernet neighbours
        nobody to answer to,      eth1, 10043, 02:00:00:00:00:01, false, interface eth1 has no link-local IPv6 address
        """)
    void saysWhyItDoesNotLook(
            String description, String name, String flags, String mac, boolean linkLocal, String problem) {
        Link link = new Link(2, name, "", Integer.parseInt(flags, 16), 1500, mac, OperState.UP);
        Map<String, IPAddress> own = linkLocal ? Map.of("eth1", Addresses.of("fe80::11")) : Map.of();
        try (Neighbours neighbours = new Neighbours(() -> {})) {
            assertEquals(
                    Map.of("eth1", Found.nobody(problem)),
                    neighbours.follow(Set.of("eth1"), List.of(link), own),
                    description);
        }
    }

    @Test
    void looksOnLinksThatAreAskedForOnly() {
        Link link = new Link(2, "eth1", "", 0x1_0043, 1500, MAC, OperState.UP);
        try (Neighbours neighbours = new Neighbours(() -> {})) {
            assertEquals(
                    Map.of(), neighbours.follow(Set.of(), List.of(link), Map.of("eth1", Addresses.of("fe80::11"))));
        }
    }
}
