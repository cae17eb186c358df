package io.routelb.netlink.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.routelb.model.Addresses;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import io.routelb.netlink.value.AddressChange;
import io.routelb.netlink.value.AddressFlag;
import io.routelb.netlink.value.NextHop;
import io.routelb.netlink.value.Route;
import io.routelb.netlink.value.RouteChange;
import io.routelb.netlink.value.RouteType;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class EncodeTest {
    private static final Route ECMP = new Route(
            Prefix.of("203.0.113.7/32"),
            List.of(
                    NextHop.via(Addresses.of("192.0.2.2"), 7),
                    new NextHop(Optional.of(Addresses.of("192.0.2.3")), 8, 3)),
            RouteType.UNICAST,
            12,
            Route.TABLE_MAIN,
            20);

    @Test
    void aNewLinkOfTheRealKind() {
        Golden.assertBytes("""
                40000000 1000 0506 01000000 00000000   # 64 bytes, RTM_NEWLINK, REQUEST ACK EXCL CREATE, sequence 1
                00000000 00000000 00000000 00000000    # struct ifinfomsg
                0d00 0300 6b756265 2d6c6230 00 000000  # IFLA_IFNAME "kube-lb0"
                1000 1280                              # IFLA_LINKINFO, nested
                  0a00 0100 64756d6d 7900 0000         #   IFLA_INFO_KIND "dummy"
                """, LinkMessage.create("kube-lb0", "dummy", 1));
    }

    @Test
    void questionsAndOrdersAboutLinks() {
        Golden.assertBytes("""
                28000000 1200 0103 02000000 00000000   # 40 bytes, RTM_GETLINK, REQUEST DUMP
                00000000 00000000 00000000 00000000
                0800 1d00 08000000                     # IFLA_EXT_MASK SKIP_STATS
                """, LinkMessage.dump(2));
        Golden.assertBytes("""
                30000000 1200 0500 03000000 00000000   # 48 bytes, RTM_GETLINK, REQUEST ACK
                00000000 00000000 00000000 00000000
                0800 1d00 08000000                     # IFLA_EXT_MASK SKIP_STATS
                0700 0300 6c6f 00 00                   # IFLA_IFNAME "lo"
                """, LinkMessage.get("lo", 3));
        Golden.assertBytes("""
                20000000 1000 0500 04000000 00000000   # RTM_NEWLINK, REQUEST ACK
                00000000 07000000 01000000 01000000    # index 7, IFF_UP, and only that bit is to change
                """, LinkMessage.setUp(7, 4));
        Golden.assertBytes("""
                20000000 1100 0500 05000000 00000000   # RTM_DELLINK, REQUEST ACK
                00000000 07000000 00000000 00000000    # index 7
                """, LinkMessage.delete(7, 5));
    }

    @Test
    void anAddressToStayForever() {
        AddressChange change = AddressChange.Add.forever(7, Addresses.of("203.0.113.7"), 32, Set.of(), 77);
        Golden.assertBytes("""
                30000000 1400 0505 09000000 00000000   # 48 bytes, RTM_NEWADDR, REQUEST ACK REPLACE CREATE
                02 20 00 00 07000000                   # AF_INET, /32, no flags, universe, index 7
                0800 0200 cb007107                     # IFA_LOCAL
                0800 0100 cb007107                     # IFA_ADDRESS
                0500 0b00 4d 000000                    # IFA_PROTO 77
                """, AddressMessage.encode(change, 9));
    }

    @Test
    void anAddressWithLifetimesAndFlags() {
        AddressChange change = new AddressChange.Add(
                7,
                Addresses.of("2001:db8::7"),
                128,
                600,
                300,
                Set.of(AddressFlag.NO_DAD, AddressFlag.NO_PREFIX_ROUTE),
                0);
        Golden.assertBytes("""
                5c000000 1400 0505 0a000000 00000000   # 92 bytes, RTM_NEWADDR
                0a 80 02 00 07000000                   # AF_INET6, /128, NODAD, universe, index 7
                1400 0200 20010db8000000000000000000000007 # IFA_LOCAL
                1400 0100 20010db8000000000000000000000007 # IFA_ADDRESS
                0800 0800 02020000                     # IFA_FLAGS NODAD NOPREFIXROUTE
                1400 0600 2c010000 58020000 00000000 00000000 # IFA_CACHEINFO: preferred 300, valid 600
                """, AddressMessage.encode(change, 10));
    }

    @Test
    void anAddressToGo() {
        Golden.assertBytes(
                """
                28000000 1500 0500 0b000000 00000000   # 40 bytes, RTM_DELADDR, REQUEST ACK
                02 20 00 00 07000000                   # AF_INET, /32, index 7
                0800 0200 cb007107                     # IFA_LOCAL
                0800 0100 cb007107                     # IFA_ADDRESS
                """, AddressMessage.encode(new AddressChange.Remove(7, Addresses.of("203.0.113.7"), 32), 11));
    }

    @Test
    void theQuestionForAllAddresses() {
        Golden.assertBytes("""
                18000000 1600 0103 0c000000 00000000   # RTM_GETADDR, REQUEST DUMP
                00000000 00000000                      # any family, any link
                """, AddressMessage.dump(12));
    }

    @Test
    void anEcmpRoute() {
        Golden.assertBytes("""
                58000000 1800 0505 0d000000 00000000   # 88 bytes, RTM_NEWROUTE, REQUEST ACK REPLACE CREATE
                02 20 00 00 fe 0c 00 01 00000000       # AF_INET, /32, table 254, RTPROT_BIRD, universe, UNICAST
                0800 0100 cb007107                     # RTA_DST
                0800 0f00 fe000000                     # RTA_TABLE
                0800 0600 14000000                     # RTA_PRIORITY 20
                2400 0900                              # RTA_MULTIPATH
                  1000 00 00 07000000                  #   weight 1, index 7
                    0800 0500 c0000202                 #     RTA_GATEWAY
                  1000 00 02 08000000                  #   weight 3, index 8
                    0800 0500 c0000203                 #     RTA_GATEWAY
                """, RouteMessage.encode(new RouteChange.Add(ECMP), 13));
    }

    @Test
    void anIpv4RouteThroughAnIpv6GatewayInALargeTable() {
        Route route = new Route(
                Prefix.of("198.51.100.0/24"),
                List.of(NextHop.via(Addresses.of("fe80::1"), 9)),
                RouteType.UNICAST,
                186,
                1000,
                0);
        Golden.assertBytes("""
                4c000000 1800 0505 0e000000 00000000   # 76 bytes
                02 18 00 00 fc ba 00 01 00000000       # /24, table: see RTA_TABLE, RTPROT_BGP
                0800 0100 c6336400                     # RTA_DST
                0800 0f00 e8030000                     # RTA_TABLE 1000
                0800 0400 09000000                     # RTA_OIF 9
                1600 1200 0a00 fe800000000000000000000000000001 0000 # RTA_VIA AF_INET6
                """, RouteMessage.encode(new RouteChange.Add(route), 14));
    }

    @Test
    void aRouteToGoNamesNoNextHop() {
        Golden.assertBytes("""
                34000000 1900 0500 0f000000 00000000   # 52 bytes, RTM_DELROUTE, REQUEST ACK
                02 20 00 00 fe 0c ff 01 00000000       # any scope
                0800 0100 cb007107                     # RTA_DST
                0800 0f00 fe000000                     # RTA_TABLE
                0800 0600 14000000                     # RTA_PRIORITY
                """, RouteMessage.encode(new RouteChange.Remove(ECMP), 15));
    }

    @Test
    void theQuestionForTheRoutesOfATable() {
        Golden.assertBytes("""
                24000000 1a00 0103 10000000 00000000   # RTM_GETROUTE, REQUEST DUMP
                0a 00 00 00 00 00 00 00 00000000       # AF_INET6
                0800 0f00 fe000000                     # RTA_TABLE 254
                """, RouteMessage.dump(Route.TABLE_MAIN, IpFamily.IPV6, 16));
    }

    @Test
    void whatIsWrittenIsReadBack() throws Exception {
        NetlinkMessage message = NetlinkMessage.split(RouteMessage.encode(new RouteChange.Add(ECMP), 1))
                .getFirst();
        assertEquals(Optional.of(ECMP), RouteMessage.decode(message));
    }

    @Test
    void moreNextHopsThanAnAttributeHoldsAreRefused() {
        List<NextHop> hops = Collections.nCopies(5000, NextHop.via(Addresses.of("192.0.2.2"), 7));
        RouteChange change = new RouteChange.Add(Route.unicast(Prefix.of("203.0.113.7/32"), hops, 12));
        assertThrows(IllegalArgumentException.class, () -> RouteMessage.encode(change, 1));
    }
}
