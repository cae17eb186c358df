package io.routelb.lab.bgp;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.routelb.lab.process.Await;
import io.routelb.lab.process.Command;
import io.routelb.lab.process.LabProcess;
import io.routelb.lab.topology.Cable;
import io.routelb.lab.topology.Namespaces;
import io.routelb.model.IpFamily;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** GoBGP. Its command line speaks to it over the namespace's own loopback. */
public final class GobgpDaemon extends RoutingDaemon {
    private static final Duration START = Duration.ofSeconds(20);
    private static final int ESTABLISHED = 6;
    private static final List<String> ORIGINS = List.of("IGP", "EGP", "Incomplete");

    public GobgpDaemon(Cable cable, Path folder, Path logs) {
        super(cable, folder, logs);
    }

    @Override
    public String version() throws IOException, InterruptedException {
        return versionOf("gobgpd", "--version");
    }

    @Override
    public void start(RouterSetup setup) throws IOException, InterruptedException {
        boolean again = Files.exists(folder().resolve("gobgpd.toml"));
        Files.writeString(folder().resolve("gobgpd.toml"), render(setup));
        List<String> command = new ArrayList<>(List.of("gobgpd", "-f", folder() + "/gobgpd.toml"));
        if (again && setup.anyHas(Option.GracefulRestart.class)) {
            command.add("--graceful-restart");
        }
        LabProcess gobgp = launch("gobgp", command);
        processIs(gobgp);
        Await.until("gobgpd's answer", START, () -> {
            gobgp.requireAlive();
            return Command.attempt(Namespaces.inside(cable().theirs(), List.of("gobgp", "global")), "")
                            .exit()
                    == 0;
        });
        for (IpFamily family : IpFamily.values()) {
            for (String route : setup.routes(family)) {
                ask("gobgp", "global", "rib", "add", "-a", name(family), route, "origin", "igp");
            }
        }
    }

    private String render(RouterSetup setup) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>(
                List.of("[global.config]", "  as = " + setup.asn(), "  router-id = \"" + setup.routerId() + "\""));
        for (RouterSetup.Neighbour neighbour : setup.neighbours()) {
            lines.addAll(session(neighbour));
        }
        return String.join("\n", lines) + "\n";
    }

    private List<String> session(RouterSetup.Neighbour neighbour) throws IOException, InterruptedException {
        Tables tables = new Tables(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        tables.config.addAll(List.of(
                "[[neighbors]]",
                "  [neighbors.config]",
                "    neighbor-address = \"" + neighbour.address() + "\"",
                "    peer-as = " + neighbour.asn()));
        tables.session(
                "timers.config",
                "hold-time = " + neighbour.hold().toSeconds(),
                "keepalive-interval = " + neighbour.hold().toSeconds() / 3,
                "connect-retry = 1",
                "idle-hold-time-after-reset = 1");
        tables.session(
                "transport.config",
                "local-address = \"" + neighbour.local() + "\"",
                "passive-mode = " + !neighbour.has(Option.Dials.class));
        for (Option option : neighbour.options()) {
            write(option, neighbour, tables);
        }
        List<String> lines = new ArrayList<>(tables.config);
        lines.addAll(tables.session);
        for (IpFamily family : neighbour.families()) {
            lines.addAll(List.of(
                    "  [[neighbors.afi-safis]]",
                    "    [neighbors.afi-safis.config]",
                    "      afi-safi-name = \"" + name(family) + "-unicast\""));
            lines.addAll(tables.family);
        }
        return lines;
    }

    private void write(Option option, RouterSetup.Neighbour neighbour, Tables tables)
            throws IOException, InterruptedException {
        switch (option) {
            case Option.Dials ignored -> {}
            case Option.ExtendedNextHop ignored -> {} // it always offers that
            case Option.Md5 md5 -> tables.config.add("    auth-password = \"" + md5.password() + "\"");
            case Option.TtlSecurity gtsm ->
                tables.session("ttl-security.config", "enabled = true", "ttl-min = " + (256 - gtsm.hops()));
            case Option.Multihop multihop ->
                tables.session("ebgp-multihop.config", "enabled = true", "multihop-ttl = " + multihop.hops());
            case Option.AddPath ignored -> tables.family("add-paths.config", "receive = true", "send-max = 8");
            case Option.GracefulRestart restart -> {
                tables.session(
                        "graceful-restart.config",
                        "enabled = true",
                        "notification-enabled = true",
                        "long-lived-enabled = " + neighbour.has(Option.LongLived.class),
                        "restart-time = " + restart.time().toSeconds());
                tables.family("mp-graceful-restart.config", "enabled = true");
            }
            case Option.LongLived longLived ->
                tables.family(
                        "long-lived-graceful-restart.config",
                        "enabled = true",
                        "restart-time = " + longLived.stale().toSeconds());
            case Option.MaxPrefixes limit -> tables.family("prefix-limit.config", "max-prefixes = " + limit.most());
            case Option.Transit ignored -> {}
            case Option.ReflectorClient ignored ->
                tables.session("route-reflector.config", "route-reflector-client = true");
            case Option.TwoOctetAs ignored -> throw unsupported();
            case Option.Role ignored -> throw unsupported();
            case Option.Bfd ignored -> throw unsupported();
        }
    }

    /** The lines of a neighbour: its own table, further ones of the session, and those of each family. */
    private record Tables(List<String> config, List<String> session, List<String> family) {
        void session(String name, String... lines) {
            session.add("  [neighbors." + name + "]\n    " + String.join("\n    ", lines));
        }

        void family(String name, String... lines) {
            family.add("    [neighbors.afi-safis." + name + "]\n      " + String.join("\n      ", lines));
        }
    }

    private static String name(IpFamily family) {
        return family == IpFamily.IPV4 ? "ipv4" : "ipv6";
    }

    @Override
    public boolean established(String neighbour) throws IOException, InterruptedException {
        JsonObject session = JsonParser.parseString(state(neighbour)).getAsJsonObject();
        JsonElement state = session.getAsJsonObject("state").get("session_state");
        return state != null && state.getAsInt() == ESTABLISHED;
    }

    @Override
    public List<SeenRoute> routes(String neighbour) throws IOException, InterruptedException {
        List<SeenRoute> seen = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            String answer = ask("gobgp", "-j", "global", "rib", "-a", name(family));
            if (!(JsonParser.parseString(answer) instanceof JsonObject table)) {
                continue;
            }
            for (Map.Entry<String, JsonElement> prefix : table.entrySet()) {
                for (JsonElement path : prefix.getValue().getAsJsonArray()) {
                    JsonObject object = path.getAsJsonObject();
                    JsonElement from = object.get("neighbor-ip");
                    if (from != null && from.getAsString().equals(Cable.withoutLink(neighbour))) {
                        seen.add(route(prefix.getKey(), object));
                    }
                }
            }
        }
        return seen;
    }

    private static SeenRoute route(String prefix, JsonObject path) {
        String nextHop = "";
        String origin = "";
        List<Long> asPath = new ArrayList<>();
        Set<String> communities = new HashSet<>();
        Optional<Long> localPref = Optional.empty();
        Optional<Long> med = Optional.empty();
        for (JsonElement each : path.getAsJsonArray("attrs")) {
            JsonObject attribute = each.getAsJsonObject();
            switch (attribute.get("type").getAsInt()) {
                case 1 -> origin = ORIGINS.get(attribute.get("value").getAsInt());
                case 2 ->
                    attribute
                            .getAsJsonArray("as_paths")
                            .forEach(segment -> segment.getAsJsonObject()
                                    .getAsJsonArray("asns")
                                    .forEach(asn -> asPath.add(asn.getAsLong())));
                case 3, 14 -> nextHop = attribute.get("nexthop").getAsString();
                case 4 -> med = Optional.of(attribute.get("metric").getAsLong());
                case 5 -> localPref = Optional.of(attribute.get("value").getAsLong());
                case 8 ->
                    attribute.getAsJsonArray("communities").forEach(number -> {
                        long value = number.getAsLong();
                        communities.add((value >> 16) + ":" + (value & 0xFFFF));
                    });
                default -> {}
            }
        }
        return new SeenRoute(
                prefix,
                nextHop,
                asPath,
                origin,
                localPref,
                med,
                communities,
                path.get("stale").getAsBoolean());
    }

    @Override
    public String about(String neighbour) throws IOException, InterruptedException {
        return state(neighbour) + log();
    }

    private String state(String neighbour) throws IOException, InterruptedException {
        return ask("gobgp", "-j", "neighbor", neighbour);
    }

    @Override
    public String aboutRoute(String prefix) throws IOException, InterruptedException {
        IpFamily family = prefix.contains(":") ? IpFamily.IPV6 : IpFamily.IPV4;
        return ask("gobgp", "global", "rib", "-a", name(family), prefix);
    }

    @Override
    public void shutDown(String neighbour, String words) throws IOException, InterruptedException {
        ask("gobgp", "neighbor", neighbour, "shutdown", "--reason", words);
    }

    @Override
    public void refresh(String neighbour) throws IOException, InterruptedException {
        throw new UnsupportedException(version() + " never asks: it keeps all it was told");
    }
}
