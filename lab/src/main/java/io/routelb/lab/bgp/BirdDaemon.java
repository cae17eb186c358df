package io.routelb.lab.bgp;

import io.routelb.lab.topology.BirdProcess;
import io.routelb.lab.topology.Cable;
import io.routelb.model.IpFamily;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** BIRD 2. Each neighbour is a protocol p0, p1, ... in the order of the setup. */
public final class BirdDaemon extends RoutingDaemon {
    private List<String> neighbours = List.of();
    private boolean attributesEach;
    private boolean forwards;
    private OptionalLong heardFrom = OptionalLong.empty();

    public BirdDaemon(Cable cable, Path folder, Path logs) {
        super(cable, folder, logs);
    }

    /** From its next start on each IPv4 route it tells has attributes that no other has, so none shares an UPDATE. */
    public void tellEachByItself() {
        attributesEach = true;
    }

    /** From its next start on it puts what it hears in the kernel, and tells itself as the next hop of everything. */
    public void forward() {
        forwards = true;
    }

    /** From its next start on its own routes look as if that AS had told it. */
    public void tellAsHeardFrom(long asn) {
        heardFrom = OptionalLong.of(asn);
    }

    @Override
    public String version() throws IOException, InterruptedException {
        return versionOf("bird", "--version");
    }

    @Override
    public void start(RouterSetup setup) throws IOException, InterruptedException {
        neighbours =
                setup.neighbours().stream().map(RouterSetup.Neighbour::address).toList();
        processIs(BirdProcess.start(cable().theirs(), "bird", folder(), logs().resolve("bird.log"), render(setup)));
    }

    private String render(RouterSetup setup) {
        List<String> lines = new ArrayList<>(List.of("router id " + setup.routerId() + ";", "log stderr all;"));
        lines.add("protocol device {}");
        setup.neighbours().stream()
                .filter(each -> each.has(Option.Bfd.class))
                .findFirst()
                .ifPresent(each -> lines.add("protocol bfd {}"));
        for (IpFamily family : IpFamily.values()) {
            for (String begin : List.of("protocol static {", "protocol static " + second(family) + " { disabled;")) {
                lines.add(begin + " " + channel(family) + ";");
                setup.routes(family).forEach(each -> lines.add("  route " + each + " blackhole;"));
                lines.add("}");
            }
        }
        for (IpFamily family : forwards ? IpFamily.values() : new IpFamily[0]) {
            lines.add("protocol kernel { " + channel(family) + " { import none; export where source = RTS_BGP; }; }");
        }
        for (int i = 0; i < setup.neighbours().size(); i++) {
            lines.add("protocol bgp p" + i + " {");
            lines.addAll(session(setup.asn(), setup.neighbours().get(i)));
            lines.add("}");
        }
        return String.join("\n", lines) + "\n";
    }

    private List<String> session(long asn, RouterSetup.Neighbour neighbour) {
        List<String> lines = new ArrayList<>(List.of(
                "  local " + Cable.withoutLink(neighbour.local()) + " as " + asn + ";",
                "  neighbor " + neighbour.address() + " " + who(neighbour) + ";",
                "  hold time " + neighbour.hold().toSeconds() + ";",
                "  connect delay time 1; connect retry time 1; error wait time 1,2; error forget time 5;"));
        List<String> inChannels = new ArrayList<>(List.of("import all;", export(neighbour)));
        if (forwards) {
            lines.add("  direct;"); // inside its AS, too: all next hops are on its link
            inChannels.add("next hop self;");
        }
        if (!neighbour.has(Option.Dials.class)) {
            lines.add("  passive on;");
        }
        neighbour.options().forEach(option -> write(option, lines, inChannels));
        for (IpFamily family : neighbour.families()) {
            lines.add("  " + channel(family) + " { " + String.join(" ", inChannels) + " };");
        }
        return lines;
    }

    private String export(RouterSetup.Neighbour neighbour) {
        if (attributesEach) {
            return "export filter { bgp_ext_community.add((rt, net.ip, 1)); accept; };";
        }
        if (heardFrom.isPresent()) {
            return "export filter { if source = RTS_STATIC then { bgp_path.prepend(" + heardFrom.getAsLong()
                    + "); accept; } reject; };";
        }
        return neighbour.has(Option.Transit.class) || neighbour.has(Option.ReflectorClient.class)
                ? "export all;"
                : "export where source = RTS_STATIC;";
    }

    private static void write(Option option, List<String> lines, List<String> inChannels) {
        switch (option) {
            case Option.Dials ignored -> {}
            case Option.TwoOctetAs ignored -> lines.add("  enable as4 off;");
            case Option.Md5 md5 -> lines.add("  password \"" + md5.password() + "\";");
            case Option.TtlSecurity gtsm -> {
                lines.add("  ttl security on;");
                if (gtsm.hops() > 1) {
                    lines.add("  multihop " + gtsm.hops() + ";");
                }
            }
            case Option.Multihop multihop -> lines.add("  multihop " + multihop.hops() + ";");
            case Option.AddPath ignored -> inChannels.add("add paths on;");
            case Option.ExtendedNextHop ignored -> inChannels.add("extended next hop on;");
            case Option.GracefulRestart restart ->
                lines.add("  graceful restart on; graceful restart time "
                        + restart.time().toSeconds() + ";");
            case Option.LongLived longLived ->
                lines.add("  long lived graceful restart on; long lived stale time "
                        + longLived.stale().toSeconds() + ";");
            case Option.Role role -> lines.add("  local role " + role.name().replace('-', '_') + ";");
            case Option.MaxPrefixes limit -> inChannels.add("import limit " + limit.most() + " action disable;");
            case Option.Transit ignored -> {}
            case Option.ReflectorClient ignored -> lines.add("  rr client;");
            case Option.Bfd bfd ->
                lines.add("  bfd { interval " + bfd.interval().toMillis() + " ms; multiplier " + bfd.multiplier()
                        + "; };");
        }
    }

    /** An old speaker cannot even write a large AS number. */
    private static String who(RouterSetup.Neighbour neighbour) {
        return neighbour.has(Option.TwoOctetAs.class) ? "external" : "as " + neighbour.asn();
    }

    private static String channel(IpFamily family) {
        return family == IpFamily.IPV4 ? "ipv4" : "ipv6";
    }

    @Override
    public boolean established(String neighbour) throws IOException, InterruptedException {
        return about(neighbour).matches("(?s).*BGP state: +Established.*");
    }

    @Override
    public List<SeenRoute> routes(String neighbour) throws IOException, InterruptedException {
        return BirdRoutes.parse(birdc("show route all protocol " + protocol(neighbour)));
    }

    @Override
    public String about(String neighbour) throws IOException, InterruptedException {
        return birdc("show protocols all " + protocol(neighbour));
    }

    @Override
    public String aboutRoute(String prefix) throws IOException, InterruptedException {
        return birdc("show route all " + prefix);
    }

    /** Whether it has a second path to each of its routes, which is told where several are (RFC 7911). */
    public void secondPaths(boolean wanted) throws IOException, InterruptedException {
        for (IpFamily family : IpFamily.values()) {
            birdc((wanted ? "enable " : "disable ") + second(family));
        }
    }

    private static String second(IpFamily family) {
        return "second_" + channel(family);
    }

    @Override
    public void shutDown(String neighbour, String words) throws IOException, InterruptedException {
        birdc("disable " + protocol(neighbour) + " \"" + words + "\"");
    }

    @Override
    public void refresh(String neighbour) throws IOException, InterruptedException {
        birdc("reload in " + protocol(neighbour));
    }

    /** An answer of its command line. */
    public String birdc(String command) throws IOException, InterruptedException {
        return ask("birdc", "-s", BirdProcess.socket(folder()).toString(), command);
    }

    private String protocol(String neighbour) {
        return "p" + neighbours.indexOf(neighbour);
    }
}
