package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.GroupRequest;
import io.routelb.lab.cluster.GroupRequest.Pool;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.Namespaces;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Nodes with several interfaces: an address goes on the one whose subnet it is of, on a node that has it; changed live. */
final class NodeMultiNic implements ClusterScenario {
    private static final String SECOND = "eth1";
    private static final GroupRequest STORAGE =
            GroupRequest.local("storage", Pool.of("198.18.7.240-198.18.7.243", "198.18.7.0/24"));

    @Override
    public String name() {
        return "node-multi-nic";
    }

    @Override
    public String summary() {
        return "local addresses go on the interface of their subnet, chosen by name or expression, and follow changes live";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        LabNetwork.secondNetwork(SECOND, Map.of("n1", "198.18.7.1/24", "n2", "198.18.7.2/24"));
        LocalAddresses first = LocalAddresses.on(stage, LocalAddresses.LINK);
        LocalAddresses second = LocalAddresses.on(stage, SECOND);
        stage.lab().groups().apply(LocalAddresses.GROUP);
        stage.lab().groups().apply(STORAGE);
        stage.services().create(ServiceRequest.named("web").from("default").ipv4(), List.of(Endpoint.on("n1")));
        stage.services().create(ServiceRequest.named("disk").from("storage").ipv4(), List.of(Endpoint.on("n1")));
        String web = stage.awaitAddresses("web").getFirst();
        String disk = stage.awaitAddresses("disk").getFirst();
        String webHolder = first.awaitHolder(web);
        LocalAddresses.awaitReason(stage, "n1", disk, "NotInSubnet");
        LocalAddresses.configure(stage, object("localInterface", "eth[01]"));
        String diskHolder = second.awaitHolder(disk);
        Stage.require(!diskHolder.equals("n3"), "n3 has " + disk + " and no " + SECOND);
        first.awaitOn(web, webHolder);
        stage.figures().put("holders", List.of(webHolder, diskHolder));
        stage.figures().seconds("unplugged_to_taken_over_s", unplug(second, disk, diskHolder));
        unplug(second, disk, diskHolder.equals("n1") ? "n2" : "n1");
        LocalAddresses.configure(stage, object("localInterface", "eth0", "interfaces", List.of(SECOND)));
        LocalAddresses.configure(stage, object("interfaces", List.of()));
        second.awaitNowhere(disk);
        first.awaitOn(web, webHolder);
        LocalAddresses.configure(stage, object("localInterface", "eth[0"));
        first.awaitNowhere(web);
        LocalAddresses.awaitCondition(stage, webHolder, "LocalAddresses", "False InvalidExpression");
    }

    /** With the node's link down another node has the address, one that has such a link. Says how long that took. */
    private static Duration unplug(LocalAddresses second, String address, String node)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        Namespaces.run(node, "ip", "link", "set", SECOND, "down");
        String other = second.awaitHolderBut(address, node);
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        Stage.require(!other.equals("n3"), "n3 had " + address + " and no " + SECOND);
        Namespaces.run(node, "ip", "link", "set", SECOND, "up");
        return took;
    }
}
