package io.routelb.netlink.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.IpFamily;
import io.routelb.netlink.FreshNamespace;
import io.routelb.netlink.NetlinkException;
import io.routelb.netlink.PacketSocket;
import io.routelb.netlink.frame.ArpFrame;
import io.routelb.netlink.frame.Claim;
import io.routelb.netlink.frame.EthernetFrame;
import io.routelb.netlink.frame.NeighborFrame;
import io.routelb.netlink.value.Link;
import io.routelb.netlink.value.MacAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two hosts on one cable, each in a network namespace of its own; what one sends is looked at where the other hears it. */
@Timeout(30)
final class AddressClaimsTest {
    private static final IPAddress V4 = Addresses.of("192.0.2.240");
    private static final IPAddress V6 = Addresses.of("2001:db8::7");
    private static final Duration LONG = Duration.ofSeconds(5);
    private static final Duration SHORT = Duration.ofMillis(200);

    private FreshNamespace here;
    private FreshNamespace there;
    private Link link;
    private Link farLink;

    @BeforeEach
    void joinTwoHosts() throws Exception {
        here = new FreshNamespace();
        there = new FreshNamespace();
        FreshNamespace.join(here, there);
        link = here.link("eth0");
        farLink = there.link("eth0");
    }

    @AfterEach
    void close() {
        for (FreshNamespace namespace : new FreshNamespace[] {here, there}) {
            if (namespace != null) {
                namespace.close();
            }
        }
    }

    private MacAddress mac() {
        return MacAddress.of(link.mac());
    }

    private MacAddress farMac() {
        return MacAddress.of(farLink.mac());
    }

    private AddressAnnouncer announcer() throws Exception {
        return here.namespace().call(() -> AddressAnnouncer.open(link));
    }

    private ClaimWatch watch(IpFamily family) throws Exception {
        return here.namespace().call(() -> ClaimWatch.open(link, family));
    }

    private static byte[] next(PacketSocket socket) throws NetlinkException {
        return socket.receive(LONG).orElseThrow();
    }

    @Test
    void announcementsArriveByteForByteOnTheOtherEnd() throws Exception {
        try (PacketSocket arp = there.namespace()
                        .call(() -> PacketSocket.receiving(farLink, EthernetFrame.TYPE_ARP, List.of()));
                AddressAnnouncer announcer = announcer()) {
            announcer.announce(V4, false);
            assertArrayEquals(ArpFrame.announcementRequest(mac(), V4.toIPv4()), next(arp));
            assertArrayEquals(ArpFrame.announcementReply(mac(), V4.toIPv4()), next(arp));
            announcer.probe(V4.toIPv4());
            assertArrayEquals(ArpFrame.probe(mac(), V4.toIPv4()), next(arp));
        }
    }

    @Test
    void theOtherHostsKernelLearnsTheNewPlaceOfAnAddressAtOnce() throws Exception {
        there.ip("addr add 192.0.2.1/24 dev eth0");
        there.ip("addr add 2001:db8::1/64 dev eth0 nodad");
        there.ip("neigh replace " + V4 + " lladdr 02:00:00:00:00:01 dev eth0 nud reachable");
        there.ip("neigh replace " + V6 + " lladdr 02:00:00:00:00:01 dev eth0 nud reachable");
        try (AddressAnnouncer announcer = announcer()) {
            announcer.announce(V4, false);
            announcer.announce(V6, true);
        }
        awaitNeighbour(V4);
        awaitNeighbour(V6);
    }

    private void awaitNeighbour(IPAddress address) throws Exception {
        long deadline = System.nanoTime() + LONG.toNanos();
        String seen = "";
        while (!seen.contains(" " + link.mac() + " ")) {
            assertTrue(System.nanoTime() < deadline, "the neighbour entry stays " + seen);
            seen = there.output("neigh show " + address + " dev eth0");
        }
    }

    @Test
    void theAdvertisementArrivesByteForByte() throws Exception {
        byte[] wanted = NeighborFrame.advertisement(mac(), V6.toIPv6(), true);
        try (PacketSocket all = there.namespace()
                        .call(() -> PacketSocket.receiving(farLink, EthernetFrame.TYPE_IPV6, List.of()));
                AddressAnnouncer announcer = announcer()) {
            announcer.announce(V6, true);
            byte[] heard = next(all);
            while (!Arrays.equals(wanted, heard)) { // the kernels' own router solicitations, multicast reports
                heard = next(all);
            }
        }
    }

    @Test
    void aProbeOfAFreeAddressIsNotAnswered() throws Exception {
        try (ClaimWatch watch = watch(IpFamily.IPV4);
                AddressAnnouncer announcer = announcer()) {
            announcer.probe(V4.toIPv4());
            assertEquals(List.of(), watch.poll(Set.of(V4), SHORT));
        }
    }

    @Test
    void aProbeOfATakenAddressIsAnsweredWithItsOwnersMac() throws Exception {
        there.ip("addr add " + V4 + "/24 dev eth0");
        try (ClaimWatch watch = watch(IpFamily.IPV4);
                AddressAnnouncer announcer = announcer()) {
            announcer.probe(V4.toIPv4());
            assertEquals(List.of(new Claim(V4, farMac(), Claim.Kind.HELD)), watch.poll(Set.of(V4), LONG));
        }
    }

    @Test
    void anotherHostThatAnnouncesOurAddressIsHeardInBothFamiliesAndOncePerPoll() throws Exception {
        try (ClaimWatch arp = watch(IpFamily.IPV4);
                ClaimWatch neighbours = watch(IpFamily.IPV6);
                AddressAnnouncer ours = announcer();
                AddressAnnouncer theirs = there.namespace().call(() -> AddressAnnouncer.open(farLink))) {
            ours.announce(V4, false);
            ours.announce(V6, false);
            theirs.announce(Addresses.of("192.0.2.99"), false);
            theirs.announce(V4, false);
            theirs.announce(V6, false);
            assertEquals(List.of(new Claim(V4, farMac(), Claim.Kind.HELD)), arp.poll(Set.of(V4), LONG));
            assertEquals(List.of(new Claim(V6, farMac(), Claim.Kind.HELD)), neighbours.poll(Set.of(V6), LONG));
        }
    }

    @Test
    void ourOwnFramesThatTheNetworkSendsBackAreNobodyElses() throws Exception {
        try (ClaimWatch arp = watch(IpFamily.IPV4);
                PacketSocket mirror = there.namespace().call(() -> PacketSocket.sending(farLink))) {
            mirror.send(ArpFrame.announcementRequest(mac(), V4.toIPv4()), EthernetFrame.TYPE_ARP);
            mirror.send(ArpFrame.announcementRequest(farMac(), V4.toIPv4()), EthernetFrame.TYPE_ARP);
            assertEquals(List.of(new Claim(V4, farMac(), Claim.Kind.HELD)), arp.poll(Set.of(V4), LONG));
        }
    }

    @Test
    void aHostThatIsAboutToTakeOurIpv6AddressIsHeard() throws Exception {
        try (ClaimWatch neighbours = watch(IpFamily.IPV6)) {
            there.ip("addr add " + V6 + "/64 dev eth0");
            // The kernel probes with a nonce option and no link-layer option; the MAC is that of the frame.
            assertEquals(List.of(new Claim(V6, farMac(), Claim.Kind.PROBED)), neighbours.poll(Set.of(V6), LONG));
        }
    }

    @Test
    void aFloodIsBoundedAndWhatOthersSayAboutOtherThingsDoesNotComeUp() throws Exception {
        try (ClaimWatch arp = watch(IpFamily.IPV4);
                AddressAnnouncer theirs = there.namespace().call(() -> AddressAnnouncer.open(farLink))) {
            for (int i = 0; i < 5000; i++) {
                theirs.announce(Addresses.of("192.0.2.99"), false);
            }
            assertEquals(List.of(), arp.poll(Set.of(V4), Duration.ZERO));
            theirs.announce(V4, false);
            List<Claim> heard = List.of();
            for (int i = 0; i < 20 && heard.isEmpty(); i++) {
                theirs.announce(V4, false);
                heard = arp.poll(Set.of(V4), SHORT);
            }
            assertEquals(List.of(new Claim(V4, farMac(), Claim.Kind.HELD)), heard);
        }
    }

    @Test
    void aLinkThatIsDownIsATypedErrorForTheSenderAndSilenceForTheWatch() throws Exception {
        try (ClaimWatch arp = watch(IpFamily.IPV4);
                AddressAnnouncer announcer = announcer()) {
            here.ip("link set eth0 down");
            assertEquals(List.of(), arp.poll(Set.of(V4), SHORT));
            NetlinkException refused = assertThrows(NetlinkException.class, () -> announcer.announce(V4, false));
            assertEquals("cannot send a frame of 60 bytes on eth0: Network is down (errno 100)", refused.getMessage());
            here.ip("link set eth0 up");
            announcer.announce(V4, false);
        }
    }

    @Test
    void aLinkWithoutNeighboursIsRefused() throws Exception {
        Link lo = here.link("lo");
        assertFalse(lo.hasNeighbours());
        assertThrows(IllegalArgumentException.class, () -> AddressAnnouncer.open(lo));
        assertThrows(IllegalArgumentException.class, () -> ClaimWatch.open(lo, IpFamily.IPV4));
    }
}
