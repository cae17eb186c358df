package io.routelb.cli.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ConvertCommandTest {
    private static final String POOL =
            "apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\nmetadata: {name: p}\nspec:\n  addresses: [%s]\n";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String manifest, String... options) throws IOException {
        Path file = Files.writeString(folder.resolve("in.yaml"), manifest);
        CommandLine line = new CommandLine(new ConvertCommand());
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        String[] words = new String[options.length + 2];
        words[0] = "-f";
        words[1] = file.toString();
        System.arraycopy(options, 0, words, 2, options.length);
        return line.execute(words);
    }

    @Test
    void whatIsCarriedOverWholeIsAlsoStrictlyDone() throws IOException {
        assertEquals(0, run(POOL.formatted("198.51.100.0/28"), "--strict"));
        assertTrue(out.toString().contains("pool: 198.51.100.0/28"), out.toString());
    }

    @Test
    void aFieldNobodyKnowsIsToldAndStrictlyAFailure() throws IOException {
        String manifest = POOL.formatted("198.51.100.0/28") + "  mystery: {deep: 1}\n";
        assertEquals(1, run(manifest, "--strict"));
        assertTrue(out.toString().contains("in.yaml:6) spec.mystery: "), out.toString());
        assertEquals(0, run(manifest));
    }

    @Test
    void aRangeThatIsNoneIsBadInputWithItsLine() throws IOException {
        assertEquals(2, run(POOL.formatted("198.51.100.9-198.51.100.1")));
        assertTrue(err.toString().contains("in.yaml:5: IPAddressPool p: spec.addresses: "), err.toString());
        assertEquals("", out.toString());
    }

    @Test
    void aPoolCanBecomeTheDefault() throws IOException {
        assertEquals(0, run(POOL.formatted("198.51.100.0/28"), "--default-group", "p", "-n", "elsewhere"));
        assertTrue(out.toString().contains("name: default\n  namespace: elsewhere"), out.toString());
    }

    @Test
    void withoutAFileTheCommandLineIsWrong() {
        CommandLine line = new CommandLine(new ConvertCommand()).setErr(new PrintWriter(err, true));
        assertEquals(2, line.execute());
        assertTrue(err.toString().contains("no manifests"), err.toString());
    }
}
