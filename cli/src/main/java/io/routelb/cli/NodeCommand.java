package io.routelb.cli;

import com.google.gson.JsonObject;
import io.routelb.kube.daemon.StartupException;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kubectl routelb node}. */
@Command(
        name = "node",
        mixinStandardHelpOptions = true,
        description = "All that a node's agent has reported: how it is doing, its sessions, its addresses and why not.")
final class NodeCommand extends ListCommand {
    @Parameters(paramLabel = "NODE", description = "The node.")
    private String node = "";

    @Override
    List<Listing> listings(ClusterState state) throws StartupException {
        state.requireReport(node);
        ClusterLists lists = new ClusterLists(state);
        return Stream.of(lists.nodes(), lists.conditions(), lists.sessions(), lists.advertised())
                .map(listing -> listing.where(row -> isOf(row, node)))
                .toList();
    }

    static boolean isOf(JsonObject row, String node) {
        return Fields.text(row, "node").equals(node);
    }
}
