package io.routelb.cli;

import io.routelb.kube.daemon.StartupException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kubectl routelb bgp}. */
@Command(
        name = "bgp",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "What the nodes say of their routing, whatever backend they have.",
        subcommands = {BgpCommand.Peers.class, BgpCommand.Routes.class, BgpCommand.Advertised.class})
final class BgpCommand {
    /** One listing, of all nodes or of one. */
    abstract static class OfNodes extends ListCommand {
        @Parameters(paramLabel = "NODE", arity = "0..1", defaultValue = "", description = "Of this node only.")
        private String node = "";

        abstract Listing listing(ClusterLists lists);

        @Override
        final List<Listing> listings(ClusterState state) throws StartupException {
            if (!node.isEmpty()) {
                state.requireReport(node);
            }
            return List.of(
                    listing(new ClusterLists(state)).where(row -> node.isEmpty() || NodeCommand.isOf(row, node)));
        }
    }

    /** {@code kubectl routelb bgp peers}. */
    @Command(
            name = "peers",
            mixinStandardHelpOptions = true,
            description = "BGP sessions; -o wide: timers, families, BFD and how often each was lost.")
    static final class Peers extends OfNodes {
        @Override
        Listing listing(ClusterLists lists) {
            return lists.sessions();
        }
    }

    /** {@code kubectl routelb bgp routes}. */
    @Command(
            name = "routes",
            mixinStandardHelpOptions = true,
            description =
                    "How many prefixes each peer has told, how many were let in, and how many are in the node's kernel.",
            footer = {"", "The routes themselves are on the node: lb-node status."})
    static final class Routes extends OfNodes {
        @Override
        Listing listing(ClusterLists lists) {
            return lists.received();
        }
    }

    /** {@code kubectl routelb bgp advertised}. */
    @Command(
            name = "advertised",
            mixinStandardHelpOptions = true,
            description =
                    "Addresses on the nodes, and which peers each is told to, or why not; -o wide: their Services.")
    static final class Advertised extends OfNodes {
        @Override
        Listing listing(ClusterLists lists) {
            return lists.advertised();
        }
    }
}
