package io.routelb.cli;

import io.routelb.kube.api.KubeApi;
import io.routelb.kube.daemon.StartupException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that reads the cluster once and prints listings of it. */
abstract class ListCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final ClusterAccess cluster = new ClusterAccess();

    @Mixin
    private final Printing printing = new Printing();

    /** What is printed, of what has been read. */
    abstract List<Listing> listings(ClusterState state) throws StartupException;

    /** Of what was printed; 0 unless the command says otherwise. */
    int exitStatus(List<Listing> printed) {
        return 0;
    }

    @Override
    public final Integer call() throws StartupException {
        ClusterState state = ClusterState.read(new KubeApi(cluster.connect()), cluster.namespace());
        List<Listing> listings = listings(state);
        printing.print(spec.commandLine().getOut(), listings);
        return exitStatus(listings);
    }
}
