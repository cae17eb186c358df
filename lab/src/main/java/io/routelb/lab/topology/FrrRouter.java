package io.routelb.lab.topology;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.routelb.lab.process.LabProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The router r1: FRR's zebra, bfdd and bgpd in r1's namespace, with sockets and configuration of their own. It takes sessions from
 * any node of 192.0.2.0/24 and installs up to 16 next hops per route in the kernel.
 */
public final class FrrRouter {
    /** The router's AS number. */
    public static final int ASN = 64500;

    /** Every next hop of a session is one of 192.0.2.0/24; the hold time is short so that a silent node is noticed soon. */
    private static final String CONFIGURATION = """
            frr defaults traditional
            hostname r1
            no zebra nexthop kernel enable
            ip forwarding
            ipv6 forwarding
            ip prefix-list services-v4 seq 5 permit 0.0.0.0/0 ge 8
            ipv6 prefix-list services-v6 seq 5 permit ::/0 ge 16
            route-map services-v4 permit 10
             match ip address prefix-list services-v4
            route-map services-v6 permit 10
             match ipv6 address prefix-list services-v6
             set ipv6 next-hop prefer-global
            route-map nothing deny 10
            router bgp 64500
             bgp router-id 192.0.2.1
             bgp log-neighbor-changes
             no bgp default ipv4-unicast
             bgp ebgp-requires-policy
             bgp bestpath as-path multipath-relax
             neighbor nodes peer-group
             neighbor nodes remote-as external
             neighbor nodes timers 3 9
             neighbor nodes advertisement-interval 0
             bgp listen limit 200
             bgp listen range 192.0.2.0/24 peer-group nodes
             bgp listen range 2001:db8:0:2::/64 peer-group nodes
             address-family ipv4 unicast
              maximum-paths 16
              neighbor nodes activate
              neighbor nodes route-map services-v4 in
              neighbor nodes route-map nothing out
             exit-address-family
             address-family ipv6 unicast
              maximum-paths 16
              neighbor nodes activate
              neighbor nodes route-map services-v6 in
              neighbor nodes route-map nothing out
             exit-address-family
            """;

    private final FrrSuite suite;

    /** The router keeps its sockets and configuration in the folder and its daemons' output in the logs' folder. */
    public FrrRouter(Path folder, Path logs) {
        this.suite = new FrrSuite(LabNetwork.ROUTER, "", folder, logs);
    }

    /** Starts the daemons and waits until bgpd answers and has its configuration. */
    public void start() throws IOException, InterruptedException {
        suite.start(CONFIGURATION, List.of("bfdd"), "bgp listen range 192.0.2.0/24");
    }

    /** Speaks OSPF with the nodes, too, of both versions, in area 0. */
    public void speakOspf() throws IOException, InterruptedException {
        suite.startFurther("ospfd");
        suite.startFurther("ospf6d");
        configure(
                "interface br0",
                "ip ospf area 0",
                "ip ospf hello-interval 1",
                "ip ospf dead-interval 4",
                "ipv6 ospf6 area 0",
                "ipv6 ospf6 hello-interval 1",
                "ipv6 ospf6 dead-interval 4",
                "exit",
                "router ospf",
                "ospf router-id " + LabNetwork.ROUTER_ADDRESS,
                "exit",
                "router ospf6",
                "ospf6 router-id " + LabNetwork.ROUTER_ADDRESS);
    }

    /** Lines of configuration, in force at once. */
    public void configure(List<String> lines) throws IOException, InterruptedException {
        suite.vtysh(lines.toArray(String[]::new));
    }

    /** Answers of the router's command line. */
    public String vtysh(String... commands) throws IOException, InterruptedException {
        return suite.vtysh(commands);
    }

    /** Changes its configuration while it runs; the lines lead from {@code configure terminal} to where the last belongs. */
    public void configure(String... lines) throws IOException, InterruptedException {
        suite.vtysh(Stream.concat(Stream.of("configure terminal"), Arrays.stream(lines))
                .toArray(String[]::new));
    }

    /** An answer in JSON; empty when the router has nothing to say. */
    public JsonObject json(String command) throws IOException, InterruptedException {
        return suite.json(command);
    }

    /** The addresses of the neighbours whose session is up. */
    public Set<String> establishedPeers() throws IOException, InterruptedException {
        Set<String> established = new TreeSet<>();
        if (json("show bgp summary").get("ipv4Unicast") instanceof JsonObject family
                && family.get("peers") instanceof JsonObject peers) {
            for (Map.Entry<String, JsonElement> peer : peers.entrySet()) {
                JsonObject session = peer.getValue().getAsJsonObject();
                if (session.get("state").getAsString().equals("Established")) {
                    established.add(peer.getKey());
                }
            }
        }
        return established;
    }

    /** What r1's kernel forwards by. */
    public KernelRoutes routes() throws IOException, InterruptedException {
        return KernelRoutes.of(LabNetwork.ROUTER);
    }

    /** The daemons, for their logs. */
    public List<LabProcess> daemons() {
        return suite.daemons();
    }
}
