package io.routelb.kube.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class DaemonOptionsTest {
    @Command(mixinStandardHelpOptions = true, versionProvider = Programs.Version.class)
    static final class Probe implements Callable<Integer> {
        @Mixin
        final DaemonOptions options = new DaemonOptions();

        @Override
        public Integer call() throws StartupException {
            throw new StartupException("the reason");
        }
    }

    private record Ran(int status, String err) {}

    private static Ran run(String... args) {
        var bytes = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            int status = Programs.run("probe", new Probe(), args);
            return new Ran(status, bytes.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }

    @Test
    void aProgramThatCannotStartSaysWhyInOneLine() {
        assertEquals(new Ran(1, "probe: the reason\n"), run());
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({"--listen, here", "--listen, :70000", "--log-format, xml", "--no-such-flag, x"})
    void aWrongCommandLineIsOneLineAndStatusTwo(String option, String value) {
        Ran ran = run(option, value);
        assertEquals(2, ran.status());
        assertEquals(1, ran.err().lines().count(), ran.err());
        assertTrue(ran.err().startsWith("probe: "), ran.err());
    }

    @ParameterizedTest(name = "{0} -> {1} {2}")
    @CsvSource({":7472, 0.0.0.0, 7472", "127.0.0.1:1, 127.0.0.1, 1", "[::1]:80, 0:0:0:0:0:0:0:1, 80"})
    void readsWhereToListen(String text, String host, int port) {
        Probe probe = new Probe();
        new CommandLine(probe).parseArgs("--listen", text);
        assertEquals(host, probe.options.listen.getAddress().getHostAddress());
        assertEquals(port, probe.options.listen.getPort());
    }

    @Test
    void theNamespaceIsTheOptionThenThePodsThenTheDefault() {
        Probe probe = new Probe();
        new CommandLine(probe).parseArgs();
        assertEquals("routelb-system", probe.options.installNamespace(Map.of()));
        assertEquals("pod", probe.options.installNamespace(Map.of("POD_NAMESPACE", "pod")));
        new CommandLine(probe).parseArgs("--namespace", "given");
        assertEquals("given", probe.options.installNamespace(Map.of("POD_NAMESPACE", "pod")));
    }
}
