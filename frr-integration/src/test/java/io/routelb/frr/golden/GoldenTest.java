package io.routelb.frr.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.frr.render.ConfigLine;
import io.routelb.frr.render.FrrConfig;
import io.routelb.frr.render.FrrRenderer;
import io.routelb.frr.render.FrrRenderer.Host;
import io.routelb.model.Asn;
import io.routelb.model.IpFamily;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SessionPassword;
import io.routelb.redistribution.host.Intents;
import io.routelb.redistribution.host.RealDaemon;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each file is compared line by line with the one that was read by a person, and read by FRR's own parser. Written anew with
 * {@code -Droutelb.golden=write}.
 */
class GoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden");
    private static final boolean WRITE = "write".equals(System.getProperty("routelb.golden"));
    /** A host that has a BGP of its own, and takes its connected IPv4 routes. */
    private static final Host GUEST = new Host(true, Set.of(IpFamily.IPV4), Set.of());

    @TempDir
    Path folder;

    static Stream<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        Intents.all().keySet().forEach(name -> {
            cases.add(Arguments.of(name, "alone", Host.NONE));
            cases.add(Arguments.of(name, "guest", GUEST));
        });
        return cases.stream();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("cases")
    void isAsItWasReadAndTheInstalledFrrTakesIt(String name, String place, Host host)
            throws IOException, InterruptedException {
        FrrConfig config = FrrRenderer.render(intent(name), host);
        String text = ConfigLine.text(config.lines());
        Path golden = FOLDER.resolve(name + "." + place + ".conf");
        if (WRITE) {
            Files.createDirectories(FOLDER);
            Files.writeString(golden, text);
        }
        assertEquals(Files.readString(golden), text);
        assertEquals("0 ", vtysh(RealDaemon.FRR, text));
    }

    @Test
    void theInstalledFrrRefusesABrokenFileWithItsLine() throws IOException, InterruptedException {
        requireRefused(RealDaemon.FRR);
    }

    static Stream<RealDaemon> others() {
        return RealDaemon.frrs().filter(each -> !each.isInstalled());
    }

    @ParameterizedTest
    @MethodSource("others")
    @Tag("whole-system")
    void everyOtherFrrTakesTheFilesAndNoBrokenOne(RealDaemon frr) throws IOException, InterruptedException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<Path> all = files.toList();
            assertEquals(cases().count(), all.size());
            for (Path file : all) {
                assertEquals("0 ", vtysh(frr, Files.readString(file)), file + " read by " + frr);
            }
        }
        for (String example : List.of("bgp.conf", "ospf.conf")) {
            String text = Files.readString(Path.of("../deploy/examples/host-frr", example));
            assertEquals("0 ", vtysh(frr, text), example + " read by " + frr);
        }
        requireRefused(frr);
    }

    private void requireRefused(RealDaemon frr) throws IOException, InterruptedException {
        String text =
                ConfigLine.text(FrrRenderer.render(Intents.plain(), Host.NONE).lines());
        String said = vtysh(frr, text.replace(" remote-as ", " remote-asn "));
        assertTrue(said.matches("(?s)2 line [0-9]+: % Unknown command.*remote-asn.*"), frr + ": " + said);
    }

    @Test
    void theSameIntentGivesTheSameLinesWhateverTheOrderOfItsParts() {
        RoutingIntent intent = Intents.exceptions();
        assertEquals(FrrRenderer.render(intent, Host.NONE), FrrRenderer.render(Intents.reordered(intent), Host.NONE));
    }

    @Test
    void aServiceMoreOfAPoolChangesNothing() {
        assertEquals(
                FrrRenderer.render(Intents.plain(), Host.NONE),
                FrrRenderer.render(Intents.plainAndOneMore(), Host.NONE));
    }

    @Test
    void onlyAFileWithAPasswordIsSecret() {
        assertFalse(FrrRenderer.render(Intents.plain(), Host.NONE).secret());
        RoutingIntent plain = Intents.plain();
        RoutingIntent.Peer peer = plain.peers().getFirst();
        RoutingIntent secret = plain.with(
                List.of(peer.withOptions(peer.options().withPassword(new SessionPassword("s3cret")))), plain.options());
        assertTrue(FrrRenderer.render(secret, Host.NONE).secret());
    }

    @Test
    void aPasswordThatCannotBeWrittenKeepsItsSessionAwayAndSaysSo() {
        FrrConfig config = FrrRenderer.render(intent("options"), Host.NONE);
        assertEquals(Map.of(), config.neighbours());
        assertTrue(
                config.unsaid()
                        .contains(
                                "BGPPeer all: the session is not started: FRR takes no password with a blank or a control character in it"),
                config.unsaid().toString());
    }

    @Test
    void aSessionInsideAnotherAsThanTheRoutersIsKeptAwayAndSaid() {
        RoutingIntent plain = Intents.plain();
        RoutingIntent.Peer peer = plain.peers().getFirst();
        Asn other = new Asn(65_001);
        RoutingIntent.Peer inside = new RoutingIntent.Peer(
                peer.name(),
                peer.address(),
                new RoutingIntent.PeerAsn.Internal(),
                other,
                peer.port(),
                peer.source(),
                peer.timers(),
                peer.ttl(),
                peer.families(),
                peer.passive(),
                peer.options(),
                peer.routes());
        FrrConfig config = FrrRenderer.render(plain.with(List.of(inside), plain.options()), Host.NONE);
        assertEquals(Map.of(), config.neighbours());
        assertEquals(
                List.of("BGPPeer " + peer.name()
                        + ": the session is not started: FRR is inside one AS alone, and that is " + plain.localAsn()
                        + ", localASN of the RoutingConfig"),
                config.unsaid());
    }

    private static RoutingIntent intent(String name) {
        return Objects.requireNonNull(Intents.all().get(name), name);
    }

    /** The exit status of FRR's own parser, and what it says. */
    private String vtysh(RealDaemon frr, String text) throws IOException, InterruptedException {
        Path file = folder.resolve("frr.conf");
        Files.writeString(file, text);
        Process process = new ProcessBuilder(frr.program("vtysh"), "-C", "-f", file.toString())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + said;
    }
}
