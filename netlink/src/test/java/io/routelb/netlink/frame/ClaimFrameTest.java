package io.routelb.netlink.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.routelb.model.Addresses;
import io.routelb.netlink.value.MacAddress;
import io.routelb.netlink.wire.Golden;
import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClaimFrameTest {
    private static final MacAddress MAC = MacAddress.of("02:aa:bb:cc:dd:ee");
    private static final IPAddress V4 = Addresses.of("192.0.2.240");
    private static final IPAddress V6 = Addresses.of("2001:db8::7");

    private static final String ANNOUNCEMENT_REQUEST = """
            ffffffffffff 02aabbccddee 0806          # to everybody, ARP
            0001 0800 06 04 0001                    # Ethernet, IPv4, request
            02aabbccddee c00002f0                   # sender: us, 192.0.2.240
            000000000000 c00002f0                   # target: the same address
            0000000000000000 0000000000000000 0000  # up to Ethernet's least
            """;
    private static final String ANNOUNCEMENT_REPLY = """
            ffffffffffff 02aabbccddee 0806
            0001 0800 06 04 0002                    # reply
            02aabbccddee c00002f0
            02aabbccddee c00002f0
            0000000000000000 0000000000000000 0000
            """;
    private static final String PROBE = """
            ffffffffffff 02aabbccddee 0806
            0001 0800 06 04 0001                    # request
            02aabbccddee 00000000                   # sender: nobody yet
            000000000000 c00002f0
            0000000000000000 0000000000000000 0000
            """;
    private static final String ADVERTISEMENT = """
            333300000001 02aabbccddee 86dd          # to ff02::1, IPv6
            60000000 0020 3a ff                     # 32 bytes of ICMPv6, hop limit 255
            20010db8000000000000000000000007        # from the address itself
            ff020000000000000000000000000001
            88 00 CHECKSUM FLAGS                    # Neighbor Advertisement
            20010db8000000000000000000000007        # target
            02 01 02aabbccddee                      # target link-layer address
            """;
    private static final String DAD_SOLICITATION = """
            3333ff000007 02aabbccddee 86dd          # to the solicited-node group
            60000000 0020 3a ff
            00000000000000000000000000000000        # from nobody yet
            ff0200000000000000000001ff000007
            87 00 3ed8 00000000                     # Neighbor Solicitation
            20010db8000000000000000000000007
            0e 01 000000000000                      # nonce (RFC 7527)
            """;

    private static String advertisement(String checksum, String flags) {
        return ADVERTISEMENT.replace("CHECKSUM", checksum).replace("FLAGS", flags);
    }

    @Test
    void framesAreTheStandardsByteForByte() {
        Golden.assertBytes(ANNOUNCEMENT_REQUEST, ArpFrame.announcementRequest(MAC, V4.toIPv4()));
        Golden.assertBytes(ANNOUNCEMENT_REPLY, ArpFrame.announcementReply(MAC, V4.toIPv4()));
        Golden.assertBytes(PROBE, ArpFrame.probe(MAC, V4.toIPv4()));
        Golden.assertBytes(advertisement("5eba", "20000000"), NeighborFrame.advertisement(MAC, V6.toIPv6(), false));
        Golden.assertBytes(advertisement("deb9", "a0000000"), NeighborFrame.advertisement(MAC, V6.toIPv6(), true));
    }

    @Test
    void claimsAreReadFromThem() {
        assertEquals(held(V4), read(ANNOUNCEMENT_REQUEST));
        assertEquals(held(V4), read(ANNOUNCEMENT_REPLY));
        assertEquals(probed(V4), read(PROBE));
        assertEquals(held(V6), read(advertisement("5eba", "20000000")));
        assertEquals(probed(V6), read(DAD_SOLICITATION));
    }

    @Test
    void anAdvertisementWithoutOptionsClaimsForTheFramesSource() {
        byte[] bare = SlowChecksum.into(
                Arrays.copyOf(Golden.bytes(advertisement("0000", "20000000").replace("0020 3a", "0018 3a")), 78));
        assertEquals(held(V6), Claim.read(bare));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "of a type that is neither ARP nor IPv6      | 12 | 0800",
                "ARP of other hardware than Ethernet         | 14 | 0006",
                "ARP of another protocol than IPv4           | 16 | 86dd",
                "ARP with addresses of other lengths         | 18 | 0804",
                "ARP of another operation, here RARP         | 20 | 0003",
                "ARP of a group address                      | 22 | 03aa",
                "ARP of nobody about nobody                  | 28 | 000000000000000000000000000000000000",
            })
    void anArpFrameThatClaimsNothingIsPassedOver(String description, int at, String hex) {
        assertEquals(Optional.empty(), Claim.read(changed(ANNOUNCEMENT_REQUEST, at, hex)), description);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "of another version of IP                    | 14 | 40   | false",
                "that is longer than the frame               | 18 | 0021 | false",
                "that is shorter than an advertisement       | 18 | 0010 | true",
                "with an extension header                    | 20 | 00   | false",
                "that came through a router                  | 21 | fe   | false",
                "of another ICMPv6 type, here an echo        | 54 | 80   | true",
                "of a code the standard does not have        | 55 | 01   | true",
                "about a multicast address                   | 62 | ff02 | true",
                "with an option without length               | 79 | 00   | true",
                "with an option that is cut                  | 79 | 02   | true",
                "with a wrong checksum                       | 56 | 0000 | false",
            })
    void aNeighborFrameThatClaimsNothingIsPassedOver(String description, int at, String hex, boolean repaired) {
        byte[] frame = changed(advertisement("5eba", "20000000"), at, hex);
        assertEquals(Optional.empty(), Claim.read(repaired ? SlowChecksum.into(frame) : frame), description);
    }

    @Test
    void aSolicitationForTheLinkAddressIsNoClaim() {
        byte[] question = changed(DAD_SOLICITATION, 22, "fe80000000000000000000000000000900");
        assertEquals(Optional.empty(), Claim.read(SlowChecksum.into(question)));
    }

    @Test
    void aFrameCutAnywhereClaimsNothing() {
        for (String whole :
                new String[] {ANNOUNCEMENT_REQUEST, PROBE, advertisement("5eba", "20000000"), DAD_SOLICITATION}) {
            byte[] frame = Golden.bytes(whole);
            // Only what fills an ARP frame up to Ethernet's least may be missing.
            int needed = EthernetFrame.type(frame) == EthernetFrame.TYPE_ARP ? 42 : frame.length;
            for (int length = 0; length < needed; length++) {
                assertEquals(Optional.empty(), Claim.read(Arrays.copyOf(frame, length)), "cut to " + length);
            }
        }
    }

    @Property(tries = 2000)
    void everyAdvertisementHasTheChecksumOfTheSlowModelAndIsReadBack(
            @ForAll @LongRange(max = 0xffff_ffff_ffffL) long mac,
            @ForAll @Size(16) byte[] address,
            @ForAll boolean router) {
        address[0] &= 0x7f; // not multicast
        IPv6Address target = new IPv6Address(address);
        byte[] frame = NeighborFrame.advertisement(new MacAddress(mac), target, router);
        assertEquals(SlowChecksum.of(frame), ((frame[56] & 0xff) << 8) | (frame[57] & 0xff));
        assertEquals(Optional.of(new Claim(target, new MacAddress(mac), Claim.Kind.HELD)), Claim.read(frame));
    }

    @Property(tries = 2000)
    void everyAnnouncementIsReadBack(
            @ForAll @LongRange(min = 1, max = 0xffff_ffff_ffffL) long bits, @ForAll @IntRange(min = 1) int address) {
        MacAddress mac = new MacAddress((bits & ~(1L << 40)) | (2L << 40));
        IPv4Address claimed = new IPv4Address(address);
        Claim held = new Claim(claimed, mac, Claim.Kind.HELD);
        assertEquals(Optional.of(held), Claim.read(ArpFrame.announcementRequest(mac, claimed)));
        assertEquals(Optional.of(held), Claim.read(ArpFrame.announcementReply(mac, claimed)));
        assertEquals(Optional.of(new Claim(claimed, mac, Claim.Kind.PROBED)), Claim.read(ArpFrame.probe(mac, claimed)));
    }

    @Property(tries = 5000)
    void whateverComesReadingEnds(@ForAll @Size(max = 120) byte[] noise, @ForAll @IntRange(max = 2) int type) {
        if (noise.length >= 14) {
            noise[12] = (byte) new int[] {0x08, 0x86, noise[12]}[type];
            noise[13] = (byte) new int[] {0x06, 0xdd, noise[13]}[type];
        }
        Claim.read(noise);
    }

    private static Optional<Claim> read(String annotatedHex) {
        return Claim.read(Golden.bytes(annotatedHex));
    }

    private static Optional<Claim> held(IPAddress address) {
        return Optional.of(new Claim(address, MAC, Claim.Kind.HELD));
    }

    private static Optional<Claim> probed(IPAddress address) {
        return Optional.of(new Claim(address, MAC, Claim.Kind.PROBED));
    }

    private static byte[] changed(String annotatedHex, int at, String hex) {
        byte[] frame = Golden.bytes(annotatedHex);
        byte[] change = Golden.bytes(hex);
        System.arraycopy(change, 0, frame, at, change.length);
        return frame;
    }
}
