package io.routelb.bird.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.IpFamily;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that BIRD gave, 2.0.12 unless another is named, in whatever pieces they come, and what is none. */
class AnswersTest {
    private static Answer read(String name, int pieces) throws IOException, BirdException {
        return take(Files.readString(Path.of("src/test/resources/answers", name)), pieces);
    }

    private static Answer take(String text, int pieces) throws BirdException {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        AnswerReader reader = new AnswerReader(1 << 20);
        for (int at = 0; at < octets.length; at += pieces) {
            reader.take(ByteBuffer.wrap(octets, at, Math.min(pieces, octets.length - at)));
        }
        return reader.answer().orElseThrow();
    }

    @ParameterizedTest(name = "{0} octets at a time")
    @ValueSource(ints = {1, 7, 4096})
    void readsSessionsInAnyPieces(int pieces) throws IOException, BirdException {
        Answer answer = read("protocols-all.txt", pieces);
        assertEquals("2.0.12", answer.version());
        Map<String, Sessions.Protocol> all = Sessions.protocols(answer);
        Sessions.Protocol up = Objects.requireNonNull(all.get("routelb_p_router_c0000201"));
        assertEquals("BGP", up.kind());
        assertEquals("11:15:22.469", up.since());
        assertEquals(Optional.of("Established"), up.field("BGP state"));
        assertEquals(Optional.of("64500"), up.field("Neighbor AS"));
        assertEquals(Duration.ofSeconds(90), up.timer("Hold timer"));
        assertEquals(Duration.ofSeconds(30), up.timer("Keepalive timer"));
        assertEquals(
                Map.of(IpFamily.IPV4, new Sessions.Counts(0, 2, 1), IpFamily.IPV6, new Sessions.Counts(0, 0, 1)),
                up.channels());
    }

    @Test
    void readsASessionThatIsDownAndWhy() throws IOException, BirdException {
        Map<String, Sessions.Protocol> all = Sessions.protocols(read("protocols-down.txt", 4096));
        Sessions.Protocol down = Objects.requireNonNull(all.get("routelb_p_router_c0000201"));
        assertEquals(Optional.of("Active"), down.field("BGP state"));
        assertEquals(Optional.of("Socket: Connection refused"), down.field("Last error"));
        assertEquals(Map.of(), down.channels());
        assertEquals(Duration.ZERO, down.timer("Hold timer"));
    }

    @Test
    void readsPathsOfBfd() throws IOException, BirdException {
        assertEquals(
                List.of(new Sessions.Path(
                        "192.0.2.1", "Up", "11:15:22.221", Duration.ofMillis(300), Duration.ofMillis(1500))),
                Sessions.paths(read("bfd.txt", 4096)));
    }

    /** Each of a session that has two routes of the neighbour, one of them filtered, and tells two and one; then with the neighbour gone. */
    @ParameterizedTest(name = "BIRD {0}")
    @ValueSource(strings = {"2.0.7", "2.20.0", "3.1.7", "3.4.0"})
    void readsWhatOtherVersionsSay(String version) throws IOException, BirdException {
        Answer answer = read("protocols-all-" + version + ".txt", 4096);
        assertEquals(version, answer.version());
        Sessions.Protocol up = Objects.requireNonNull(Sessions.protocols(answer).get("routelb_p_router_c0000201"));
        assertEquals("BGP", up.kind());
        assertEquals(Optional.of("Established"), up.field("BGP state"));
        assertEquals(Optional.of("192.0.2.1"), up.field("Neighbor address"));
        assertEquals(Optional.of("64500"), up.field("Neighbor AS"));
        assertEquals(Duration.ofSeconds(90), up.timer("Hold timer"));
        assertEquals(Duration.ofSeconds(30), up.timer("Keepalive timer"));
        assertEquals(
                Map.of(IpFamily.IPV4, new Sessions.Counts(1, 1, 2), IpFamily.IPV6, new Sessions.Counts(0, 0, 1)),
                up.channels());
        Sessions.Path path =
                Sessions.paths(read("bfd-" + version + ".txt", 4096)).getFirst();
        assertEquals("Up", path.state());
        assertEquals(Duration.ofMillis(300), path.interval());
        assertEquals(Duration.ofMillis(1500), path.timeout());
        Sessions.Protocol down =
                Objects.requireNonNull(Sessions.protocols(read("protocols-down-" + version + ".txt", 4096))
                        .get("routelb_p_router_c0000201"));
        assertEquals(Optional.of("Active"), down.field("BGP state"));
        assertEquals(Optional.of("Socket: Connection refused"), down.field("Last error"));
        assertEquals(Map.of(), down.channels());
    }

    @Test
    void aRefusalNamesTheLine() throws BirdException {
        Answer answer = take(
                "0001 BIRD 2.0.12 ready.\n0002-Reading configuration from /a.conf\n8002 /a.conf:3:10 syntax error\n",
                5);
        assertTrue(answer.isRefusal());
        assertEquals("/a.conf:3:10 syntax error", answer.last());
        assertFalse(take("0001 BIRD 2.0.12 ready.\n0003 Reconfigured\n", 5).isRefusal());
    }

    @Test
    void whatComesBetweenIsNoPartOfTheAnswer() throws BirdException {
        assertEquals(
                1,
                take("0001 BIRD 3.1 ready.\n+a log line\n0013 Daemon is up and running\n", 3)
                        .lines()
                        .size());
    }

    @ParameterizedTest(name = "[{index}]")
    @ValueSource(strings = {"HTTP/1.1 400 Bad\n", "0001 hello\n", "0013 Daemon\n", "\n", " 0001 BIRD 2 ready.\n"})
    void whoGreetsOtherwiseIsNotBird(String text) {
        assertThrows(BirdException.class, () -> take(text, 4096));
    }

    @Test
    void tooMuchIsRefused() {
        AnswerReader reader = new AnswerReader(1000);
        assertThrows(BirdException.class, () -> reader.take(ByteBuffer.allocate(1001)));
    }
}
