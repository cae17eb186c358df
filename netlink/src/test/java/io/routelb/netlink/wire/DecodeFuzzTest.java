package io.routelb.netlink.wire;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever bytes come, decoding ends, and with nothing but a value or a {@link MalformedMessageException}. */
final class DecodeFuzzTest {
    private static final List<byte[]> SEEDS = List.of(
            Golden.bytes(GoldenDatagrams.LINK),
            Golden.bytes(GoldenDatagrams.ADDRESS_IPV4),
            Golden.bytes(GoldenDatagrams.ADDRESS_IPV6),
            Golden.bytes(GoldenDatagrams.ROUTE_MULTIPATH),
            Golden.bytes(GoldenDatagrams.ROUTE_IPV4_VIA_IPV6),
            Golden.bytes(GoldenDatagrams.REFUSED));

    @Property(tries = 5000)
    void damagedMessagesNeverSurprise(
            @ForAll @IntRange(max = 5) int seed,
            @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 107) Integer> places,
            @ForAll byte[] noise) {
        byte[] bytes = SEEDS.get(seed).clone();
        for (int i = 0; i < places.size() && i < noise.length; i++) {
            bytes[places.get(i) % bytes.length] = noise[i];
        }
        endsProperly(bytes);
    }

    @Property(tries = 2000)
    void noiseNeverSurprises(@ForAll byte[] noise) {
        endsProperly(noise);
    }

    private static void endsProperly(byte[] bytes) {
        try {
            DecodeTest.decodeAll(bytes);
        } catch (MalformedMessageException e) {
            // the other proper end; anything else fails the property
        }
    }
}
