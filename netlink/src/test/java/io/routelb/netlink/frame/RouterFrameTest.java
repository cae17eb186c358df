package io.routelb.netlink.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;

import inet.ipaddr.ipv6.IPv6Address;
import io.routelb.model.Addresses;
import io.routelb.netlink.frame.RouterFrame.Heard;
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

final class RouterFrameTest {
    private static final MacAddress MAC = MacAddress.of("02:aa:bb:cc:dd:ee");
    private static final IPv6Address OWN =
            Addresses.of("fe80::aa:bbff:fecc:ddee").toIPv6();

    private static final String ADVERTISEMENT = """
            333300000001 02aabbccddee 86dd          # to ff02::1, IPv6
            60000000 0018 3a ff                     # 24 bytes of ICMPv6, hop limit 255
            fe8000000000000000aabbfffeccddee        # from the link-local address
            ff020000000000000000000000000001
            86 00 455c 00 00 0000                   # Router Advertisement: no hop limit, no flags, lifetime 0
            00000000 00000000                       # reachable time and retransmission left open
            01 01 02aabbccddee                      # source link-layer address
            """;
    private static final String SOLICITATION = """
            333300000002 02aabbccddee 86dd          # to ff02::2
            60000000 0010 3a ff
            fe8000000000000000aabbfffeccddee
            ff020000000000000000000000000002
            85 00 4663 00000000                     # Router Solicitation
            01 01 02aabbccddee
            """;

    private static final Optional<Heard> ROUTER = Optional.of(new Heard.Advertisement(OWN));
    private static final Optional<Heard> QUESTION = Optional.of(new Heard.Solicitation());

    @Test
    void framesAreTheStandardsByteForByteAndReadBack() {
        Golden.assertBytes(ADVERTISEMENT, RouterFrame.advertisement(MAC, OWN));
        Golden.assertBytes(SOLICITATION, RouterFrame.solicitation(MAC, OWN));
        assertEquals(ROUTER, RouterFrame.read(Golden.bytes(ADVERTISEMENT)));
        assertEquals(QUESTION, RouterFrame.read(Golden.bytes(SOLICITATION)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "of another type of frame                  | 12 | 0800     | false",
                "of another version of IP                  | 14 | 40       | false",
                "that is longer than the frame             | 18 | 0019     | false",
                "that is shorter than an advertisement     | 18 | 000f     | true",
                "with an extension header                  | 20 | 00       | false",
                "that came through a router (section 6.1.2)| 21 | fe       | false",
                "from a global address                     | 22 | 20010db8 | true",
                "from nobody                               | 22 | 00000000000000000000000000000000 | true",
                "of another ICMPv6 type, here a redirect   | 54 | 89       | true",
                "of a code the standard does not have      | 55 | 01       | true",
                "with an option without length             | 71 | 00       | true",
                "with an option that is cut                | 71 | 02       | true",
                "with a wrong checksum                     | 56 | 0000     | false",
            })
    void anAdvertisementThatIsNotValidIsPassedOver(String what, int at, String hex, boolean repaired) {
        byte[] frame = Golden.bytes(ADVERTISEMENT);
        byte[] change = Golden.bytes(hex);
        System.arraycopy(change, 0, frame, at, change.length);
        assertEquals(Optional.empty(), RouterFrame.read(repaired ? SlowChecksum.into(frame) : frame));
    }

    @Test
    void whoHasNoAddressYetMayAskButNotNameItsLinkAddress() {
        byte[] named = Golden.bytes(SOLICITATION);
        Arrays.fill(named, 22, 38, (byte) 0);
        assertEquals(Optional.empty(), RouterFrame.read(SlowChecksum.into(named)), "RFC 4861 section 6.1.1");
        byte[] bare = Arrays.copyOf(named, 62);
        bare[19] = 8;
        assertEquals(QUESTION, RouterFrame.read(SlowChecksum.into(bare)));
    }

    @Test
    void whatRoutersAdvertiseBesideThemselvesIsNotRead() {
        byte[] frame = Arrays.copyOf(Golden.bytes(ADVERTISEMENT), 78 + 32);
        frame[19] = 24 + 32;
        frame[60] = 7; // a lifetime
        frame[78] = 3; // prefix information
        frame[79] = 4;
        assertEquals(ROUTER, RouterFrame.read(SlowChecksum.into(frame)));
    }

    @Test
    void aFrameCutAnywhereIsPassedOver() {
        for (String whole : new String[] {ADVERTISEMENT, SOLICITATION}) {
            byte[] frame = Golden.bytes(whole);
            for (int length = 0; length < frame.length; length++) {
                assertEquals(Optional.empty(), RouterFrame.read(Arrays.copyOf(frame, length)), "cut to " + length);
            }
        }
    }

    @Property(tries = 1000)
    void everyAdvertisementIsReadBack(
            @ForAll @LongRange(max = 0xffff_ffff_ffffL) long mac, @ForAll @Size(8) byte[] identifier) {
        byte[] address = Arrays.copyOf(new byte[] {(byte) 0xfe, (byte) 0x80}, 16);
        System.arraycopy(identifier, 0, address, 8, 8);
        IPv6Address from = new IPv6Address(address);
        byte[] frame = RouterFrame.advertisement(new MacAddress(mac), from);
        assertEquals(Optional.of(new Heard.Advertisement(from)), RouterFrame.read(frame));
    }

    @Property(tries = 5000)
    void whateverComesReadingEnds(
            @ForAll @Size(max = 120) byte[] noise, @ForAll @IntRange(min = 132, max = 135) int type) {
        if (noise.length >= 80) {
            byte[] frame = Golden.bytes(ADVERTISEMENT);
            System.arraycopy(frame, 0, noise, 0, 54);
            noise[54] = (byte) type;
            noise[55] = 0;
            noise[19] = (byte) (noise.length - 54);
            SlowChecksum.into(noise);
        }
        RouterFrame.read(noise);
    }
}
