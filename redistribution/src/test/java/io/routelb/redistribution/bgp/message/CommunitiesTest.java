package io.routelb.redistribution.bgp.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class CommunitiesTest {
    @Test
    void wellKnownOnesHaveNames() {
        assertEquals("GRACEFUL_SHUTDOWN", Communities.text(0xFFFF0000));
        assertEquals("LLGR_STALE", Communities.text(0xFFFF0006));
        assertEquals("NO_LLGR", Communities.text(0xFFFF0007));
        assertEquals("BLACKHOLE", Communities.text(65535 << 16 | 666));
        assertEquals("NO_EXPORT", Communities.text(0xFFFFFF01));
        assertEquals("NO_ADVERTISE", Communities.text(0xFFFFFF02));
        assertEquals("NO_EXPORT_SUBCONFED", Communities.text(0xFFFFFF03));
        assertEquals("64512:100", Communities.text(64512 << 16 | 100));
    }

    @Test
    void oneIsAddedOnceAndPartialStays() {
        Communities some = new Communities(List.of(1), true);
        assertEquals(some, some.with(1));
        assertEquals(new Communities(List.of(1, Communities.LLGR_STALE), true), some.with(Communities.LLGR_STALE));
    }

    /** draft-ietf-idr-link-bandwidth section 2: type 0x40, subtype 4, 2 octets of AS, bytes per second as a float. */
    @Test
    void linkBandwidthIsReadAndWritten() {
        long value = ExtendedCommunities.linkBandwidth(64512, 125_000_000f);
        assertEquals("4004fc004cee6b28", HexFormat.of().toHexDigits(value));
        assertEquals("40045ba04cee6b28", HexFormat.of().toHexDigits(ExtendedCommunities.linkBandwidth(70_000, 125e6f)));
        assertEquals(OptionalDouble.of(125e6), new ExtendedCommunities(List.of(1L, value)).linkBandwidth());
        long transitive = 0x0004_FC00_4CEE_6B28L;
        assertEquals(OptionalDouble.of(125e6), new ExtendedCommunities(List.of(transitive)).linkBandwidth());
        long notANumber = 0x4004_FC00_7FC0_0000L;
        long negative = 0x4004_FC00_BF80_0000L;
        assertEquals(OptionalDouble.empty(), new ExtendedCommunities(List.of(notANumber, negative)).linkBandwidth());
    }

    @Test
    void nonTransitiveExtendedCommunitiesStayInTheAs() {
        long bandwidth = ExtendedCommunities.linkBandwidth(64512, 1);
        long target = 0x0002_FC00_0000_0064L;
        assertEquals(
                Optional.of(new ExtendedCommunities(List.of(target), true)),
                new ExtendedCommunities(List.of(bandwidth, target), true).transitive());
        assertEquals(Optional.empty(), new ExtendedCommunities(List.of(bandwidth)).transitive());
    }

    @Test
    void largeCommunitiesAreHeldOnceEach() throws BgpException {
        String one = "0000fc00 00000001 ffffffff";
        ByteBuffer twice = ByteBuffer.wrap(HexFormat.of().parseHex((one + one).replace(" ", "")));
        LargeCommunities read = (LargeCommunities) LargeCommunities.decode(twice, false);
        assertEquals(new LargeCommunities(List.of(new LargeCommunities.Value(64512, 1, 0xFFFF_FFFFL))), read);
        assertEquals("64512:1:4294967295", read.values().iterator().next().toString());
    }

    /** RFC 4271 section 5. */
    @Test
    void whatWeDoNotKnowGoesOnWithPartialWhenItIsTransitive() {
        Octets value = Octets.of((byte) 1);
        assertEquals(
                Optional.of(new UnknownAttribute(0xE0, 99, value)), new UnknownAttribute(0xC0, 99, value).passedOn());
        assertEquals(Optional.empty(), new UnknownAttribute(0x80, 99, value).passedOn());
        assertEquals(Optional.of(Origin.IGP), Origin.IGP.passedOn());
        assertEquals(0xE0, new Communities(List.of(1), true).flags());
        assertFalse(new Communities(List.of(1)).partial());
    }
}
