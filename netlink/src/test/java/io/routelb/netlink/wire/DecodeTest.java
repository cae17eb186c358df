package io.routelb.netlink.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.Addresses;
import io.routelb.model.Prefix;
import io.routelb.netlink.value.AddressFlag;
import io.routelb.netlink.value.InterfaceAddress;
import io.routelb.netlink.value.Link;
import io.routelb.netlink.value.NextHop;
import io.routelb.netlink.value.OperState;
import io.routelb.netlink.value.Route;
import io.routelb.netlink.value.RouteType;
import io.routelb.netlink.value.RtEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DecodeTest {
    private static RtEvent event(String annotatedHex) throws MalformedMessageException {
        return EventMessage.decode(Golden.message(annotatedHex)).orElseThrow();
    }

    @Test
    void aLink() throws Exception {
        Link expected = new Link(7, "kube-lb0", "ifb", 0x100c1, 1500, "02:aa:bb:cc:dd:ee", OperState.UP);
        assertEquals(new RtEvent.LinkChanged(expected), event(GoldenDatagrams.LINK));
        assertTrue(expected.up() && expected.running() && expected.lowerUp());
        NetlinkMessage message = Golden.message(GoldenDatagrams.LINK);
        assertEquals(42, message.sequence());
        assertTrue(message.has(Netlink.NLM_F_MULTI));
        assertFalse(message.has(Netlink.NLM_F_DUMP_INTR));
    }

    @Test
    void anIpv4AddressWhoseOtherEndDiffers() throws Exception {
        InterfaceAddress expected = new InterfaceAddress(
                7, Addresses.of("192.0.2.2"), 24, 0, 0x280, 77, InterfaceAddress.FOREVER, InterfaceAddress.FOREVER);
        assertEquals(new RtEvent.AddressAdded(expected), event(GoldenDatagrams.ADDRESS_IPV4));
        assertTrue(expected.has(AddressFlag.NO_PREFIX_ROUTE));
    }

    @Test
    void anIpv6AddressWithLifetimes() throws Exception {
        InterfaceAddress expected = new InterfaceAddress(7, Addresses.of("2001:db8::1"), 128, 0, 0x42, 0, 600, 300);
        assertEquals(new RtEvent.AddressRemoved(expected), event(GoldenDatagrams.ADDRESS_IPV6));
        assertTrue(expected.tentative());
    }

    @Test
    void anEcmpRoute() throws Exception {
        List<NextHop> hops = List.of(
                NextHop.via(Addresses.of("192.0.2.2"), 7), new NextHop(Optional.of(Addresses.of("192.0.2.3")), 8, 3));
        Route expected = new Route(Prefix.of("203.0.113.7/32"), hops, RouteType.UNICAST, 12, Route.TABLE_MAIN, 20);
        assertEquals(new RtEvent.RouteAdded(expected), event(GoldenDatagrams.ROUTE_MULTIPATH));
    }

    @Test
    void anIpv4DefaultRouteThroughAnIpv6Gateway() throws Exception {
        Route expected = new Route(
                Prefix.of("0.0.0.0/0"),
                List.of(NextHop.via(Addresses.of("fe80::1"), 9)),
                RouteType.UNICAST,
                186,
                1000,
                0);
        assertEquals(new RtEvent.RouteRemoved(expected), event(GoldenDatagrams.ROUTE_IPV4_VIA_IPV6));
    }

    @Test
    void aRefusalWithTheKernelsWords() throws Exception {
        assertEquals(
                new Acknowledgement(5, 95, "Unknown device type"),
                Acknowledgement.decode(Golden.message(GoldenDatagrams.REFUSED)));
    }

    @Test
    void aRefusalThatQuotesTheWholeRequest() throws Exception {
        NetlinkMessage message = Golden.message("""
                38000000 0200 0002 06000000 d2040000   # 56 bytes, NLMSG_ERROR, ACK_TLVS but not CAPPED
                edffffff                               # -ENODEV
                18000000 1500 0500 06000000 00000000   # the request's header: 24 bytes
                02200000 63000000                      # and its body, to be passed over
                0b00 0100 6e6f2073 756300 00           # the text "no suc"
                """);
        assertEquals(new Acknowledgement(6, 19, "no suc"), Acknowledgement.decode(message));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "success of a request, 24000000 0200 0001 07000000 d2040000 00000000 14000000 1400 0506 07000000 00000000, 0",
        "end of a dump, 14000000 0300 0200 07000000 d2040000 00000000, 0",
        "end of a dump that failed, 14000000 0300 0200 07000000 d2040000 fcffffff, 4",
        "end of a dump without a code, 10000000 0300 0200 07000000 d2040000, 0"
    })
    void anAcknowledgement(String description, String hex, int errno) throws Exception {
        NetlinkMessage message = Golden.message(hex);
        assertTrue(Acknowledgement.is(message), description);
        assertEquals(new Acknowledgement(7, errno, ""), Acknowledgement.decode(message), description);
    }

    @Test
    void theFlagOfAnInterruptedDump() throws Exception {
        assertTrue(
                Golden.message("14000000 0300 1200 07000000 d2040000 00000000").has(Netlink.NLM_F_DUMP_INTR));
    }

    @Test
    void anOverrunToldAsAMessage() throws Exception {
        assertEquals(new RtEvent.Overrun(), event("10000000 0400 0000 00000000 00000000"));
    }

    @Test
    void severalMessagesOfADatagramInOrder() throws Exception {
        byte[] both = Golden.bytes(GoldenDatagrams.ADDRESS_IPV6 + GoldenDatagrams.ROUTE_MULTIPATH);
        assertEquals(
                List.of(21, 24),
                NetlinkMessage.split(both).stream().map(NetlinkMessage::type).toList());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a bridge's word about a port, 20000000 1100 0000 00000000 00000000 07000100 07000000 00000000 00000000",
        "an MPLS route, 1c000000 1800 0000 00000000 00000000 1c140000 fe000001 00000000",
        "a cached copy of a route, 1c000000 1800 0000 00000000 00000000 02000000 fe000001 00020000",
        "a neighbour, 10000000 1c00 0000 00000000 00000000"
    })
    void nothingFor(String description, String hex) throws Exception {
        assertEquals(Optional.empty(), EventMessage.decode(Golden.message(hex)), description);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a length below the header, 0f000000 1000 0000 00000000 00000000",
        "a negative length, 000000ff 1000 0000 00000000 00000000",
        "a link without a name, 20000000 1000 0000 00000000 00000000 00000100 07000000 00000000 00000000",
        "an address message without address, 18000000 1400 0000 00000000 00000000 02200000 07000000",
        "an IPv4 address of 3 bytes, 20000000 1400 0000 00000000 00000000 02200000 07000000 07000200 c0000200",
        "an IPv4 prefix length of 33, 20000000 1400 0000 00000000 00000000 02210000 07000000 08000200 c0000201",
        "a route of unknown type, 1c000000 1800 0000 00000000 00000000 02000000 fe0000c8 00000000",
        "a /24 without destination, 1c000000 1800 0000 00000000 00000000 02180000 fe000001 00000000",
        "an attribute of length 0, 20000000 1400 0000 00000000 00000000 02200000 07000000 00000200 c0000201",
        "a next hop of length 0, 28000000 1800 0000 00000000 00000000 02000000 fe000001 00000000 0c000900 00000000 07000000",
        "an acknowledgement with a positive error, 24000000 0200 0001 07000000 00000000 01000000 14000000 1400 0506 07000000 00000000",
        "an acknowledgement that quotes what is not there, 24000000 0200 0000 07000000 00000000 ffffffff 99000000 1400 0506 07000000 00000000"
    })
    void isMalformed(String description, String hex) {
        assertThrows(MalformedMessageException.class, () -> decodeAll(Golden.bytes(hex)), description);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                GoldenDatagrams.LINK,
                GoldenDatagrams.ADDRESS_IPV4,
                GoldenDatagrams.ADDRESS_IPV6,
                GoldenDatagrams.ROUTE_MULTIPATH,
                GoldenDatagrams.ROUTE_IPV4_VIA_IPV6,
                GoldenDatagrams.REFUSED
            })
    void aDatagramCutAnywhereIsMalformed(String annotatedHex) throws Exception {
        byte[] whole = Golden.bytes(annotatedHex);
        decodeAll(whole);
        for (int length = 1; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(MalformedMessageException.class, () -> decodeAll(cut), "cut to " + length + " bytes");
        }
    }

    /** The header is made to agree with the cut, so that the bodies have to notice it, or to do with the attributes that are left. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                GoldenDatagrams.LINK,
                GoldenDatagrams.ADDRESS_IPV4,
                GoldenDatagrams.ADDRESS_IPV6,
                GoldenDatagrams.ROUTE_MULTIPATH,
                GoldenDatagrams.ROUTE_IPV4_VIA_IPV6,
                GoldenDatagrams.REFUSED
            })
    void aBodyCutInsideAnAttributeIsMalformed(String annotatedHex) throws Exception {
        byte[] whole = Golden.bytes(annotatedHex);
        int refused = 0;
        for (int length = 16; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            cut[0] = (byte) length;
            try {
                decodeAll(cut);
            } catch (MalformedMessageException e) {
                refused++;
            }
        }
        // Only cuts at the end of an attribute, before its padding or after, can leave a message that is whole in
        // itself.
        assertTrue(refused >= (whole.length - 16) * 3 / 5, refused + " of " + (whole.length - 16) + " cuts refused");
    }

    static void decodeAll(byte[] datagram) throws MalformedMessageException {
        for (NetlinkMessage message : NetlinkMessage.split(datagram)) {
            if (Acknowledgement.is(message)) {
                Acknowledgement.decode(message);
            } else {
                EventMessage.decode(message);
            }
        }
    }
}
