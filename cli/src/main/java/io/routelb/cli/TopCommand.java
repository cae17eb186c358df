package io.routelb.cli;

import io.routelb.kube.api.KubeApi;
import io.routelb.kube.daemon.DurationOption;
import io.routelb.kube.daemon.StartupException;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kubectl routelb top}. */
@Command(
        name = "top",
        mixinStandardHelpOptions = true,
        description = "The screen of status, again and again; Ctrl-C ends it.")
final class TopCommand implements Callable<Integer> {
    private static final String OTHER_SCREEN = "\033[?1049h\033[?25l";
    private static final String BACK = "\033[?25h\033[?1049l";
    private static final String FROM_THE_TOP = "\033[H\033[2J";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final ClusterAccess cluster = new ClusterAccess();

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            defaultValue = "2s",
            converter = DurationOption.class,
            description = "Time between two looks, at least 100ms; default: ${DEFAULT-VALUE}.")
    private Duration interval = Duration.ofSeconds(2);

    @Option(
            names = "--looks",
            paramLabel = "N",
            defaultValue = "0",
            description = "How often it looks before it ends; default: until Ctrl-C.")
    private int looks;

    @Override
    public Integer call() throws StartupException, InterruptedException {
        if (interval.toMillis() < 100) {
            throw new ParameterException(spec.commandLine(), "--interval is less than 100ms");
        }
        KubeApi api = new KubeApi(cluster.connect());
        boolean terminal = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
        PrintWriter out = spec.commandLine().getOut();
        if (terminal) {
            out.print(OTHER_SCREEN);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                out.print(BACK);
                out.flush();
            }));
        }
        for (int look = 1; ; look++) {
            String text = frame(api);
            out.print(
                    terminal
                            ? FROM_THE_TOP
                                    + Screen.current()
                                            .map(screen -> screen.cut(text))
                                            .orElse(text)
                            : text);
            out.flush();
            if (look == looks) {
                return 0;
            }
            TimeUnit.MILLISECONDS.sleep(interval.toMillis());
        }
    }

    /** An API server that is away for a while ends nothing: what it said is on the screen. */
    private String frame(KubeApi api) {
        String time = LocalTime.now(ZoneId.systemDefault())
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        try {
            return time + "  " + new StatusReport(ClusterState.read(api, cluster.namespace())).render(false);
        } catch (StartupException e) {
            return time + "  " + e.getMessage() + "\n";
        }
    }

    /** Size of the terminal, in characters. */
    record Screen(int lines, int columns) {
        /** Empty where nobody can say. */
        static Optional<Screen> current() throws InterruptedException {
            try {
                Process stty = new ProcessBuilder("stty", "size")
                        .redirectInput(ProcessBuilder.Redirect.INHERIT)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                String[] size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                        .trim()
                        .split(" ", -1);
                return stty.waitFor() == 0 && size.length == 2
                        ? Optional.of(new Screen(Integer.parseInt(size[0]), Integer.parseInt(size[1])))
                        : Optional.empty();
            } catch (IOException | NumberFormatException e) {
                return Optional.empty(); // without its size the terminal wraps and scrolls by itself
            }
        }

        /** As much as fits; the last line says how much does not. */
        String cut(String text) {
            List<String> all = text.lines()
                    .map(line -> line.substring(0, Math.min(line.length(), columns)))
                    .toList();
            if (all.size() < lines) {
                return String.join("\n", all) + "\n";
            }
            int shown = Math.max(0, lines - 2);
            return String.join("\n", all.subList(0, shown)) + "\n... and " + (all.size() - shown) + " lines more\n";
        }
    }
}
