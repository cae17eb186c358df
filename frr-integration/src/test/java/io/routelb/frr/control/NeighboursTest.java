package io.routelb.frr.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParseException;
import io.routelb.model.IpFamily;
import io.routelb.redistribution.RoutingStatus.Prefixes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers of FRR, 8.4.4 unless another is named, with a BIRD as neighbour. */
class NeighboursTest {
    private static final Path FOLDER = Path.of("src/test/resources/answers");

    private static String answer(String name) throws IOException {
        return Files.readString(FOLDER.resolve(name + ".json"));
    }

    private static Neighbour one(String bgp, String bfd, String counters) {
        return Objects.requireNonNull(Neighbours.parse(bgp, bfd, counters).get("192.0.2.1"));
    }

    @Test
    void anEstablishedSession() throws IOException {
        Neighbour neighbour = one(answer("neighbours"), answer("bfd"), answer("bfd-counters"));
        assertEquals("PG", neighbour.group());
        assertEquals("192.0.2.1", neighbour.foreign());
        assertEquals(64_500, neighbour.asn());
        assertEquals("Established", neighbour.state());
        assertEquals(Optional.of(Duration.ofSeconds(6)), neighbour.up());
        assertEquals(Duration.ofSeconds(9), neighbour.hold());
        assertEquals(Duration.ofSeconds(3), neighbour.keepalive());
        assertEquals(Set.of(IpFamily.values()), neighbour.families());
        assertEquals(
                Map.of(IpFamily.IPV4, new Prefixes(2, 2, 3, 0), IpFamily.IPV6, new Prefixes(0, 0, 0, 0)),
                neighbour.prefixes());
        assertEquals(0, neighbour.dropped());
        assertEquals("", neighbour.trouble());
        assertEquals(1L, neighbour.messages().sent().get("open"));
        assertEquals(4L, neighbour.messages().received().get("update"));
    }

    @Test
    void itsBfd() throws IOException {
        Neighbour.BfdSession bfd = one(answer("neighbours"), answer("bfd"), answer("bfd-counters"))
                .bfd()
                .orElseThrow();
        assertEquals("Up", bfd.state());
        assertEquals("ok", bfd.reason());
        assertEquals(Duration.ofMillis(100), bfd.transmit());
        assertEquals(Duration.ofMillis(500), bfd.detection());
        assertEquals(0, bfd.downs());
        Neighbour.BfdSession down =
                one(answer("neighbours"), answer("bfd-down"), "").bfd().orElseThrow();
        assertEquals("Down", down.state());
        assertEquals("control detection time expired", down.reason());
        assertEquals(Duration.ofSeconds(1), down.in());
        assertEquals(Duration.ZERO, down.detection());
    }

    @Test
    void aSessionThatWasLost() throws IOException {
        Neighbour neighbour = one(answer("neighbours-down"), "", "");
        assertEquals("Idle", neighbour.state());
        assertEquals(Optional.empty(), neighbour.up());
        assertEquals(Duration.ZERO, neighbour.hold());
        assertEquals(1, neighbour.dropped());
        assertEquals("BFD down received", neighbour.trouble());
        assertEquals(Optional.empty(), neighbour.bfd());
    }

    /** Each of a session with two routes of the neighbour and four told, and then of its loss by BFD. */
    @ParameterizedTest(name = "FRR {0}")
    @CsvSource({"10.3, Idle, BFD down received", "10.7.1, Active, BFD down initiated"})
    void whatOtherVersionsSay(String version, String after, String trouble) throws IOException {
        Neighbour up =
                one(answer("neighbours-" + version), answer("bfd-" + version), answer("bfd-counters-" + version));
        assertEquals("PG", up.group());
        assertEquals(64_500, up.asn());
        assertEquals("Established", up.state());
        assertEquals(Duration.ofSeconds(9), up.hold());
        assertEquals(Duration.ofSeconds(3), up.keepalive());
        assertEquals(Set.of(IpFamily.values()), up.families());
        assertEquals(
                Map.of(IpFamily.IPV4, new Prefixes(2, 2, 4, 0), IpFamily.IPV6, new Prefixes(0, 0, 0, 0)),
                up.prefixes());
        assertEquals("", up.trouble());
        Neighbour.BfdSession bfd = up.bfd().orElseThrow();
        assertEquals("Up", bfd.state());
        assertEquals(Duration.ofMillis(100), bfd.transmit());
        assertEquals(Duration.ofMillis(500), bfd.detection());
        assertTrue(bfd.sent() > 0 && bfd.received() > 0);
        Neighbour down = one(answer("neighbours-down-" + version), answer("bfd-down-" + version), "");
        assertEquals(after, down.state());
        assertEquals(1, down.dropped());
        assertEquals(trouble, down.trouble());
        assertEquals("Down", down.bfd().orElseThrow().state());
    }

    @Test
    void aFieldThatIsNotThereIsNothing() {
        Neighbour neighbour = one("{\"192.0.2.1\": {\"bgpState\": \"Active\"}, \"vrf\": \"default\"}", "", "");
        assertEquals("Active", neighbour.state());
        assertEquals(0, neighbour.asn());
        assertEquals(Map.of(), Neighbours.parse("", "", ""));
    }

    @Test
    void whatIsNoJsonIsSaidToBeNone() {
        assertThrows(JsonParseException.class, () -> Neighbours.parse("% BGP instance not found", "", ""));
    }
}
