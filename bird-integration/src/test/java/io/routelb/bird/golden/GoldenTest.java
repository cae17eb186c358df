package io.routelb.bird.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.bird.render.BirdConfig;
import io.routelb.bird.render.BirdRenderer;
import io.routelb.bird.render.BirdVersion;
import io.routelb.model.HostMode;
import io.routelb.model.InvalidValueException;
import io.routelb.model.RoutingIntent;
import io.routelb.redistribution.host.Intents;
import io.routelb.redistribution.host.RealDaemon;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each file is compared byte by byte with the one that was read by a person, and read by the real daemons. Written anew with
 * {@code -Droutelb.golden=write}.
 */
class GoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden");
    private static final boolean WRITE = "write".equals(System.getProperty("routelb.golden"));
    /** Every case has a file of it. */
    private static final BirdVersion WHOLE = new BirdVersion(2, 0, 12);
    /** Each the first that we have of those that are told the same; beside the first here they have files of what they are told otherwise. */
    private static final List<BirdVersion> VERSIONS =
            List.of(WHOLE, new BirdVersion(2, 0, 7), new BirdVersion(2, 17, 5));
    /** What the guide gives to hosts that configure it themselves. */
    private static final List<Path> EXAMPLES = Stream.of("bgp.conf", "ospf.conf")
            .map(Path.of("../deploy/examples/host-bird")::resolve)
            .toList();
    /** What a host must have of its own that includes our file. */
    private static final String HOST =
            "router id 192.0.2.99;\nprotocol device {}\nprotocol bfd {}\nprotocol kernel { ipv4 { export none; }; }\n";

    @TempDir
    Path folder;

    /** One file: of what, and how much of the configuration it is. */
    record Case(String name, HostMode mode) {
        RoutingIntent intent() {
            return Objects.requireNonNull(Intents.all().get(name), name);
        }

        String file() {
            return name + "." + mode.name().toLowerCase(Locale.ROOT) + ".conf";
        }

        String render(BirdVersion version) {
            return BirdRenderer.render(intent(), mode, version).text();
        }
    }

    private static List<Case> all() {
        return Intents.all().keySet().stream()
                .flatMap(name -> Stream.of(HostMode.values()).map(mode -> new Case(name, mode)))
                .toList();
    }

    static Stream<Arguments> cases() {
        return VERSIONS.stream().flatMap(version -> all().stream().map(each -> Arguments.of(each, version)));
    }

    /** What that version is told: the file of the newest of ours that is no newer and has one. */
    private static Path golden(Case one, BirdVersion version) {
        return VERSIONS.stream()
                .filter(each -> each.compareTo(version) <= 0)
                .sorted(Comparator.reverseOrder())
                .map(each -> FOLDER.resolve(each.toString()).resolve(one.file()))
                .filter(Files::exists)
                .findFirst()
                .orElse(FOLDER.resolve(WHOLE.toString()).resolve(one.file()));
    }

    @ParameterizedTest(name = "{0}, BIRD {1}")
    @MethodSource("cases")
    void isAsItWasRead(Case one, BirdVersion version) throws IOException {
        String text = one.render(version);
        if (WRITE) {
            write(one, version, text);
        }
        assertEquals(Files.readString(golden(one, version)), text);
    }

    private static void write(Case one, BirdVersion version, String text) throws IOException {
        Path own = FOLDER.resolve(version.toString()).resolve(one.file());
        Files.deleteIfExists(own);
        if (version.equals(WHOLE) || !Files.readString(golden(one, version)).equals(text)) {
            Files.createDirectories(own.getParent());
            Files.writeString(own, text);
        }
    }

    @Test
    void theInstalledBirdTakesWhatItsVersionIsTold() throws IOException, InterruptedException, InvalidValueException {
        requireTaken(RealDaemon.BIRD);
    }

    static Stream<RealDaemon> others() {
        return RealDaemon.birds().filter(each -> !each.isInstalled());
    }

    @ParameterizedTest
    @MethodSource("others")
    @Tag("whole-system")
    void everyOtherBirdTakesWhatItsVersionIsTold(RealDaemon bird)
            throws IOException, InterruptedException, InvalidValueException {
        requireTaken(bird);
    }

    /** Without a word; and a broken file it refuses with its line. */
    private void requireTaken(RealDaemon bird) throws IOException, InterruptedException, InvalidValueException {
        BirdVersion version = version(bird);
        for (Case one : all()) {
            String text = one.render(version);
            assertEquals(Files.readString(golden(one, version)), text, one + " of " + bird);
            assertEquals("", read(bird, one.mode(), text), one + " read by " + bird);
        }
        for (Path example : EXAMPLES) {
            assertEquals("", read(bird, HostMode.FULL, Files.readString(example)), example + " read by " + bird);
        }
        String text = new Case("plain", HostMode.FULL).render(version);
        String broken = text.replace("    accept;", "    accept");
        assertNotEquals(text, broken);
        String said = read(bird, HostMode.FULL, broken);
        assertTrue(said.matches("(?s).*bird.conf:[0-9]+:[0-9]+ syntax error.*"), bird + ": " + said);
    }

    @Test
    void theSameIntentGivesTheSameBytesWhateverTheOrderOfItsParts() {
        RoutingIntent intent = Intents.exceptions();
        assertEquals(render(intent).text(), render(Intents.reordered(intent)).text());
    }

    @Test
    void aServiceMoreOfAPoolChangesNothing() {
        assertEquals(
                render(Intents.plain()).text(),
                render(Intents.plainAndOneMore()).text());
    }

    @Test
    void onlyAFileWithAPasswordIsSecret() {
        assertFalse(render(Intents.plain()).secret());
        assertTrue(render(Objects.requireNonNull(Intents.all().get("options"))).secret());
    }

    private static BirdConfig render(RoutingIntent intent) {
        return BirdRenderer.render(intent, HostMode.INCLUDE, new BirdVersion(2, 0, 12));
    }

    private static BirdVersion version(RealDaemon bird)
            throws IOException, InterruptedException, InvalidValueException {
        String said = run(List.of(bird.program("bird"), "--version"));
        return BirdVersion.parse(said.substring(said.lastIndexOf(' ') + 1).strip());
    }

    /** What the daemon's own parser says of it; nothing when it takes it. */
    private String read(RealDaemon bird, HostMode mode, String text) throws IOException, InterruptedException {
        Path main = folder.resolve("bird.conf");
        if (mode == HostMode.FULL) {
            Files.writeString(main, text);
        } else {
            Path ours = folder.resolve("routelb.conf");
            Files.writeString(ours, text);
            Files.writeString(main, HOST + "include \"" + ours + "\";\n");
        }
        return run(List.of(bird.program("bird"), "-p", "-c", main.toString()));
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        return code == 0 || !said.isEmpty() ? said : "exit code " + code;
    }
}
