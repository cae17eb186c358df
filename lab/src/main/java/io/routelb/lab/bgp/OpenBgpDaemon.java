package io.routelb.lab.bgp;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.routelb.lab.process.Await;
import io.routelb.lab.process.LabProcess;
import io.routelb.lab.topology.Cable;
import io.routelb.lab.topology.Namespaces;
import io.routelb.model.IpFamily;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** OpenBGPD, which refuses a configuration that others may read. */
public final class OpenBgpDaemon extends RoutingDaemon {
    private static final Duration START = Duration.ofSeconds(20);

    public OpenBgpDaemon(Cable cable, Path folder, Path logs) {
        super(cable, folder, logs);
    }

    @Override
    public String version() throws IOException, InterruptedException {
        return versionOf("/usr/sbin/bgpd", "-V");
    }

    @Override
    public void start(RouterSetup setup) throws IOException, InterruptedException {
        Path file = folder().resolve("bgpd.conf");
        Files.deleteIfExists(folder().resolve("ctl"));
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, render(setup));
        LabProcess bgpd = launch("openbgpd", List.of("/usr/sbin/bgpd", "-d", "-f", file.toString()));
        processIs(bgpd);
        Await.until("OpenBGPD's socket", START, () -> {
            bgpd.requireAlive();
            return Files.exists(folder().resolve("ctl"));
        });
    }

    /** A signal to the parent does not reach its children; all processes of the namespace are its own. */
    @Override
    public void kill() throws IOException, InterruptedException {
        Namespaces.signalAll(cable().theirs(), "KILL");
        super.kill();
    }

    private String render(RouterSetup setup) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>(List.of(
                "AS " + setup.asn(),
                "router-id " + setup.routerId(),
                "fib-update no",
                "socket \"" + folder() + "/ctl\"",
                "connect-retry 1"));
        setup.routes().forEach(each -> lines.add("network " + each));
        for (RouterSetup.Neighbour neighbour : setup.neighbours()) {
            lines.add("neighbor " + neighbour.address() + " {");
            lines.addAll(session(neighbour));
            lines.add("}");
        }
        lines.add("allow from any");
        if (setup.anyHas(Option.Transit.class) || setup.anyHas(Option.ReflectorClient.class)) {
            lines.add("allow to any");
        } else {
            setup.routes().forEach(each -> lines.add("allow to any prefix " + each));
        }
        return String.join("\n", lines) + "\n";
    }

    private List<String> session(RouterSetup.Neighbour neighbour) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>(List.of(
                "  remote-as " + neighbour.asn(),
                "  local-address " + neighbour.local(),
                "  holdtime " + neighbour.hold().toSeconds()));
        for (IpFamily family : IpFamily.values()) {
            lines.add("  announce " + family.kubernetesName()
                    + (neighbour.families().contains(family) ? " unicast" : " none"));
        }
        if (!neighbour.has(Option.Dials.class)) {
            lines.add("  passive");
        }
        for (Option option : neighbour.options()) {
            write(option, lines);
        }
        return lines;
    }

    private void write(Option option, List<String> lines) throws IOException, InterruptedException {
        switch (option) {
            case Option.Dials ignored -> {}
            case Option.TwoOctetAs ignored -> lines.add("  announce as-4byte no");
            case Option.Md5 md5 -> lines.add("  tcp md5sig password \"" + md5.password() + "\"");
            case Option.TtlSecurity gtsm -> {
                lines.add("  ttl-security yes");
                if (gtsm.hops() > 1) {
                    lines.add("  multihop " + gtsm.hops());
                }
            }
            case Option.Multihop multihop -> lines.add("  multihop " + multihop.hops());
            case Option.AddPath ignored -> {
                lines.add("  announce add-path recv yes");
                lines.add("  announce add-path send all");
            }
            case Option.GracefulRestart ignored -> lines.add("  announce restart yes");
            case Option.Role role -> {
                String name = role.name().equals("rs-server") ? "rs" : role.name();
                lines.add("  announce policy " + name);
            }
            case Option.MaxPrefixes limit -> lines.add("  max-prefix " + limit.most());
            case Option.Transit ignored -> {}
            case Option.ReflectorClient ignored -> lines.add("  route-reflector");
            case Option.ExtendedNextHop ignored -> throw unsupported();
            case Option.LongLived ignored -> throw unsupported();
            case Option.Bfd ignored -> throw unsupported();
        }
    }

    @Override
    public boolean established(String neighbour) throws IOException, InterruptedException {
        for (JsonElement each : array(bgpctl("show", "neighbor", neighbour), "neighbors")) {
            if (each.getAsJsonObject().get("state").getAsString().equals("Established")) {
                return true;
            }
        }
        return false;
    }

    @Override
    public List<SeenRoute> routes(String neighbour) throws IOException, InterruptedException {
        List<SeenRoute> seen = new ArrayList<>();
        for (JsonElement each : array(bgpctl("show", "rib", "detail", "in", "neighbor", neighbour), "rib")) {
            seen.add(route(each.getAsJsonObject()));
        }
        return seen;
    }

    private static SeenRoute route(JsonObject path) {
        Set<String> communities = new HashSet<>();
        array(path, "communities").forEach(each -> communities.add(each.getAsString()));
        return new SeenRoute(
                path.get("prefix").getAsString(),
                path.get("exit_nexthop").getAsString(),
                Arrays.stream(path.get("aspath").getAsString().split(" ", -1))
                        .filter(each -> !each.isEmpty())
                        .map(Long::valueOf)
                        .toList(),
                path.get("origin").getAsString(),
                Optional.ofNullable(path.get("localpref")).map(JsonElement::getAsLong),
                Optional.ofNullable(path.get("metric")).map(JsonElement::getAsLong),
                communities,
                path.has("stale") && path.get("stale").getAsBoolean());
    }

    private JsonObject bgpctl(String... words) throws IOException, InterruptedException {
        return JsonParser.parseString(control(words, "-j")) instanceof JsonObject object ? object : new JsonObject();
    }

    private String control(String[] words, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bgpctl", "-s", folder() + "/ctl"));
        command.addAll(List.of(options));
        command.addAll(List.of(words));
        return ask(command.toArray(String[]::new));
    }

    private static List<JsonElement> array(JsonObject object, String name) {
        return object.has(name) ? object.getAsJsonArray(name).asList() : List.of();
    }

    @Override
    public String about(String neighbour) throws IOException, InterruptedException {
        return control(new String[] {"show", "neighbor", neighbour}) + log();
    }

    @Override
    public String aboutRoute(String prefix) throws IOException, InterruptedException {
        return control(new String[] {"show", "rib", "detail", prefix});
    }

    @Override
    public void shutDown(String neighbour, String words) throws IOException, InterruptedException {
        control(new String[] {"neighbor", neighbour, "down", words});
    }

    @Override
    public void refresh(String neighbour) throws IOException, InterruptedException {
        control(new String[] {"neighbor", neighbour, "refresh"});
    }
}
