package io.routelb.cli;

import java.util.List;
import picocli.CommandLine.Command;

/** {@code kubectl routelb pools}. */
@Command(
        name = "pools",
        mixinStandardHelpOptions = true,
        description = "ServiceGroups: how many addresses are in use and how many are free; -o wide: their ranges.")
final class PoolsCommand extends ListCommand {
    @Override
    List<Listing> listings(ClusterState state) {
        return List.of(new ClusterLists(state).pools());
    }
}
