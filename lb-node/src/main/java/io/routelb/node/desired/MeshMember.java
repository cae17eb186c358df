package io.routelb.node.desired;

import inet.ipaddr.IPAddress;
import io.routelb.model.Asn;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.IpFamily;
import io.routelb.model.NodeView;
import io.routelb.model.RoutingConfigView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A node that takes part in a mesh, as every other node sees it. Whether it is ready is of no account: its pods run on.
 *
 * @param asn its AS, as written: with a number that is none it meets nobody
 * @param listenPort where it is dialled; 0 = it only dials
 */
record MeshMember(NodeView node, long asn, int listenPort, MeshRole role) {
    /** All there are, by name. */
    static List<MeshMember> all(ClusterSnapshot snapshot) {
        List<MeshMember> members = new ArrayList<>();
        for (NodeView node : snapshot.nodes().values()) {
            snapshot.routingConfigFor(node.labels())
                    .filter(config ->
                            config.mesh().enabled() && config.backend().speaks())
                    .ifPresent(config -> members.add(
                            new MeshMember(node, asn(node, config), config.listenPort(), MeshRole.of(node))));
        }
        members.sort(Comparator.comparing(MeshMember::name));
        return members;
    }

    private static long asn(NodeView node, RoutingConfigView config) {
        return NodeSays.asnOf(node).map(Asn::value).orElse(config.localAsn());
    }

    String name() {
        return node.name();
    }

    boolean has(IpFamily family) {
        return address(family).isPresent();
    }

    /** The one it is known by in that family: the first InternalIP. */
    Optional<IPAddress> address(IpFamily family) {
        return node.internalIPs().stream()
                .filter(each -> IpFamily.of(each) == family)
                .findFirst();
    }
}
