package io.routelb.frr.render;

import inet.ipaddr.IPAddress;
import io.routelb.model.IpFamily;
import io.routelb.model.KernelRoutes;
import io.routelb.model.PeerOptions.PrefixRule;
import io.routelb.model.Prefix;
import io.routelb.model.RoutingIntent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What bgpd hands zebra for the kernel of what neighbours tell in one family. bgpd asks one route-map for all its routes, the host's own among
 * them, so it is about those with a mark of ours alone; which of them go to the kernel is a route-map that it calls.
 */
final class KernelLines {
    private static final int SHIELDED = 10;
    private static final int FIRST_POD = 100;
    private static final int IN_PODS = 65_000;
    private static final int OTHERS = 65_010;

    private final KernelRoutes routes;
    private final IpFamily family;
    private final boolean extended;
    private final List<ConfigLine> lists = new ArrayList<>();
    private final List<ConfigLine> maps = new ArrayList<>();

    KernelLines(RoutingIntent intent, IpFamily family) {
        this.routes = intent.kernel();
        this.family = family;
        this.extended = intent.peers().stream().anyMatch(each -> each.options().extendedNextHop());
    }

    List<ConfigLine> lists() {
        return lists;
    }

    List<ConfigLine> maps() {
        return maps;
    }

    /** {@code others}: bgpd has routes of the host's own, which go where they went. */
    void write(boolean others) {
        String map = Names.kernel(family);
        for (int mark : List.of(Names.INSIDE, Names.OUTSIDE)) {
            maps.add(ConfigLine.block(
                    "route-map " + map + " permit " + mark,
                    List.of(ConfigLine.of("match tag " + mark), ConfigLine.of("call " + Names.learned(family)))));
        }
        if (others) {
            maps.add(ConfigLine.block("route-map " + map + " permit " + OTHERS, List.of()));
        }
        learned();
    }

    /** A default route, what is shielded, what is inside the pods of a node or leads to them by somebody else stays out. */
    private void learned() {
        List<PrefixRule> shielded = new ArrayList<>();
        shielded.add(new PrefixRule(family == IpFamily.IPV4 ? Prefix.of("0.0.0.0/0") : Prefix.of("::/0"), 0, 0));
        routes.shielded().stream()
                .filter(each -> each.family() == family)
                .sorted()
                .map(this::allInside)
                .forEach(shielded::add);
        deny(SHIELDED, Names.learned(family) + "-" + SHIELDED, shielded);
        TreeMap<Prefix, Set<IPAddress>> pods = new TreeMap<>(routes.pods());
        pods.keySet().removeIf(each -> each.family() != family);
        int sequence = FIRST_POD;
        for (var each : pods.entrySet()) {
            for (IpFamily nextHop : IpFamily.values()) {
                if (nextHop == family || (extended && family == IpFamily.IPV4)) {
                    sequence += pod(sequence, each.getKey(), each.getValue(), nextHop) ? 1 : 0;
                }
            }
        }
        if (!pods.isEmpty()) {
            deny(
                    IN_PODS,
                    Names.learned(family) + "-" + IN_PODS,
                    pods.keySet().stream().map(this::allInside).toList());
        }
        maps.add(ConfigLine.block(entry(routes.wanted().install() ? "permit" : "deny", OTHERS), List.of()));
    }

    private PrefixRule allInside(Prefix prefix) {
        return new PrefixRule(prefix, prefix.length(), family.bits());
    }

    /** Only with a next hop of its owner; says whether it has any of that family. */
    private boolean pod(int sequence, Prefix cidr, Set<IPAddress> owners, IpFamily nextHop) {
        List<PrefixRule> allowed = owners.stream()
                .filter(each -> IpFamily.of(each) == nextHop)
                .map(Prefix::host)
                .sorted()
                .map(each -> new PrefixRule(each, each.length(), each.length()))
                .toList();
        if (allowed.isEmpty()) {
            return false;
        }
        String list = Names.pod(cidr);
        String by = list + "-by-" + Names.suffix(nextHop);
        if (lists.stream().noneMatch(each -> each.text().contains(" " + list + " "))) {
            lists.addAll(PolicyLines.ranges(family, list, List.of(new PrefixRule(cidr, cidr.length(), cidr.length()))));
        }
        lists.addAll(PolicyLines.ranges(nextHop, by, allowed));
        maps.add(ConfigLine.block(
                entry("permit", sequence),
                List.of(
                        PolicyLines.match(family, list),
                        ConfigLine.of("match " + Names.keyword(nextHop) + " next-hop prefix-list " + by))));
        return true;
    }

    private void deny(int sequence, String list, List<PrefixRule> rules) {
        lists.addAll(PolicyLines.ranges(family, list, rules));
        maps.add(ConfigLine.block(entry("deny", sequence), List.of(PolicyLines.match(family, list))));
    }

    private String entry(String verdict, int sequence) {
        return "route-map " + Names.learned(family) + " " + verdict + " " + sequence;
    }

    /** What a route of a neighbour is marked with on its way in: the table of the kernel it is for, unless it is the main one. */
    static Optional<ConfigLine> table(KernelRoutes routes) {
        int table = routes.wanted().table();
        return routes.installs() && table != KernelRoutes.MAIN
                ? Optional.of(ConfigLine.of("set table " + Integer.toUnsignedString(table)))
                : Optional.empty();
    }
}
