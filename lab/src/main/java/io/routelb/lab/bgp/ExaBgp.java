package io.routelb.lab.bgp;

import io.routelb.lab.process.LabProcess;
import io.routelb.lab.topology.Cable;
import io.routelb.lab.topology.Namespaces;
import io.routelb.model.IpFamily;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * ExaBGP, for routes that no router would tell: any attribute with any flags and octets. It dials us from an address of its own at the
 * far end of a cable, beside the daemon there.
 */
public final class ExaBgp {
    /** Where it dials from. */
    public static final String ADDRESS = "192.0.2.2";

    /** Where another one does that tells of other ways. */
    public static final String SECOND_ADDRESS = "192.0.2.3";

    /** The identifier of the first. */
    public static final String ROUTER_ID = routerId(ADDRESS);

    private static final Map<String, String> SETTINGS = Map.of(
            "exabgp.daemon.user", "root",
            "exabgp.api.cli", "false",
            "exabgp.log.destination", "stdout");

    private final LabProcess process;

    private ExaBgp(LabProcess process) {
        this.process = process;
    }

    /** The version in the distribution. */
    public static String version() throws IOException, InterruptedException {
        return RoutingDaemon.versionOf("exabgp", "--version");
    }

    /**
     * A route.
     *
     * @param attribute as ExaBGP writes it, {@code 0xF0 0xC0 0x0102} for code, flags and value; empty = none beside the usual ones
     */
    public record Route(String prefix, String attribute) {
        private String line(String address) {
            String nextHop = prefix.contains(":") ? "2001:db8:0:2::1" : address;
            String further = attribute.isEmpty() ? "" : " attribute [ " + attribute + " ]";
            return "    route " + prefix + " next-hop " + nextHop + further + ";";
        }
    }

    private static String routerId(String address) {
        return "10.0.0" + address.substring(address.lastIndexOf('.'));
    }

    /** Starts it; it tells the routes from that address to our IPv4 address as soon as we take the session. */
    public static ExaBgp start(
            Cable cable, String address, Path folder, Path log, long asn, long ourAsn, List<Route> routes)
            throws IOException, InterruptedException {
        Namespaces.run(cable.theirs(), "ip", "addr", "add", address + "/24", "dev", Cable.LINK);
        Files.createDirectories(folder);
        List<String> lines = new ArrayList<>(List.of(
                "neighbor " + cable.ourAddress(IpFamily.IPV4) + " {",
                "  router-id " + routerId(address) + ";",
                "  local-address " + address + ";",
                "  local-as " + asn + ";",
                "  peer-as " + ourAsn + ";",
                "  hold-time 9;",
                "  family { ipv4 unicast; ipv6 unicast; }",
                "  static {"));
        routes.forEach(each -> lines.add(each.line(address)));
        lines.addAll(List.of("  }", "}"));
        Path file = folder.resolve("exabgp.conf");
        Files.write(file, lines);
        return new ExaBgp(LabProcess.start(
                "exabgp", log, Namespaces.inside(cable.theirs(), List.of("exabgp", file.toString())), SETTINGS));
    }

    /** SIGKILL. */
    public void kill() throws InterruptedException {
        process.kill();
    }
}
