package io.routelb.frr.render;

import io.routelb.model.IpFamily;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Which lines of a running configuration are ours to change. */
public final class Owned {
    private static final String BGP = "router bgp ";
    private static final List<String> KINDS = List.of(
            BGP,
            "route-map ",
            "ip prefix-list ",
            "ipv6 prefix-list ",
            "bgp as-path ",
            "bgp community-list ",
            "bgp large-community-list ",
            "bgp extcommunity-list ");

    private Owned() {}

    /** All that bgpd and bfdd have of routing: of mode Full. What is no routing (hostname, log, line vty) stays. */
    public static List<ConfigLine> all(List<ConfigLine> running) {
        return said(running).stream()
                .filter(line -> line.text().equals("bfd") || KINDS.stream().anyMatch(line.text()::startsWith))
                .toList();
    }

    /** What has a name of ours; and all of {@code router bgp}, when the host's own configuration has none. */
    public static List<ConfigLine> named(List<ConfigLine> running, FrrRenderer.Host host) {
        return ConfigLine.only(
                said(running),
                line -> line.isOurs() || (!host.hasBgp() && line.text().startsWith(BGP)));
    }

    private static List<ConfigLine> said(List<ConfigLine> running) {
        return running.stream()
                .map(line -> line.text().startsWith(BGP)
                        ? ConfigLine.block(line.text(), OfItself.without(line.inside()))
                        : line)
                .toList();
    }

    /**
     * The lines with the blocks that have nothing of ours inside any more, and are not ours to end: the host may have lines in them.
     *
     * @param before what was {@link #named}
     */
    public static List<ConfigLine> inBlocksOf(List<ConfigLine> before, List<ConfigLine> lines, FrrRenderer.Host host) {
        List<ConfigLine> all = new ArrayList<>(lines);
        for (ConfigLine line : before) {
            boolean others = !line.isOurs() && (host.hasBgp() || !line.text().startsWith(BGP));
            if (others && lines.stream().noneMatch(each -> each.text().equals(line.text()))) {
                all.add(ConfigLine.block(line.text(), List.of()));
            }
        }
        return all;
    }

    /** What the host's own configuration has, without our section. */
    public static FrrRenderer.Host host(String configuration) {
        boolean bgp = false;
        Set<IpFamily> connected = EnumSet.noneOf(IpFamily.class);
        Set<IpFamily> tableMaps = EnumSet.noneOf(IpFamily.class);
        for (ConfigLine line : ConfigLine.parse(configuration)) {
            if (line.text().startsWith(BGP)) {
                bgp = true;
                for (ConfigLine inside : line.inside()) {
                    families(inside, "redistribute connected", connected);
                    families(inside, "table-map ", tableMaps);
                }
            }
        }
        return new FrrRenderer.Host(bgp, connected, tableMaps);
    }

    /** Those that such a line is about; outside of an address family it is about IPv4. */
    private static void families(ConfigLine line, String beginning, Set<IpFamily> families) {
        if (line.text().startsWith(beginning)) {
            families.add(IpFamily.IPV4);
        }
        if (line.inside().stream().anyMatch(each -> each.text().startsWith(beginning))) {
            families.add(line.text().startsWith("address-family ipv6") ? IpFamily.IPV6 : IpFamily.IPV4);
        }
    }
}
