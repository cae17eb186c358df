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
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each file is compared byte by byte with the one that was read by a person, and read by the real daemon. Written anew with
 * {@code -Droutelb.golden=write}.
 */
class GoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden");
    private static final boolean WRITE = "write".equals(System.getProperty("routelb.golden"));
    /** What a host must have of its own that includes our file. */
    private static final String HOST =
            "router id 192.0.2.99;\nprotocol device {}\nprotocol bfd {}\nprotocol kernel { ipv4 { export none; }; }\n";

    @TempDir
    Path folder;

    static Stream<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        Intents.all().forEach((name, intent) -> {
            for (HostMode mode : HostMode.values()) {
                for (String version : List.of("2.0.7", "2.0.12", "2.15.1", "3.0.0")) {
                    if (version.equals("2.0.12") || name.equals("options")) {
                        cases.add(Arguments.of(name, mode, version));
                    }
                }
            }
        });
        return cases.stream();
    }

    @ParameterizedTest(name = "{0}, {1}, BIRD {2}")
    @MethodSource("cases")
    void isAsItWasReadAndBirdTakesIt(String name, HostMode mode, String version)
            throws IOException, InterruptedException, InvalidValueException {
        RoutingIntent intent = Objects.requireNonNull(Intents.all().get(name), name);
        BirdConfig config = BirdRenderer.render(intent, mode, BirdVersion.parse(version));
        Path golden = FOLDER.resolve(version).resolve(name + "." + mode.name().toLowerCase(Locale.ROOT) + ".conf");
        if (WRITE) {
            Files.createDirectories(golden.getParent());
            Files.writeString(golden, config.text());
        }
        assertEquals(Files.readString(golden), config.text());
        if (BirdVersion.parse(version).equals(installed())) {
            assertEquals("", bird(mode, config.text()));
        }
    }

    @Test
    void theInstalledBirdIsOneOfThoseThatHaveGoldenFiles()
            throws IOException, InterruptedException, InvalidValueException {
        assertTrue(Files.isDirectory(FOLDER.resolve(installed().toString())), "no golden files of BIRD " + installed());
    }

    @Test
    void aBrokenFileIsRefusedWithItsLine() throws IOException, InterruptedException, InvalidValueException {
        String text =
                BirdRenderer.render(Intents.plain(), HostMode.FULL, installed()).text();
        String broken = text.replace("    accept;", "    accept");
        assertNotEquals(text, broken);
        String said = bird(HostMode.FULL, broken);
        assertTrue(said.matches("(?s).*bird.conf:[0-9]+:[0-9]+ syntax error.*"), said);
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

    private static BirdVersion installed() throws IOException, InterruptedException, InvalidValueException {
        String said = run(List.of("bird", "--version"));
        return BirdVersion.parse(said.substring(said.lastIndexOf(' ') + 1).strip());
    }

    /** What the daemon's own parser says of it; nothing when it takes it. */
    private String bird(HostMode mode, String text) throws IOException, InterruptedException {
        Path main = folder.resolve("bird.conf");
        if (mode == HostMode.FULL) {
            Files.writeString(main, text);
        } else {
            Path ours = folder.resolve("routelb.conf");
            Files.writeString(ours, text);
            Files.writeString(main, HOST + "include \"" + ours + "\";\n");
        }
        return run(List.of("bird", "-p", "-c", main.toString()));
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        return code == 0 || !said.isEmpty() ? said : "exit code " + code;
    }
}
