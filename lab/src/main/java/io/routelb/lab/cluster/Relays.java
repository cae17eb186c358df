package io.routelb.lab.cluster;

import io.routelb.lab.relay.TcpRelay;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.LabNode;
import io.routelb.lab.topology.Namespaces;
import io.routelb.netlink.NetworkNamespace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** The ways from the programs to the API server: one relay in each node's namespace and one for the allocator. */
final class Relays {
    /** The port of the relays inside the nodes. */
    static final int NODE_PORT = 6443;

    private final List<TcpRelay> nodes = new ArrayList<>();
    private final InetSocketAddress api;
    private final TcpRelay host;

    Relays(InetSocketAddress api) throws IOException, InterruptedException {
        this.api = api;
        for (LabNode node : LabNetwork.NODES) {
            add(node);
        }
        host = TcpRelay.start(TcpRelay.onHost(), api);
    }

    /** One more inside that node. */
    void add(LabNode node) throws IOException, InterruptedException {
        NetworkNamespace namespace = NetworkNamespace.ofPath(Namespaces.file(node.name()));
        nodes.add(TcpRelay.start(TcpRelay.inside(namespace, NODE_PORT), api));
    }

    int hostPort() {
        return host.port();
    }

    void cut() throws IOException, InterruptedException {
        for (TcpRelay relay : nodes) {
            relay.cut();
        }
        host.cut();
    }

    void heal() throws IOException, InterruptedException {
        for (TcpRelay relay : nodes) {
            relay.heal();
        }
        host.heal();
    }
}
