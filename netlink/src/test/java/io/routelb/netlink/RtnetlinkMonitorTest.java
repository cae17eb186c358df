package io.routelb.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.Prefix;
import io.routelb.netlink.value.AddressChange;
import io.routelb.netlink.value.RtEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against the real kernel; the changes are made by {@code ip}, as somebody else's would be. */
@Timeout(30)
final class RtnetlinkMonitorTest {
    private FreshNamespace fresh;
    private RtnetlinkMonitor monitor;
    private final List<RtEvent> seen = new ArrayList<>();

    @BeforeEach
    void openInside() throws Exception {
        fresh = new FreshNamespace();
        monitor = fresh.namespace().call(() -> RtnetlinkMonitor.open(EnumSet.allOf(EventGroup.class)));
    }

    @AfterEach
    void close() {
        if (monitor != null) {
            monitor.close();
        }
        if (fresh != null) {
            fresh.close();
        }
    }

    private void await(String what, Predicate<RtEvent> wanted) throws NetlinkException {
        long deadline = System.nanoTime() + 5_000_000_000L;
        while (System.nanoTime() < deadline) {
            if (seen.stream().anyMatch(wanted)) {
                return;
            }
            seen.addAll(monitor.poll(Duration.ofMillis(100)));
        }
        fail(what + " was not told, but " + seen);
    }

    private static boolean isLink(RtEvent event, String name) {
        return event instanceof RtEvent.LinkChanged told && told.link().name().equals(name);
    }

    @Test
    void tellsLinksAndAddressesChangedByOthers() throws Exception {
        fresh.ip("link add kube-lb0 type ifb");
        await("the link", event -> isLink(event, "kube-lb0"));
        fresh.ip("link set kube-lb0 up");
        await(
                "up",
                event -> event instanceof RtEvent.LinkChanged told
                        && isLink(event, "kube-lb0")
                        && told.link().up());
        for (String cidr : List.of("192.0.2.1/24", "2001:db8::1/64")) {
            IPAddress address = Addresses.of(cidr.substring(0, cidr.indexOf('/')));
            fresh.ip("addr add " + cidr + " dev kube-lb0");
            await(
                    "added " + cidr,
                    event -> event instanceof RtEvent.AddressAdded told
                            && told.address().address().equals(address));
            fresh.ip("addr del " + cidr + " dev kube-lb0");
            await(
                    "removed " + cidr,
                    event -> event instanceof RtEvent.AddressRemoved told
                            && told.address().address().equals(address));
        }
        fresh.ip("link del kube-lb0");
        await(
                "the removed link",
                event -> event instanceof RtEvent.LinkRemoved told
                        && told.link().name().equals("kube-lb0"));
        assertTrue(seen.stream().noneMatch(RtEvent.Overrun.class::isInstance));
    }

    @Test
    void tellsRoutesChangedByOthersWithAllTheirNextHops() throws Exception {
        fresh.ip("link add kube-lb0 up type ifb");
        fresh.ip("addr add 192.0.2.1/24 dev kube-lb0");
        fresh.ip("addr add 2001:db8::1/64 dev kube-lb0 nodad");
        tellsRoute("203.0.113.7/32", "192.0.2.2", "192.0.2.3");
        tellsRoute("2001:db8:7::/64", "2001:db8::2", "2001:db8::3");
    }

    private void tellsRoute(String prefix, String oneGateway, String otherGateway) throws Exception {
        fresh.ip("route add " + prefix + " proto bird nexthop via " + oneGateway + " nexthop via " + otherGateway);
        await(
                "added " + prefix,
                event -> event instanceof RtEvent.RouteAdded told
                        && told.route().prefix().equals(Prefix.of(prefix))
                        && told.route().nextHops().stream()
                                .map(hop -> hop.gateway().orElseThrow())
                                .toList()
                                .equals(List.of(Addresses.of(oneGateway), Addresses.of(otherGateway)))
                        && told.route().protocol() == 12);
        fresh.ip("route del " + prefix);
        await(
                "removed " + prefix,
                event -> event instanceof RtEvent.RouteRemoved told
                        && told.route().prefix().equals(Prefix.of(prefix)));
    }

    @Test
    void tellsOnlyTheGroupsAskedFor() throws Exception {
        try (RtnetlinkMonitor addressesOnly =
                fresh.namespace().call(() -> RtnetlinkMonitor.open(EnumSet.of(EventGroup.IPV4_ADDRESSES)))) {
            fresh.ip("link set lo up");
            fresh.ip("addr add 192.0.2.1/32 dev lo");
            List<RtEvent> events = new ArrayList<>();
            while (events.size() < 2) { // the other one is lo's own 127.0.0.1
                events.addAll(addressesOnly.poll(Duration.ofSeconds(5)));
            }
            assertTrue(events.stream().allMatch(RtEvent.AddressAdded.class::isInstance), events::toString);
        }
    }

    @Test
    void aPortLeavingABridgeIsNotARemovedLink() throws Exception {
        fresh.ip("link add br0 type bridge");
        fresh.ip("link add kube-lb0 type ifb");
        fresh.ip("link set kube-lb0 master br0");
        fresh.ip("link set kube-lb0 nomaster");
        fresh.ip("link add last type ifb");
        await("the last link", event -> isLink(event, "last"));
        assertTrue(seen.stream().noneMatch(RtEvent.LinkRemoved.class::isInstance), seen::toString);
    }

    @Test
    void saysWhenEventsWereLost() throws Exception {
        try (RtnetlinkMonitor cramped =
                        fresh.namespace().call(() -> RtnetlinkMonitor.open(EnumSet.allOf(EventGroup.class), 2048));
                Rtnetlink rtnetlink = fresh.namespace().call(Rtnetlink::open)) {
            int index = rtnetlink.createLink("kube-lb0", "ifb").index();
            rtnetlink.setUp(index);
            List<AddressChange> changes = new ArrayList<>();
            for (int i = 1; i < 200; i++) {
                changes.add(AddressChange.Add.forever(index, Addresses.of("198.51.100." + i), 32, Set.of(), 0));
            }
            rtnetlink.apply(changes);
            assertTrue(cramped.poll(Duration.ofSeconds(5)).stream().anyMatch(RtEvent.Overrun.class::isInstance));
        }
    }

    @Test
    void pollEndsAtItsTimeoutWithNothing() throws Exception {
        assertEquals(List.of(), monitor.poll(Duration.ZERO));
        long before = System.nanoTime();
        assertEquals(List.of(), monitor.poll(Duration.ofMillis(30)));
        assertTrue(System.nanoTime() - before >= 30_000_000L);
    }

    @Test
    void aWakeupEndsThePollThatWaitsAndOnlyThat() throws Exception {
        Thread waker = Thread.ofPlatform().name("waker").start(monitor::wakeup);
        long before = System.nanoTime();
        assertEquals(List.of(), monitor.poll(Duration.ofSeconds(20)));
        assertTrue(System.nanoTime() - before < 10_000_000_000L);
        waker.join();
        before = System.nanoTime();
        assertEquals(List.of(), monitor.poll(Duration.ofMillis(30)));
        assertTrue(System.nanoTime() - before >= 30_000_000L, "the wakeup was used up");
    }

    @Test
    void onceClosedAWakeupDoesNothingAndAPollIsABug() {
        monitor.close();
        monitor.wakeup();
        assertThrows(IllegalStateException.class, () -> monitor.poll(Duration.ZERO));
    }
}
