package io.routelb.lab.bgp;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.routelb.lab.process.LabProcess;
import io.routelb.lab.topology.Cable;
import io.routelb.lab.topology.FrrSuite;
import io.routelb.model.IpFamily;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** FRR's bgpd; with zebra and bfdd only where a session needs them. */
public final class FrrDaemon extends RoutingDaemon {
    private final FrrSuite suite;
    private long asn;

    public FrrDaemon(Cable cable, Path folder, Path logs) {
        super(cable, folder, logs);
        this.suite = new FrrSuite(cable.theirs(), "frr-", folder, logs);
    }

    @Override
    public String version() throws IOException, InterruptedException {
        return versionOf("/usr/lib/frr/bgpd", "--version");
    }

    @Override
    public void start(RouterSetup setup) throws IOException, InterruptedException {
        asn = setup.asn();
        String sign = "router bgp " + asn;
        if (setup.anyHas(Option.GracefulRestart.class)) {
            suite.start(render(setup), List.of(), sign); // bgpd wants to tell zebra
        } else if (setup.neighbours().stream().anyMatch(FrrDaemon::isOnLink)) {
            // Of zebra bgpd knows what interfaces there are.
            suite.start(render(setup), setup.anyHas(Option.Bfd.class) ? List.of("bfdd") : List.of(), sign);
        } else if (setup.anyHas(Option.Bfd.class)) {
            suite.start(render(setup), List.of("bfdd"), sign);
        } else {
            suite.startAlone(render(setup), sign);
        }
        processIs(suite.daemons().getLast());
    }

    /** All of its daemons, as when the machine fails. */
    @Override
    public void kill() throws IOException, InterruptedException {
        for (LabProcess each : suite.daemons()) {
            each.kill();
        }
    }

    private static String render(RouterSetup setup) {
        List<String> lines = new ArrayList<>(List.of(
                "frr defaults traditional",
                "bgp as-path access-list own permit ^$",
                "router bgp " + setup.asn(),
                " bgp router-id " + setup.routerId(),
                " bgp log-neighbor-changes",
                " no bgp default ipv4-unicast",
                " no bgp ebgp-requires-policy",
                " no bgp network import-check"));
        for (RouterSetup.Neighbour neighbour : setup.neighbours()) {
            lines.addAll(session(neighbour));
        }
        for (IpFamily family : IpFamily.values()) {
            lines.add(" address-family " + name(family));
            setup.routes(family).forEach(each -> lines.add("  network " + each));
            setup.neighbours().stream()
                    .filter(each -> each.families().contains(family))
                    .forEach(each -> lines.addAll(inFamily(each)));
            lines.add(" exit-address-family");
        }
        return String.join("\n", lines) + "\n";
    }

    private static boolean isOnLink(RouterSetup.Neighbour neighbour) {
        return neighbour.address().contains("%");
    }

    private static List<String> session(RouterSetup.Neighbour neighbour) {
        String name = " neighbor " + Cable.withoutLink(neighbour.address()) + " ";
        long hold = neighbour.hold().toSeconds();
        List<String> lines = new ArrayList<>(List.of(
                name + "remote-as " + neighbour.asn(),
                name + "timers " + hold / 3 + " " + hold,
                name + "timers connect 1",
                name + "advertisement-interval 0"));
        if (isOnLink(neighbour)) {
            lines.add(name + "interface " + Cable.LINK);
        }
        if (!neighbour.has(Option.Dials.class)) {
            lines.add(name + "passive");
        }
        neighbour.options().forEach(option -> write(option, name, lines));
        return lines;
    }

    /** What is for the whole of it comes first. */
    private static void write(Option option, String name, List<String> lines) {
        switch (option) {
            case Option.Md5 md5 -> lines.add(name + "password " + md5.password());
            case Option.TtlSecurity gtsm -> lines.add(name + "ttl-security hops " + gtsm.hops());
            case Option.Multihop multihop -> lines.add(name + "ebgp-multihop " + multihop.hops());
            case Option.ExtendedNextHop ignored -> lines.add(name + "capability extended-nexthop");
            case Option.GracefulRestart restart -> {
                lines.addFirst(" bgp graceful-restart");
                lines.addFirst(
                        " bgp graceful-restart restart-time " + restart.time().toSeconds());
            }
            case Option.LongLived longLived ->
                lines.addFirst(" bgp long-lived-graceful-restart stale-time "
                        + longLived.stale().toSeconds());
            case Option.Role role -> lines.add(name + "local-role " + role.name());
            case Option.Bfd bfd ->
                lines.add(name + "bfd " + bfd.multiplier() + " "
                        + bfd.interval().toMillis() + " " + bfd.interval().toMillis());
            case Option.TwoOctetAs ignored -> lines.add(name + "dont-capability-negotiate");
            case Option.Dials ignored -> {}
            case Option.AddPath ignored -> {}
            case Option.MaxPrefixes ignored -> {}
            case Option.Transit ignored -> {}
            case Option.ReflectorClient ignored -> {}
        }
    }

    private static List<String> inFamily(RouterSetup.Neighbour neighbour) {
        String name = "  neighbor " + Cable.withoutLink(neighbour.address()) + " ";
        List<String> lines = new ArrayList<>(List.of(name + "activate"));
        if (!neighbour.has(Option.Transit.class)) {
            lines.add(name + "filter-list own out"); // otherwise it tells us our own routes
        }
        if (neighbour.has(Option.AddPath.class)) {
            lines.add(name + "addpath-tx-all-paths");
        }
        if (neighbour.has(Option.ReflectorClient.class)) {
            lines.add(name + "route-reflector-client");
        }
        neighbour
                .option(Option.MaxPrefixes.class)
                .ifPresent(limit -> lines.add(name + "maximum-prefix " + limit.most()));
        return lines;
    }

    private static String name(IpFamily family) {
        return family == IpFamily.IPV4 ? "ipv4 unicast" : "ipv6 unicast";
    }

    @Override
    public boolean established(String neighbour) throws IOException, InterruptedException {
        String name = Cable.withoutLink(neighbour);
        return suite.json("show bgp neighbors " + name).get(name) instanceof JsonObject session
                && session.get("bgpState").getAsString().equals("Established");
    }

    @Override
    public List<SeenRoute> routes(String neighbour) throws IOException, InterruptedException {
        List<SeenRoute> seen = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            if (!(table(family).get("routes") instanceof JsonObject routes)) {
                continue;
            }
            for (Map.Entry<String, JsonElement> route : routes.entrySet()) {
                for (JsonElement path : route.getValue().getAsJsonArray()) {
                    JsonObject object = path.getAsJsonObject();
                    if (object.get("peer") instanceof JsonObject peer
                            && peer.get("peerId").getAsString().equals(Cable.withoutLink(neighbour))) {
                        seen.add(route(route.getKey(), object));
                    }
                }
            }
        }
        return seen;
    }

    private JsonObject table(IpFamily family) throws IOException, InterruptedException {
        return JsonParser.parseString(suite.vtysh("show bgp " + name(family) + " json detail"))
                .getAsJsonObject();
    }

    private static SeenRoute route(String prefix, JsonObject path) {
        List<Long> asPath = new ArrayList<>();
        for (JsonElement segment : path.getAsJsonObject("aspath").getAsJsonArray("segments")) {
            segment.getAsJsonObject().getAsJsonArray("list").forEach(asn -> asPath.add(asn.getAsLong()));
        }
        Set<String> communities = new HashSet<>();
        if (path.get("community") instanceof JsonObject community) {
            community.getAsJsonArray("list").forEach(each -> communities.add(number(each.getAsString())));
        }
        return new SeenRoute(
                prefix,
                nextHop(path.getAsJsonArray("nexthops")),
                asPath,
                path.get("origin").getAsString(),
                Optional.ofNullable(path.get("locPrf")).map(JsonElement::getAsLong),
                Optional.ofNullable(path.get("metric")).map(JsonElement::getAsLong),
                communities,
                path.has("stale"));
    }

    /** Of the well-known ones it shows the names. */
    private static String number(String community) {
        return community.equals("llgrStale") ? "65535:6" : community;
    }

    private static String nextHop(JsonArray hops) {
        for (JsonElement hop : hops) {
            JsonObject object = hop.getAsJsonObject();
            if (!object.has("scope") || object.get("scope").getAsString().equals("global")) {
                return object.get("ip").getAsString();
            }
        }
        return "";
    }

    @Override
    public String about(String neighbour) throws IOException, InterruptedException {
        return suite.vtysh("show bgp neighbors " + Cable.withoutLink(neighbour)) + log();
    }

    @Override
    public String aboutRoute(String prefix) throws IOException, InterruptedException {
        IpFamily family = prefix.contains(":") ? IpFamily.IPV6 : IpFamily.IPV4;
        return suite.vtysh("show bgp " + name(family) + " " + prefix);
    }

    @Override
    public void shutDown(String neighbour, String words) throws IOException, InterruptedException {
        suite.vtysh("configure terminal", "router bgp " + asn, "neighbor " + neighbour + " shutdown message " + words);
    }

    @Override
    public void refresh(String neighbour) throws IOException, InterruptedException {
        suite.vtysh("clear bgp ipv4 " + neighbour + " soft in", "clear bgp ipv6 " + neighbour + " soft in");
    }

    /** The command line of all its daemons. */
    public FrrSuite suite() {
        return suite;
    }
}
