package io.routelb.lab.topology;

import io.routelb.lab.process.Command;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The namespaces and links: router r1 with a bridge that nodes n1..n3 are plugged into, and a client behind the router. No
 * link is ever made in the host's namespace.
 */
public final class LabNetwork {
    /** The namespace of the router. */
    public static final String ROUTER = "r1";

    /** The namespace of the client. */
    public static final String CLIENT = "client";

    /** The router's address on the nodes' network. */
    public static final String ROUTER_ADDRESS = "192.0.2.1";

    /** The link that carries remote addresses on a node. */
    public static final String SERVICE_LINK = "kube-lb0";

    /** The nodes. */
    public static final List<LabNode> NODES = List.of(LabNode.numbered(1), LabNode.numbered(2), LabNode.numbered(3));

    /** One that joins later, if it does. */
    public static final LabNode LATECOMER = LabNode.numbered(4);

    private static final String ROUTER_V6 = "2001:db8:0:2::1";
    /**
     * Of the bridges. One without an address of its own has that of a port, and with the port it goes: r1 would then still hear the node that
     * was unplugged, and the others would go on asking for the address r1 had.
     */
    private static final String BRIDGE = "02:00:00:00:01:01";

    private static final String SECOND_BRIDGE = "02:00:00:00:01:02";
    private static final String CLIENT_SIDE = "203.0.113.1";
    private static final String CLIENT_SIDE_V6 = "2001:db8:0:cc::1";

    private static final List<String> EVERYWHERE = List.of(
            "net.ipv6.conf.default.accept_dad=0",
            "net.ipv6.conf.all.accept_dad=0",
            "net.ipv6.conf.all.disable_ipv6=0",
            "net.ipv6.conf.default.disable_ipv6=0",
            "net.ipv6.conf.default.accept_ra=0",
            "net.ipv4.conf.all.rp_filter=0",
            "net.ipv4.conf.default.rp_filter=0",
            "net.ipv4.ip_forward=1",
            "net.ipv6.conf.all.forwarding=1");

    private LabNetwork() {}

    /** Makes everything; the namespaces must not exist yet. */
    public static void create() throws IOException, InterruptedException {
        namespace(ROUTER);
        Namespaces.parameters(
                ROUTER, List.of("net.ipv4.fib_multipath_hash_policy=1", "net.ipv6.fib_multipath_hash_policy=1"));
        namespace(CLIENT);
        for (LabNode node : NODES) {
            nodeNamespace(node);
        }
        router();
        client();
        for (LabNode node : NODES) {
            node(node);
        }
    }

    static void namespace(String name) throws IOException, InterruptedException {
        Command.run("ip", "netns", "add", name);
        Namespaces.parameters(name, EVERYWHERE);
        Namespaces.batch(name, List.of("link set lo up"));
    }

    /** The bridge keeps its carrier when a node goes, as a switch would. */
    private static void router() throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>(List.of(
                "link add br0 address " + BRIDGE + " type bridge stp_state 0 forward_delay 0 mcast_snooping 0",
                "addr add " + ROUTER_ADDRESS + "/24 dev br0",
                "addr add " + ROUTER_V6 + "/64 dev br0 nodad",
                "link set br0 up",
                "link add client type veth peer name eth0 netns " + CLIENT,
                "addr add " + CLIENT_SIDE + "/24 dev client",
                "addr add " + CLIENT_SIDE_V6 + "/64 dev client nodad",
                "link set client up"));
        NODES.forEach(node -> lines.addAll(cable(node.name())));
        Namespaces.batch(ROUTER, lines);
    }

    /** Makes a further node and plugs it in. */
    public static void furtherNode(LabNode node) throws IOException, InterruptedException {
        nodeNamespace(node);
        Namespaces.batch(ROUTER, cable(node.name()));
        node(node);
    }

    private static void nodeNamespace(LabNode node) throws IOException, InterruptedException {
        namespace(node.name());
        Namespaces.parameters(
                node.name(), List.of("net.ipv4.conf.all.arp_ignore=1", "net.ipv4.conf.all.arp_announce=2"));
    }

    /** From the bridge to the namespace of that name. */
    private static List<String> cable(String name) {
        return List.of(
                "link add " + name + " type veth peer name eth0 netns " + name, "link set " + name + " master br0 up");
    }

    /** Plugs a further router, in a namespace of that name, into the nodes' network. */
    public static void furtherRouter(String name, String v4, String v6) throws IOException, InterruptedException {
        namespace(name);
        Namespaces.batch(ROUTER, cable(name));
        Namespaces.batch(
                name,
                List.of(
                        "addr add " + v4 + "/24 dev eth0",
                        "addr add " + v6 + "/64 dev eth0 nodad",
                        "link set eth0 up"));
    }

    private static void client() throws IOException, InterruptedException {
        Namespaces.batch(
                CLIENT,
                List.of(
                        "addr add 203.0.113.2/24 dev eth0",
                        "addr add 2001:db8:0:cc::2/64 dev eth0 nodad",
                        "link set eth0 up",
                        "route add default via " + CLIENT_SIDE,
                        "route add ::/0 via " + CLIENT_SIDE_V6));
    }

    private static void node(LabNode node) throws IOException, InterruptedException {
        Namespaces.batch(
                node.name(),
                List.of(
                        "addr add " + node.v4() + "/24 dev eth0",
                        "addr add " + node.v6() + "/64 dev eth0 nodad",
                        "link set eth0 up",
                        "route add default via " + ROUTER_ADDRESS,
                        "route add ::/0 via " + ROUTER_V6));
        quietLink(node.name(), SERVICE_LINK);
    }

    /**
     * Adds a link without a peer to a node and brings it up. Real nodes have `dummy`; where the kernel lacks it, `ifb` is the
     * closest: no ARP, no peer, always with a carrier.
     */
    public static void quietLink(String node, String link) throws IOException, InterruptedException {
        if (Command.attempt(List.of("ip", "-n", node, "link", "add", link, "type", "dummy"), "")
                        .exit()
                != 0) {
            Command.run("ip", "-n", node, "link", "add", link, "type", "ifb");
        }
        Namespaces.batch(node, List.of("link set " + link + " up"));
    }

    /** Takes the node off the switch: neither end loses its carrier, and nothing gets through. */
    public static void unplug(LabNode node) throws IOException, InterruptedException {
        Namespaces.batch(ROUTER, List.of("link set " + node.name() + " nomaster"));
    }

    /** Puts it back. */
    public static void plug(LabNode node) throws IOException, InterruptedException {
        Namespaces.batch(ROUTER, List.of("link set " + node.name() + " master br0"));
    }

    /** Plugs a second link of that name into each of the nodes, all into one bridge of r1; the addresses are by node. */
    public static void secondNetwork(String link, Map<String, String> addresses)
            throws IOException, InterruptedException {
        String bridge = "br-" + link;
        List<String> lines = new ArrayList<>(List.of(
                "link add " + bridge + " address " + SECOND_BRIDGE
                        + " type bridge stp_state 0 forward_delay 0 mcast_snooping 0",
                "link set " + bridge + " up"));
        for (String node : addresses.keySet()) {
            lines.add("link add " + node + "-" + link + " type veth peer name " + link + " netns " + node);
            lines.add("link set " + node + "-" + link + " master " + bridge + " up");
        }
        Namespaces.batch(ROUTER, lines);
        for (Map.Entry<String, String> node : addresses.entrySet()) {
            Namespaces.batch(
                    node.getKey(), List.of("addr add " + node.getValue() + " dev " + link, "link set " + link + " up"));
        }
    }
}
