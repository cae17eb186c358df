package io.routelb.lab.topology;

import io.routelb.model.Addresses;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import java.io.IOException;
import java.util.List;

/**
 * A further router on the nodes' network, in a namespace of its own, without a routing daemon yet.
 *
 * @param name of the namespace
 * @param number tells its addresses from those of others, 1-9
 */
public record Upstream(String name, int number) {
    /** Plugs it in. */
    public static Upstream plugIn(String name, int number) throws IOException, InterruptedException {
        Upstream upstream = new Upstream(name, number);
        LabNetwork.furtherRouter(name, upstream.address(IpFamily.IPV4), upstream.address(IpFamily.IPV6));
        return upstream;
    }

    /** Its address on the nodes' network. */
    public String address(IpFamily family) {
        return (family == IpFamily.IPV4 ? "192.0.2.2" : "2001:db8:0:2::2") + number;
    }

    /** What the nodes know it by: of both next hops it tells for an IPv6 route, the link-local one (RFC 2545 section 3). */
    public String nextHop(IpFamily family) throws IOException, InterruptedException {
        return family == IpFamily.IPV4 ? address(family) : Namespaces.linkLocal(name, Cable.LINK);
    }

    /** Has it forward what is for the prefix to a node, which answers to the address. */
    public void forward(String prefix, LabNode node, String address) throws IOException, InterruptedException {
        String gateway = prefix.contains(":") ? node.v6() : node.v4();
        Namespaces.batch(name, List.of("route add " + prefix + " via " + gateway));
        Namespaces.batch(node.name(), List.of("addr replace " + Prefix.host(Addresses.of(address)) + " dev lo"));
    }

    /** What a routing daemon there is started with. */
    public Cable cable(LabNode node) {
        return new Cable(node.name(), name, 1);
    }
}
