package io.routelb.cli.offline;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kubectl routelb validate}. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description =
                "Says what is wrong with manifests, without a cluster: by the schemas, by the parsers the daemons use, and among each other.",
        footer = {
            "",
            "Exit status: 0 nothing is wrong, 1 something is (with --strict also what is only a warning), 2 wrong command line or no manifests."
        })
public final class ValidateCommand implements Callable<Integer> {
    private static final int BAD_INPUT = 2;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final OfflineInput input = new OfflineInput();

    @Option(names = "--strict", description = "Warnings, such as unknown fields, are errors.")
    private boolean strict;

    @Override
    public Integer call() {
        try {
            List<Manifest> manifests = input.read();
            List<Finding> findings =
                    Judgements.of(manifests, input.cluster(manifests), input.settings(), Instant.now());
            PrintWriter out = spec.commandLine().getOut();
            findings.forEach(finding -> out.println(finding.line()));
            long faults = findings.stream().filter(Finding::fault).count();
            out.println(
                    manifests.size() + " objects, " + faults + " errors, " + (findings.size() - faults) + " warnings");
            out.flush();
            return faults > 0 || (strict && !findings.isEmpty()) ? 1 : 0;
        } catch (ManifestException e) {
            spec.commandLine().getErr().println("kubectl-routelb: " + e.getMessage());
            return BAD_INPUT;
        }
    }
}
