package io.routelb.kube.daemon;

import java.io.PrintWriter;
import picocli.CommandLine;

/** How a RouteLB program starts and fails: one sentence on standard error and an exit status, never a stack trace. */
public final class Programs {
    private Programs() {}

    /** Exit status of a command line that is not understood. */
    public static final int USAGE = 2;

    /** Parses the arguments and runs the command; exit status 0, 1 (cannot start, or failed) or 2 (usage). */
    public static int run(String name, Object command, String... args) {
        CommandLine line = new CommandLine(command);
        line.setCommandName(name);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((problem, given) -> {
            PrintWriter err = problem.getCommandLine().getErr();
            err.println(name + ": " + problem.getMessage() + " (see " + name + " --help)");
            return USAGE;
        });
        line.setExecutionExceptionHandler((failure, where, given) -> {
            if (failure instanceof StartupException) {
                where.getErr().println(name + ": " + failure.getMessage());
                return 1;
            }
            throw failure;
        });
        return line.execute(args);
    }

    /** {@code --version} for picocli. */
    public static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"RouteLB " + ProgramVersion.current()};
        }
    }
}
