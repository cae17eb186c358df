package io.routelb.frr;

import io.routelb.frr.render.ConfigLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * FRR's own parser: {@code vtysh -C -f FILE} reads a file and says whether the grammar has it. Where there is no vtysh beside the agent, each
 * command is judged by the daemon when it is given, and a refused one undoes those before it.
 */
final class Parser {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path vtysh;

    Parser(Path vtysh) {
        this.vtysh = vtysh;
    }

    /**
     * @return why the file is refused, with the line; empty when it is not, or when there is no vtysh
     * @throws IOException vtysh does not end
     */
    Optional<String> refusal(Path file) throws IOException, InterruptedException {
        if (!Files.isExecutable(vtysh)) {
            return Optional.empty();
        }
        Process process = new ProcessBuilder(vtysh.toString(), "-C", "-f", file.toString())
                .redirectErrorStream(true)
                .start();
        try {
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readNBytes(1 << 16), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(vtysh + " does not end within " + PATIENCE.toSeconds() + " s");
            }
            return process.exitValue() == 0
                    ? Optional.empty()
                    : Optional.of(said.lines()
                            .filter(line -> line.startsWith("line ") || line.startsWith("%"))
                            .findFirst()
                            .map(ConfigLine::withoutSecret)
                            .orElse(vtysh + " ends with " + process.exitValue()));
        } finally {
            process.destroyForcibly();
        }
    }
}
