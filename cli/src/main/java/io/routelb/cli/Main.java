package io.routelb.cli;

import io.routelb.cli.convert.ConvertCommand;
import io.routelb.cli.offline.PlanCommand;
import io.routelb.cli.offline.ValidateCommand;
import io.routelb.kube.daemon.DaemonLogging;
import io.routelb.kube.daemon.Programs;
import io.routelb.kube.daemon.StartupException;
import picocli.CommandLine.Command;

/** The kubectl plugin. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Programs.Version.class,
        subcommands = {
            StatusCommand.class,
            PoolsCommand.class,
            ServicesCommand.class,
            ExplainCommand.class,
            BgpCommand.class,
            NodeCommand.class,
            DrainCommand.class,
            ConvertCommand.class,
            ValidateCommand.class,
            PlanCommand.class,
            TopCommand.class,
            VersionCommand.class,
            CompletionCommand.class,
            CompletionCommand.Words.class
        },
        synopsisSubcommandLabel = "COMMAND",
        description = "Shows what RouteLB does in this cluster, and why not; takes nodes out of service.",
        footer = {"", "Exit status: 0 done, 1 the cluster cannot be read or written, 2 wrong command line."})
public final class Main {
    Main() {}

    public static void main(String[] args) {
        try {
            DaemonLogging.configure(DaemonLogging.Format.TEXT, "error");
        } catch (StartupException e) {
            throw new IllegalStateException(e);
        }
        String[] words = args.length == 0 ? new String[] {"--help"} : args;
        System.exit(Programs.run("kubectl-routelb", new Main(), words));
    }
}
