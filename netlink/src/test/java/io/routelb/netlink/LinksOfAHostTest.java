package io.routelb.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.IpFamily;
import io.routelb.netlink.value.AddressChange;
import io.routelb.netlink.value.InterfaceAddress;
import io.routelb.netlink.value.Link;
import io.routelb.netlink.value.OperState;
import io.routelb.netlink.value.RtEvent;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a host's own interface tells: its state, a duplicate address, the way out. Two hosts on one cable. */
@Timeout(30)
final class LinksOfAHostTest {
    private static final IPAddress ADDRESS = Addresses.of("2001:db8::7");
    private static final int OUR_PROTO = 0x52;

    private FreshNamespace here;
    private FreshNamespace there;
    private Rtnetlink rtnetlink;

    @BeforeEach
    void joinTwoHosts() throws Exception {
        here = new FreshNamespace();
        there = new FreshNamespace();
        FreshNamespace.join(here, there);
        rtnetlink = here.namespace().call(Rtnetlink::open);
    }

    @AfterEach
    void close() {
        if (rtnetlink != null) {
            rtnetlink.close();
        }
        for (FreshNamespace namespace : new FreshNamespace[] {here, there}) {
            if (namespace != null) {
                namespace.close();
            }
        }
    }

    @Test
    void aLinkSaysWhatItIsAndWhetherItCanCarryPackets() throws Exception {
        Link up = awaitLink(link -> link.operState() == OperState.UP);
        assertEquals("veth", up.kind());
        assertTrue(up.hasNeighbours() && up.lowerUp());
        there.ip("link set eth0 down");
        // Which of the two depends on whether the ends happen to have the same index, each in its namespace.
        Set<OperState> cut = Set.of(OperState.DOWN, OperState.LOWER_LAYER_DOWN);
        Link dark = awaitLink(link -> !link.lowerUp() && cut.contains(link.operState()));
        assertTrue(dark.up(), "nobody set it down here");
        Link lo = rtnetlink.link("lo").orElseThrow();
        assertFalse(lo.hasNeighbours());
        Link quiet = rtnetlink.createLink("kube-lb0", "ifb");
        assertFalse(quiet.hasNeighbours(), "a link without ARP has nobody to tell");
    }

    private Link awaitLink(Predicate<Link> wanted) throws NetlinkException {
        long deadline = System.nanoTime() + 5_000_000_000L;
        Link link = rtnetlink.link("eth0").orElseThrow();
        while (!wanted.test(link)) {
            assertTrue(System.nanoTime() < deadline, "the link stays " + link);
            link = rtnetlink.link("eth0").orElseThrow();
        }
        return link;
    }

    @Test
    void aDuplicateIpv6AddressIsSeenInTheEventAndInTheDump() throws Exception {
        there.ip("addr add " + ADDRESS + "/64 dev eth0 nodad");
        int index = rtnetlink.link("eth0").orElseThrow().index();
        try (RtnetlinkMonitor monitor =
                here.namespace().call(() -> RtnetlinkMonitor.open(EnumSet.of(EventGroup.IPV6_ADDRESSES)))) {
            AddressChange add = AddressChange.Add.forever(index, ADDRESS, 64, Set.of(), OUR_PROTO);
            assertTrue(rtnetlink.apply(List.of(add)).getFirst().ok());
            InterfaceAddress first = rtnetlink.addresses().stream()
                    .filter(address -> address.address().equals(ADDRESS))
                    .findFirst()
                    .orElseThrow();
            assertTrue(first.tentative() || first.duplicate(), "it does not serve before it was checked");
            awaitDuplicate(monitor);
        }
        InterfaceAddress held = rtnetlink.addresses().stream()
                .filter(address -> address.address().equals(ADDRESS))
                .findFirst()
                .orElseThrow();
        assertTrue(held.duplicate(), "the failure stays visible");
        assertEquals(OUR_PROTO, held.proto());
    }

    private static void awaitDuplicate(RtnetlinkMonitor monitor) throws NetlinkException {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (System.nanoTime() < deadline) {
            for (RtEvent event : monitor.poll(Duration.ofMillis(200))) {
                if (event instanceof RtEvent.AddressAdded told
                        && told.address().address().equals(ADDRESS)
                        && told.address().duplicate()) {
                    return;
                }
            }
        }
        fail("the duplicate was not told");
    }

    @Test
    void theDefaultInterfaceIsThatOfTheBestDefaultRouteOfTheFamily() throws Exception {
        assertEquals(Optional.empty(), rtnetlink.defaultRoute(IpFamily.IPV4));
        assertEquals(Optional.empty(), rtnetlink.defaultRoute(IpFamily.IPV6));
        here.ip("link add other up type ifb");
        here.ip("addr add 192.0.2.11/24 dev eth0");
        here.ip("addr add 2001:db8::11/64 dev eth0 nodad");
        here.ip("addr add 198.51.100.11/24 dev other");
        here.ip("route add default via 198.51.100.1 metric 200");
        assertEquals("other", defaultInterface(IpFamily.IPV4));
        here.ip("route add default via 192.0.2.1 metric 100");
        here.ip("-6 route add unreachable default metric 1");
        assertEquals(Optional.empty(), rtnetlink.defaultRoute(IpFamily.IPV6));
        here.ip("-6 route add default via 2001:db8::1 metric 1024");
        assertEquals("eth0", defaultInterface(IpFamily.IPV4));
        assertEquals("eth0", defaultInterface(IpFamily.IPV6));
    }

    private String defaultInterface(IpFamily family) throws NetlinkException {
        int index = rtnetlink
                .defaultRoute(family)
                .orElseThrow()
                .nextHops()
                .getFirst()
                .index();
        return rtnetlink.links().stream()
                .filter(link -> link.index() == index)
                .findFirst()
                .orElseThrow()
                .name();
    }
}
