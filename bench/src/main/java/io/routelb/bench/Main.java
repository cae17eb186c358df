package io.routelb.bench;

import io.routelb.kube.daemon.DaemonLogging;
import io.routelb.kube.daemon.Programs;
import io.routelb.kube.daemon.StartupException;
import io.routelb.lab.scenario.Figures;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs one benchmark; the last line is one JSON object. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Programs.Version.class,
        description = "Runs one benchmark; the last line of its output is one JSON object.")
public final class Main implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "NAME", defaultValue = "", description = "See --list.")
    private String name = "";

    @Option(names = "--list", description = "Name every benchmark and what it measures.")
    private boolean list;

    @Option(names = "--size", paramLabel = "N", defaultValue = "0", description = "How many; default: the benchmark's.")
    private int size;

    @Option(names = "--repeats", paramLabel = "N", description = "How often each is measured, in bgp.")
    private Optional<Integer> repeats = Optional.empty();

    @Option(names = "--bfd-seconds", paramLabel = "N", description = "How long BFD is held against load, in bgp.")
    private Optional<Integer> bfdSeconds = Optional.empty();

    @Option(names = "--part", paramLabel = "PART", description = "What of it, in bgp; may be repeated. Default: all.")
    private Set<String> parts = Set.of();

    private Main() {}

    public static void main(String[] args) {
        System.exit(Programs.run("bench", new Main(), args));
    }

    @Override
    public Integer call() throws StartupException, InterruptedException {
        DaemonLogging.configure(DaemonLogging.Format.TEXT, "warn");
        if (list) {
            Benchmark.ALL.forEach(each -> System.out.printf("%-16s %s%n", each.name(), each.summary()));
            return 0;
        }
        Optional<Benchmark> chosen =
                Benchmark.ALL.stream().filter(each -> each.name().equals(name)).findFirst();
        if (chosen.isEmpty()) {
            throw new StartupException("there is no benchmark \"" + name + "\"; see --list");
        }
        Benchmark benchmark = chosen.get();
        try {
            int chosenSize = size > 0 ? size : benchmark.defaultSize();
            Figures figures =
                    benchmark.run(new Effort(chosenSize, number(repeats), number(bfdSeconds), Set.copyOf(parts)));
            System.out.println(
                    new Figures().put("bench", benchmark.name()).putAll(figures).line());
            return 0;
        } catch (IOException e) {
            throw new StartupException(benchmark.name() + " failed: " + e.getMessage(), e);
        }
    }

    private static OptionalInt number(Optional<Integer> given) {
        return given.isPresent() ? OptionalInt.of(given.get()) : OptionalInt.empty();
    }
}
