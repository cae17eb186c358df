package io.routelb.cli.offline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What validate and plan print of two samples; expected texts are written anew with {@code -Droutelb.golden=write}. */
class OfflineCommandsTest {
    private static final Path FOLDER = Path.of("src/test/resources/offline");
    private static final boolean WRITE = "write".equals(System.getProperty("routelb.golden"));

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Callable<Integer> command, String... words) {
        CommandLine line = new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true);
        return line.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
    }

    private static String sample(String name) {
        return FOLDER.resolve(name).toString();
    }

    private void assertGolden(String name) throws IOException {
        String text = out.toString().replace(FOLDER + "/", "");
        if (WRITE) {
            Files.writeString(FOLDER.resolve(name), text);
        }
        assertEquals(Files.readString(FOLDER.resolve(name)), text);
    }

    @Test
    void everyFaultIsNamedWithItsLine() throws IOException {
        assertEquals(1, run(new ValidateCommand(), "-f", sample("wrong.yaml")));
        assertGolden("wrong.txt");
    }

    @Test
    void goodManifestsAreGood() {
        assertEquals(0, run(new ValidateCommand(), "-f", sample("cluster.yaml")));
        assertTrue(out.toString().contains("0 errors"), out.toString());
    }

    @Test
    void anUnknownFieldIsAWarningAndStrictlyAFailure() throws IOException {
        String group = """
                apiVersion: purelb.io/v2
                kind: ServiceGroup
                metadata: {name: default}
                spec:
                  remote:
                    v4pool: {pool: 198.51.100.0/28, subnet: 198.51.100.0/24}
                    v4pol: {}
                """;
        String file = Files.writeString(folder.resolve("a.yaml"), group).toString();
        assertEquals(0, run(new ValidateCommand(), "-f", file));
        assertTrue(
                out.toString().startsWith(file + ":7: warning: ServiceGroup default: spec.remote.v4pol: "),
                out.toString());
        assertEquals(1, run(new ValidateCommand(), "-f", file, "--strict"));
    }

    @Test
    void thePlanIsThatOfThePlanners() throws IOException {
        assertEquals(0, run(new PlanCommand(), "-f", sample("cluster.yaml")));
        assertGolden("plan.txt");
    }

    @Test
    void thePlanIsJsonForPrograms() {
        assertEquals(0, run(new PlanCommand(), "-f", sample("cluster.yaml"), "-o", "json"));
        JsonObject plan = JsonParser.parseString(out.toString()).getAsJsonObject();
        assertEquals(4, plan.getAsJsonArray("services").size());
        JsonObject first = plan.getAsJsonArray("services").get(0).getAsJsonObject();
        assertEquals("default/everywhere", first.get("service").getAsString());
        assertEquals(
                "[\"198.51.100.10\",\"2001:db8:51::\"]", first.get("addresses").toString());
    }

    @Test
    void aPlanOfManifestsThatCannotBeUsedSaysSo() {
        assertEquals(1, run(new PlanCommand(), "-f", sample("wrong.yaml")));
        assertTrue(err.toString().contains("RoutingConfig default"), err.toString());
    }

    @Test
    void noManifestsAreBadInput() {
        assertEquals(
                2,
                run(new ValidateCommand(), "-f", folder.resolve("absent.yaml").toString()));
        assertEquals(2, run(new PlanCommand(), "-f", folder.toString()));
        assertTrue(err.toString().contains("cannot be read"), err.toString());
    }
}
