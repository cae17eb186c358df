package io.routelb.lab.app;

import io.routelb.kube.daemon.DaemonLogging;
import io.routelb.kube.daemon.StartupException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The lab's command line, as {@code bin/lab} calls it. */
@Command(
        name = "lab",
        mixinStandardHelpOptions = true,
        description = "A cluster of three nodes behind a router, in network namespaces.",
        subcommands = {UpCommand.class, RunCommand.class, ListCommand.class, NeedsCommand.class, DemoCommand.class})
public final class Main implements Callable<Integer> {
    private Main() {}

    /** Runs the command and exits with its status. */
    public static void main(String[] arguments) {
        try {
            DaemonLogging.configure(DaemonLogging.Format.TEXT, "warn");
        } catch (StartupException e) {
            throw new IllegalStateException("warn is a level", e);
        }
        CommandLine line = new CommandLine(new Main());
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            failure.printStackTrace(new PrintStream(System.err, true));
            return 1;
        });
        System.exit(line.execute(arguments));
    }

    @Override
    public Integer call() {
        CommandLine.usage(this, System.err);
        return 2;
    }
}
