package io.routelb.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import io.routelb.netlink.value.AddressChange;
import io.routelb.netlink.value.AddressFlag;
import io.routelb.netlink.value.InterfaceAddress;
import io.routelb.netlink.value.Link;
import io.routelb.netlink.value.NextHop;
import io.routelb.netlink.value.Route;
import io.routelb.netlink.value.RouteChange;
import io.routelb.netlink.value.RouteType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against the real kernel, in a namespace of its own. Kind ifb stands in where the kernel has no dummy; both are tried. */
@Timeout(30)
final class RtnetlinkTest {
    private static final int OUR_PROTO = 77;

    private FreshNamespace fresh;
    private Rtnetlink rtnetlink;

    @BeforeEach
    void openInside() throws Exception {
        fresh = new FreshNamespace();
        rtnetlink = fresh.namespace().call(Rtnetlink::open);
    }

    @AfterEach
    void close() {
        if (rtnetlink != null) {
            rtnetlink.close();
        }
        if (fresh != null) {
            fresh.close();
        }
    }

    private Link newLink() throws NetlinkException {
        Link link = rtnetlink.createLink("kube-lb0", "ifb");
        rtnetlink.setUp(link.index());
        return rtnetlink.link("kube-lb0").orElseThrow();
    }

    private static AddressChange add(int index, String address) {
        return AddressChange.Add.forever(index, Addresses.of(address), bits(address), Set.of(), OUR_PROTO);
    }

    private static AddressChange remove(int index, String address) {
        return new AddressChange.Remove(index, Addresses.of(address), bits(address));
    }

    private static int bits(String address) {
        return IpFamily.of(Addresses.of(address)).bits();
    }

    private List<InterfaceAddress> ours() throws NetlinkException {
        return rtnetlink.addresses().stream()
                .filter(address -> address.proto() == OUR_PROTO)
                .toList();
    }

    @Test
    void makesALinkSetsItUpAndDeletesIt() throws Exception {
        Link made = rtnetlink.createLink("kube-lb0", "ifb");
        assertEquals("kube-lb0", made.name());
        assertEquals("ifb", made.kind());
        assertFalse(made.up());
        assertTrue(made.mac().matches("([0-9a-f]{2}:){5}[0-9a-f]{2}"), made.mac());
        assertEquals(1500, made.mtu());

        rtnetlink.setUp(made.index());
        Link up = rtnetlink.link("kube-lb0").orElseThrow();
        assertTrue(up.up() && up.lowerUp() && up.running());
        assertTrue(rtnetlink.links().contains(up));
        assertTrue(rtnetlink.links().stream().anyMatch(link -> link.name().equals("lo")));

        rtnetlink.deleteLink(made.index());
        assertEquals(Optional.empty(), rtnetlink.link("kube-lb0"));
    }

    @Test
    void refusalsCarryErrnoAndTheKernelsWords() throws Exception {
        newLink();
        assertEquals(17, refused(() -> rtnetlink.createLink("kube-lb0", "ifb")).errno());
        assertEquals(19, refused(() -> rtnetlink.deleteLink(99_999)).errno());
        NetlinkException kind = refused(() -> rtnetlink.createLink("x", "no-such-kind"));
        assertEquals(95, kind.errno());
        assertEquals("create link x of kind no-such-kind", kind.operation());
        assertEquals("Unknown device type", kind.kernelText());
        assertTrue(kind.getMessage().startsWith("cannot create link x of kind no-such-kind: "), kind.getMessage());
    }

    private static NetlinkException refused(org.junit.jupiter.api.function.Executable executable) {
        return assertThrows(NetlinkException.class, executable);
    }

    @Test
    void addsDumpsAndRemovesAThousandAddresses() throws Exception {
        int index = newLink().index();
        IPAddress base = Addresses.of("203.0.113.0");
        List<AddressChange> adds = new ArrayList<>();
        List<AddressChange> removals = new ArrayList<>();
        Set<IPAddress> wanted = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            IPAddress address = base.increment(i);
            wanted.add(address);
            adds.add(AddressChange.Add.forever(index, address, 32, Set.of(), OUR_PROTO));
            removals.add(new AddressChange.Remove(index, address, 32));
        }
        assertTrue(rtnetlink.apply(adds).stream().allMatch(ChangeResult::ok));
        Set<IPAddress> held = new HashSet<>();
        ours().forEach(address -> held.add(address.address()));
        assertEquals(wanted, held);
        assertTrue(rtnetlink.apply(adds).stream().allMatch(ChangeResult::ok), "adding again is no error");
        assertEquals(1000, ours().size());
        assertEquals(Collections.nCopies(1000, new ChangeResult(0, "")), rtnetlink.apply(removals));
        assertEquals(List.of(), ours());
    }

    @Test
    void eachChangeHasItsOwnAnswerAtItsPosition() throws Exception {
        int index = newLink().index();
        List<ChangeResult> results = rtnetlink.apply(List.of(
                add(index, "198.51.100.1"),
                add(99_999, "198.51.100.2"),
                remove(index, "198.51.100.3"),
                remove(index, "2001:db8::3"),
                add(index, "2001:db8::1"),
                remove(index, "198.51.100.1")));
        assertEquals(
                List.of(0, 19, 99, 99, 0, 0),
                results.stream().map(ChangeResult::errno).toList());
        assertEquals(
                List.of(Addresses.of("2001:db8::1")),
                ours().stream().map(InterfaceAddress::address).toList());
        String sentence = results.get(2).sentence("remove 198.51.100.3/32");
        assertTrue(
                sentence.startsWith("cannot remove 198.51.100.3/32: Cannot assign requested address (errno 99)"),
                sentence);
    }

    @Test
    void keepsLifetimesFlagsAndProto() throws Exception {
        int index = newLink().index();
        Set<AddressFlag> flags = Set.of(AddressFlag.NO_DAD, AddressFlag.NO_PREFIX_ROUTE);
        List<AddressChange> changes = List.of(
                new AddressChange.Add(index, Addresses.of("2001:db8::5"), 64, 600, 300, flags, OUR_PROTO),
                new AddressChange.Add(
                        index,
                        Addresses.of("192.0.2.5"),
                        24,
                        900,
                        800,
                        Set.of(AddressFlag.NO_PREFIX_ROUTE),
                        OUR_PROTO));
        assertTrue(rtnetlink.apply(changes).stream().allMatch(ChangeResult::ok));
        for (InterfaceAddress address : ours()) {
            boolean v6 = address.family() == IpFamily.IPV6;
            assertEquals(index, address.index());
            assertEquals(v6 ? 64 : 24, address.prefixLength());
            assertTrue(address.validSeconds() > (v6 ? 590 : 890) && address.validSeconds() <= (v6 ? 600 : 900));
            assertTrue(address.preferredSeconds() > (v6 ? 290 : 790) && address.preferredSeconds() <= (v6 ? 300 : 800));
            assertTrue(address.has(AddressFlag.NO_PREFIX_ROUTE));
            assertEquals(v6, address.has(AddressFlag.NO_DAD));
            assertFalse(address.tentative() || address.duplicate() || address.confined());
        }
        assertEquals(2, ours().size());
        assertTrue(rtnetlink.addresses().stream().anyMatch(InterfaceAddress::confined), "fe80:: is listed too");
    }

    @Test
    void replacesRoutesWithAllTheirNextHopsAndRemovesThem() throws Exception {
        int index = newLink().index();
        rtnetlink.apply(List.of(
                AddressChange.Add.forever(index, Addresses.of("192.0.2.1"), 24, Set.of(), 0),
                AddressChange.Add.forever(index, Addresses.of("2001:db8::1"), 64, Set.of(AddressFlag.NO_DAD), 0)));
        List<NextHop> two = List.of(
                NextHop.via(Addresses.of("192.0.2.2"), index),
                new NextHop(Optional.of(Addresses.of("192.0.2.3")), index, 3));
        List<NextHop> two6 = List.of(
                NextHop.via(Addresses.of("2001:db8::2"), index), NextHop.via(Addresses.of("2001:db8::3"), index));
        Route ecmp = new Route(Prefix.of("203.0.113.7/32"), two, RouteType.UNICAST, 186, Route.TABLE_MAIN, 20);
        Route ecmp6 = new Route(Prefix.of("2001:db8:1::/64"), two6, RouteType.UNICAST, 186, Route.TABLE_MAIN, 20);
        Route hole = new Route(Prefix.of("203.0.113.0/24"), List.of(), RouteType.BLACKHOLE, 186, 1000, 0);
        Route single =
                new Route(ecmp.prefix(), List.of(NextHop.onLink(index)), RouteType.UNICAST, 186, Route.TABLE_MAIN, 20);

        assertEquals(Collections.nCopies(4, 0), errnos(add(single), add(ecmp), add(ecmp6), add(hole)));
        assertEquals(List.of(ecmp), ours(Route.TABLE_MAIN, IpFamily.IPV4));
        assertEquals(List.of(ecmp6), ours(Route.TABLE_MAIN, IpFamily.IPV6));
        assertEquals(List.of(hole), ours(1000, IpFamily.IPV4));
        assertEquals(List.of(), ours(4242, IpFamily.IPV4));

        assertEquals(List.of(0, 0, 0, 3), errnos(drop(ecmp), drop(ecmp6), drop(hole), drop(hole)));
        assertEquals(List.of(), ours(Route.TABLE_MAIN, IpFamily.IPV4));
        assertEquals(List.of(), ours(Route.TABLE_MAIN, IpFamily.IPV6));
    }

    private static RouteChange add(Route route) {
        return new RouteChange.Add(route);
    }

    private static RouteChange drop(Route route) {
        return new RouteChange.Remove(route);
    }

    private List<Integer> errnos(RouteChange... changes) throws NetlinkException {
        return rtnetlink.applyRoutes(List.of(changes)).stream()
                .map(ChangeResult::errno)
                .toList();
    }

    private List<Route> ours(int table, IpFamily family) throws NetlinkException {
        return rtnetlink.routes(table, family).stream()
                .filter(route -> route.protocol() == 186)
                .toList();
    }

    @Test
    void losesNoAnswerAndNoOrderWhenTheReceiveBufferIsTooSmall() throws Exception {
        int index = newLink().index();
        List<AddressChange> changes = new ArrayList<>();
        List<Integer> expected = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            String address = "198.51.100." + i;
            changes.add(add(index, address));
            changes.add(remove(index, address));
            changes.add(add(i % 2 == 0 ? index : 99_999, address));
            expected.addAll(List.of(0, 0, i % 2 == 0 ? 0 : 19));
        }
        try (Rtnetlink cramped = fresh.namespace().call(() -> Rtnetlink.open(2048))) {
            assertEquals(
                    expected,
                    cramped.apply(changes).stream().map(ChangeResult::errno).toList());
            assertEquals(
                    100,
                    cramped.addresses().stream()
                            .filter(address -> address.proto() == OUR_PROTO)
                            .count());
        }
        assertEquals(100, ours().size());
    }

    @Test
    void isUnusableOnceClosed() throws Exception {
        rtnetlink.close();
        assertThrows(IllegalStateException.class, () -> rtnetlink.links());
    }
}
