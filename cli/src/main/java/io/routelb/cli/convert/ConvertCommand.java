package io.routelb.cli.convert;

import io.routelb.cli.offline.Manifest;
import io.routelb.cli.offline.ManifestException;
import io.routelb.cli.offline.Manifests;
import io.routelb.model.InvalidValueException;
import io.routelb.model.Prefix;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kubectl routelb convert}. */
@Command(
        name = "convert",
        mixinStandardHelpOptions = true,
        description =
                "Turns objects of PureLB, MetalLB, Cilium, Calico and kube-router into RouteLB's, and says of each thing that cannot be carried over why.",
        footer = {
            "",
            "Exit status: 0 done, 1 with --strict: something is not carried over, 2 wrong command line or manifests that cannot be read."
        })
public final class ConvertCommand implements Callable<Integer> {
    private static final int BAD_INPUT = 2;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "FILE",
            description = "A file, a folder of files, or - for standard input; may be repeated.")
    private List<String> files = new ArrayList<>();

    @Parameters(paramLabel = "FILE", arity = "0..*", description = "More of them.")
    private List<String> more = new ArrayList<>();

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            defaultValue = "routelb-system",
            description = "Install namespace, where ServiceGroups go; default: ${DEFAULT-VALUE}.")
    private String namespace = "routelb-system";

    @Option(
            names = "--default-group",
            paramLabel = "POOL",
            defaultValue = "",
            description = "The pool that becomes the group default, of which Services get an address that name none.")
    private String defaultGroup = "";

    @Option(
            names = "--node-subnets",
            paramLabel = "CIDR",
            split = ",",
            description = "The subnets of the nodes: pools of PureLB v1 inside them are local, others remote.")
    private List<String> nodeSubnets = new ArrayList<>();

    @Option(
            names = "--kube-router-flags",
            paramLabel = "FLAGS",
            defaultValue = "",
            description = "The command line of kube-router, instead of its DaemonSet.")
    private String kubeRouterFlags = "";

    @Option(names = "--strict", description = "Exit status 1 when something is not carried over.")
    private boolean strict;

    @Override
    public Integer call() {
        List<String> named = new ArrayList<>(files);
        named.addAll(more);
        if (named.isEmpty() && kubeRouterFlags.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "no manifests: give -f FILE, or - for standard input");
        }
        try {
            List<Manifest> manifests = new ArrayList<>(Manifests.read(named, System.in));
            if (!kubeRouterFlags.isEmpty()) {
                manifests.add(KubeRouter.ofFlags(kubeRouterFlags));
            }
            Converted converted = Converted.of(manifests, settings());
            PrintWriter out = spec.commandLine().getOut();
            out.print(converted.text());
            out.flush();
            return strict && converted.lost() > 0 ? 1 : 0;
        } catch (ManifestException e) {
            spec.commandLine().getErr().println("kubectl-routelb: " + e.getMessage());
            return BAD_INPUT;
        }
    }

    private Conversion.Settings settings() {
        List<Prefix> subnets = new ArrayList<>();
        for (String text : nodeSubnets) {
            try {
                subnets.add(Prefix.parse(text));
            } catch (InvalidValueException e) {
                throw new ParameterException(spec.commandLine(), "--node-subnets: " + e.sentence(), e);
            }
        }
        return new Conversion.Settings(namespace, defaultGroup, subnets);
    }
}
