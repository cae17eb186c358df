package io.routelb.lab.apiserver;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How to run a server.
 *
 * @param listen where; port 0 takes the last port of the data directory if that is free, else any
 * @param dataDir where journal, keys, tokens and kubeconfig are kept; empty for a server that forgets
 * @param watchHistory how many changes of each resource a watch can look back on
 * @param nodePorts the range from which node ports are given
 * @param dualStack whether Services may have both families; IPv4 alone if not
 */
public record Options(
        InetSocketAddress listen, Optional<Path> dataDir, int watchHistory, PortRange nodePorts, boolean dualStack) {
    /** A range of ports, both ends included. */
    public record PortRange(int first, int last) {
        public PortRange {
            if (first < 1 || last > 65_535 || first > last) {
                throw new IllegalArgumentException("a port range must be within 1-65535, got " + first + "-" + last);
            }
        }
    }

    public Options {
        if (watchHistory < 1) {
            throw new IllegalArgumentException("watchHistory must be at least 1, got " + watchHistory);
        }
    }

    /** In memory, on a free port of 127.0.0.1. */
    public static Options defaults() {
        return new Options(
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
                Optional.empty(),
                1000,
                new PortRange(30_000, 32_767),
                true);
    }

    public Options withListen(InetSocketAddress address) {
        return new Options(address, dataDir, watchHistory, nodePorts, dualStack);
    }

    public Options withDataDir(Path directory) {
        return new Options(listen, Optional.of(directory), watchHistory, nodePorts, dualStack);
    }

    public Options withWatchHistory(int changes) {
        return new Options(listen, dataDir, changes, nodePorts, dualStack);
    }

    public Options withNodePorts(PortRange range) {
        return new Options(listen, dataDir, watchHistory, range, dualStack);
    }

    /** A cluster of IPv4 Services only. */
    public Options withSingleStack() {
        return new Options(listen, dataDir, watchHistory, nodePorts, false);
    }
}
