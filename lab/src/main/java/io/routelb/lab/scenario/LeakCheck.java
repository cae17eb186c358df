package io.routelb.lab.scenario;

import static io.routelb.lab.cluster.JsonObjects.object;

import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.LabNode;
import io.routelb.lab.topology.Namespaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Nodes with links and routes of all kinds, and hosts' configurations that take all of it and tell it, too. What r1 hears is the Services' alone:
 * not from what it has in the end, but from every single prefix of every UPDATE it was sent while backends, policies and Services changed.
 */
final class LeakCheck implements ClusterScenario {
    private static final String[] ALL = {"n1", "n2", "n3"};
    private static final Duration STAYS = Duration.ofSeconds(1);
    /** As r1's bgpd has it in its log. */
    private static final Pattern HEARD = Pattern.compile("rcvd (\\S+/\\d+) IPv[46] unicast");

    /** What BIRD's administrator wrote beside our file: every address, every route of the kernel. */
    private static final String BIRD = """
            protocol direct everything { ipv4; ipv6; interface "*"; }
            protocol kernel learns6 { learn; ipv6 { import all; export none; }; }
            protocol static hosts4 { ipv4; route 203.0.113.64/26 blackhole; route 198.51.100.12/32 blackhole; }
            protocol static hosts6 { ipv6; route 2001:db8:77::/48 blackhole; route 2001:db8:51::12/128 blackhole; }
            """;

    /** What FRR's did: a bgpd that redistributes everything. */
    private static final String FRR = """
            ip route 203.0.113.64/26 blackhole
            ip route 198.51.100.12/32 blackhole
            ipv6 route 2001:db8:77::/48 blackhole
            ipv6 route 2001:db8:51::12/128 blackhole
            router bgp 64512
             bgp router-id ROUTER_ID
             address-family ipv4 unicast
              network 198.51.100.0/24
              redistribute connected
              redistribute kernel
              redistribute static
             exit-address-family
             address-family ipv6 unicast
              network 2001:db8:51::/64
              redistribute connected
              redistribute kernel
              redistribute static
             exit-address-family
            """;

    @Override
    public String name() {
        return "leak-check";
    }

    @Override
    public String summary() {
        return "links, routes and host configurations of all kinds: in no UPDATE of BIRD or FRR is anything but Service addresses";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        hosts();
        listen(stage);
        stage.services().create(ServiceRequest.named("web"), List.of(Endpoint.on("n1")));
        Set<String> ours = new TreeSet<>(prefixes(stage.awaitAddresses("web")));
        for (HostGuests guests : List.of(
                new BirdGuests(stage, "Include"),
                new BirdGuests(stage, "Full"),
                new FrrGuests(stage, "Include"),
                new FrrGuests(stage, "Full"))) {
            String name = (guests.kind() + "_" + guests.mode()).toLowerCase(Locale.ROOT);
            for (LabNode node : LabNetwork.NODES) {
                guests.start(node, open(guests, node));
            }
            RouterPaths paths = new RouterPaths(stage);
            guests.choose();
            for (String node : ALL) {
                paths.awaitNewSession(node);
            }
            changes(stage, name, guests, ours);
            guests.leave();
            for (String node : ALL) {
                paths.awaitNewSession(node);
            }
            guests.kill();
        }
        Set<String> heard = heard(stage);
        Stage.require(heard.equals(ours), "r1 was told " + heard + " instead of " + ours);
        stage.figures().put("prefixes_heard", heard.size());
    }

    private static String open(HostGuests guests, LabNode node) throws IOException {
        String own = guests.configuration(node);
        if (guests.isFull()) {
            return own;
        }
        return guests.kind().equals("BIRD")
                ? own.replace("protocol kernel { ipv4 { import none;", "protocol kernel { learn; ipv4 { import all;")
                        + BIRD
                : own + FRR.replace("ROUTER_ID", node.v4());
    }

    /** A Service that comes and goes, an attribute that does. */
    private static void changes(Stage stage, String name, HostGuests guests, Set<String> ours)
            throws IOException, InterruptedException {
        String told = ours.iterator().next();
        RouterPaths paths = new RouterPaths(stage);
        paths.awaitAll(told, guests.plain());
        stage.services().create(ServiceRequest.named(name.replace('_', '-')), List.of(Endpoint.on("n2")));
        List<String> more = stage.awaitAddresses(name.replace('_', '-'));
        ours.addAll(prefixes(more));
        stage.awaitNextHops(more, ALL);
        stage.lab().routing().attributes("all", object("med", 7));
        stage.figures().seconds(name + "_written_s", paths.awaitAll(told, "path 64512, med 7"));
        stage.lab().routing().deleteAdvertisement("all");
        paths.awaitAll(told, guests.plain());
        stage.services().delete(name.replace('_', '-'));
        stage.awaitNextHops(more);
        paths.requireSameSessions();
        Await.throughout("r1 told of " + ours + " alone by " + name, STAYS, () -> ours.containsAll(heard(stage)));
        Stage.require(
                ours.containsAll(heard(stage)), name + " told r1 " + heard(stage) + " and not " + ours + " alone");
    }

    private static List<String> prefixes(List<String> addresses) {
        return addresses.stream()
                .map(each -> each + (each.contains(":") ? "/128" : "/32"))
                .toList();
    }

    /** What nodes have beside their Service addresses: pods, kube-proxy's link, a tunnel, routes to others' pods, what somebody put there. */
    private static void hosts() throws IOException, InterruptedException {
        for (LabNode node : LabNetwork.NODES) {
            List<String> commands = new ArrayList<>();
            for (String link : List.of("cni0", "kube-ipvs0")) {
                LabNetwork.quietLink(node.name(), link);
            }
            commands.addAll(List.of(
                    "link add vxlan.calico type vxlan id 4096 dstport 4789 local " + node.v4(),
                    "link set vxlan.calico up",
                    "addr add 10.244.100.1/32 dev vxlan.calico",
                    "addr add fd00:10:244::1/128 dev vxlan.calico nodad",
                    "addr add 10.244.1.1/24 dev cni0",
                    "addr add fd00:10:244:1::1/64 dev cni0 nodad",
                    "addr add 198.51.100.12/32 dev cni0",
                    "addr add 2001:db8:51::12/128 dev cni0 nodad",
                    "addr add 10.96.0.10/32 dev kube-ipvs0",
                    "addr add fd00:96::10/128 dev kube-ipvs0 nodad",
                    "addr add 10.9.9.9/32 dev " + LabNetwork.SERVICE_LINK,
                    "addr add 2001:db8:9::9/128 dev " + LabNetwork.SERVICE_LINK + " nodad",
                    "route add 10.244.9.0/24 via " + LabNetwork.ROUTER_ADDRESS,
                    "route add unreachable 198.51.100.12/32 metric 7",
                    "route add fd00:10:244:9::/64 dev cni0",
                    "route add unreachable 2001:db8:51::12/128 metric 7"));
            Namespaces.batch(node.name(), commands);
        }
    }

    /** r1 takes whatever it is told, and writes down all of it. */
    private static void listen(Stage stage) throws IOException, InterruptedException {
        stage.lab()
                .router()
                .configure(
                        "ip prefix-list services-v4 seq 1 permit any",
                        "ipv6 prefix-list services-v6 seq 1 permit any",
                        "debug bgp updates in");
    }

    private static Set<String> heard(Stage stage) throws IOException {
        Path log = stage.lab().workspace().logs().resolve("bgpd.log");
        Set<String> heard = new TreeSet<>();
        Matcher told = HEARD.matcher(Files.readString(log));
        while (told.find()) {
            heard.add(told.group(1));
        }
        return heard;
    }
}
