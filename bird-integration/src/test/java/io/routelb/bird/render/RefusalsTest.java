package io.routelb.bird.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.HostMode;
import io.routelb.model.InvalidValueException;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import io.routelb.model.RoutingIntent;
import io.routelb.model.RoutingIntent.PeerAsn;
import io.routelb.model.SessionPassword;
import io.routelb.model.SpeakerOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What BIRD cannot be told is said, and never half told. */
class RefusalsTest {
    private static final BirdVersion DEBIAN_12 = new BirdVersion(2, 0, 12);

    private static BirdConfig render(BirdVersion version, PeerOptions options, SpeakerOptions all) {
        RoutingIntent.Peer peer = new RoutingIntent.Peer(
                "r1",
                Addresses.of("192.0.2.1"),
                new PeerAsn.Exactly(new Asn(64500)),
                new Asn(64512),
                179,
                Optional.empty(),
                new RoutingIntent.Timers(Duration.ofSeconds(9), Duration.ofSeconds(3), Duration.ofSeconds(5)),
                OptionalInt.empty(),
                Set.of(IpFamily.IPV4),
                false,
                options,
                Map.of());
        return BirdRenderer.render(
                new RoutingIntent(new Asn(64512), Addresses.of("192.0.2.11").toIPv4(), 179, List.of(peer), all),
                HostMode.INCLUDE,
                version);
    }

    private static List<String> unsaid(BirdVersion version, PeerOptions options) {
        return render(version, options, SpeakerOptions.DEFAULT).unsaid();
    }

    @ParameterizedTest(name = "a password with character {0}")
    @CsvSource({"34", "10", "13", "0"})
    void aPasswordThatCannotBeWrittenStartsNoSession(int character) {
        PeerOptions options = PeerOptions.DEFAULT.withPassword(new SessionPassword("a" + (char) character + "; }"));
        BirdConfig config = render(DEBIAN_12, options, SpeakerOptions.DEFAULT);
        assertEquals(Map.of(), config.protocols());
        assertEquals("# Written by RouteLB; what is changed here is lost.\n", config.text());
        assertEquals(
                List.of(
                        "BGPPeer r1: the session is not started: BIRD takes no password with a quotation mark or a line break in it"),
                config.unsaid());
    }

    @Test
    void whatAnOldBirdLacksIsNamed() {
        PeerOptions options = PeerOptions.DEFAULT
                .withRole(PeerOptions.Role.PEER)
                .withBfd(new PeerOptions.Bfd(
                        Duration.ofMillis(300), Duration.ofMillis(300), 3, false, Optional.empty()));
        assertEquals(
                List.of(
                        "BGPPeer r1: role is not told: BIRD 2.0.7 has none, 2.0.11 and later do",
                        "BGPPeer r1: BFD runs at BIRD's own intervals: BIRD 2.0.7 has none of a session, 2.0.8 and later do"),
                unsaid(new BirdVersion(2, 0, 7), options));
        assertEquals(List.of(), unsaid(DEBIAN_12, options));
    }

    @Test
    void whatNoBirdHasIsNamed() {
        PeerOptions options = PeerOptions.DEFAULT
                .withRestart(new PeerOptions.Restart(true, Duration.ofSeconds(60), true, Duration.ZERO))
                .withBfd(new PeerOptions.Bfd(
                        Duration.ofMillis(300),
                        Duration.ofMillis(300),
                        3,
                        false,
                        Optional.of(new PeerOptions.BfdKey(1, new SessionPassword("k")))));
        SpeakerOptions all = new SpeakerOptions(
                List.of(),
                Optional.of(new SpeakerOptions.Monitor(Addresses.of("192.0.2.9"), 11019, Duration.ofMinutes(1))),
                Optional.of("/tmp/captures"),
                SpeakerOptions.BestPath.DEFAULT);
        assertEquals(
                List.of(
                        "bmp of the RoutingConfig is not in force: backend BIRD reports to no BMP station",
                        "messages are not captured: backend BIRD does not",
                        "BGPPeer r1: BFD is not authenticated: backend BIRD has no key for one session",
                        "BGPPeer r1: gracefulRestart.notification is not in force: BIRD does not speak RFC 8538"),
                render(DEBIAN_12, options, all).unsaid());
    }

    @ParameterizedTest(name = "{0} is BIRD {1}")
    @CsvSource({"2.0.12, 2.0.12", "2.15.1-x, 2.15.1", "3.0, 3.0.0", "2.0-alpha, 2.0.0"})
    void readsVersions(String text, String expected) throws InvalidValueException {
        assertEquals(expected, BirdVersion.parse(text).toString());
    }

    @ParameterizedTest(name = "{0} is refused")
    @CsvSource({"1.6.8", "two", "99999.1"})
    void refusesWhatIsNoVersionOrTooOld(String text) {
        assertThrows(InvalidValueException.class, () -> BirdVersion.parse(text));
    }
}
