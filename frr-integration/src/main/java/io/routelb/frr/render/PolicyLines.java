package io.routelb.frr.render;

import io.routelb.model.Addresses;
import io.routelb.model.IpFamily;
import io.routelb.model.KernelRoutes;
import io.routelb.model.PeerOptions.PrefixRule;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.model.RoutingIntent;
import io.routelb.redistribution.host.ToldRoutes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The prefix-lists and route-maps of a neighbour: what it is told and what is taken from it. */
final class PolicyLines {
    private static final int STEP = 10;
    /** Non-transitive, of a two-octet AS. */
    private static final long LINK_BANDWIDTH = 0x4004;

    /** Those that FRR writes by name (IANA, BGP Well-known Communities). */
    private static final Map<Integer, String> WELL_KNOWN = Map.of(
            0xFFFF_0000, "graceful-shutdown",
            0xFFFF_0001, "accept-own",
            0xFFFF_0006, "llgr-stale",
            0xFFFF_0007, "no-llgr",
            0xFFFF_029A, "blackhole",
            0xFFFF_FF01, "no-export",
            0xFFFF_FF02, "no-advertise",
            0xFFFF_FF03, "local-AS",
            0xFFFF_FF04, "no-peer");

    private final RoutingIntent.Peer peer;
    private final String group;
    private final IpFamily family;
    private final Unsaid unsaid;
    private final List<ConfigLine> lists = new ArrayList<>();
    private final List<ConfigLine> maps = new ArrayList<>();

    PolicyLines(RoutingIntent.Peer peer, String group, IpFamily family, Unsaid unsaid) {
        this.peer = peer;
        this.group = group;
        this.family = family;
        this.unsaid = unsaid;
    }

    Stream<ConfigLine> lists() {
        return lists.stream();
    }

    Stream<ConfigLine> maps() {
        return maps.stream();
    }

    /** Nothing that is not marked as ours goes out, whatever the host's own configuration brings into the table. */
    void out(ToldRoutes told) {
        String map = Names.out(group, family);
        int sequence = 0;
        if (!told.withheld().isEmpty()) {
            sequence += STEP;
            String list = map + "-" + sequence;
            exact(list, told.withheld());
            maps.add(ConfigLine.block("route-map " + map + " deny " + sequence, List.of(match(list))));
        }
        for (Map.Entry<RouteAttributes, List<Prefix>> each : told.special().entrySet()) {
            sequence += STEP;
            String list = map + "-" + sequence;
            exact(list, each.getValue());
            permit(map, sequence, list, each.getKey());
        }
        for (Map.Entry<RouteAttributes, List<PrefixRule>> each : told.ranges().entrySet()) {
            sequence += STEP;
            String list = map + "-" + sequence;
            ranges(list, each.getValue());
            permit(map, sequence, list, each.getKey());
        }
        for (int mark : reflected()) {
            sequence += STEP;
            maps.add(ConfigLine.block(
                    "route-map " + map + " permit " + sequence, List.of(ConfigLine.of("match tag " + mark))));
        }
        if (sequence == 0) {
            maps.add(ConfigLine.block("route-map " + map + " deny " + STEP, List.of()));
        }
    }

    /**
     * The marks of learned routes that the neighbour is told (RFC 4456): a client of ours all, another one inside our AS only what clients tell,
     * as FRR sees to.
     */
    private List<Integer> reflected() {
        if (peer.options().routeReflectorClient()) {
            return List.of(Names.INSIDE, Names.OUTSIDE);
        }
        boolean reflector =
                peer.isInternal() && peer.options().inside().clusterId().isPresent();
        return reflector ? List.of(Names.INSIDE) : List.of();
    }

    /** RFC 8212: nothing is taken that nobody asked for. {@code kernel}: what becomes of it. */
    void in(KernelRoutes kernel) {
        String map = Names.in(group, family);
        List<PrefixRule> taken = peer.options().imports().prefixes().stream()
                .filter(each -> each.within().family() == family)
                .distinct()
                .toList();
        if (taken.isEmpty()) {
            maps.add(ConfigLine.block("route-map " + map + " deny " + STEP, List.of()));
            return;
        }
        ranges(map, taken);
        List<ConfigLine> inside = new ArrayList<>();
        inside.add(match(map));
        if (peer.isInternal() && family == IpFamily.IPV6) {
            inside.add(ConfigLine.of("set ipv6 next-hop prefer-global")); // what it is known by, not what its link grew
        }
        Optional<ConfigLine> table = KernelLines.table(kernel);
        table.ifPresent(inside::add);
        inside.add(ConfigLine.of("set tag " + (peer.isInternal() ? Names.INSIDE : Names.OUTSIDE)));
        int sequence = table.isEmpty() ? STEP : 2 * STEP; // FRR 8.4 has no "no set table": it goes with its entry
        maps.add(ConfigLine.block("route-map " + map + " permit " + sequence, inside));
    }

    private void permit(String map, int sequence, String list, RouteAttributes attributes) {
        List<ConfigLine> inside = new ArrayList<>();
        inside.add(match(list));
        inside.add(ConfigLine.of("match tag " + Names.TAG));
        set(attributes).map(ConfigLine::of).forEach(inside::add);
        maps.add(ConfigLine.block("route-map " + map + " permit " + sequence, inside));
    }

    private ConfigLine match(String list) {
        return match(family, list);
    }

    static ConfigLine match(IpFamily family, String list) {
        return ConfigLine.of("match " + Names.keyword(family) + " address prefix-list " + list);
    }

    private void exact(String list, List<Prefix> prefixes) {
        ranges(
                list,
                prefixes.stream()
                        .map(each -> new PrefixRule(each, each.length(), each.length()))
                        .toList());
    }

    private void ranges(String list, List<PrefixRule> rules) {
        lists.addAll(ranges(family, list, rules));
    }

    /** A prefix-list of that name. */
    static List<ConfigLine> ranges(IpFamily family, String list, List<PrefixRule> rules) {
        List<ConfigLine> lines = new ArrayList<>();
        int sequence = 0;
        for (PrefixRule rule : rules) {
            sequence += STEP;
            lines.add(ConfigLine.of(Names.keyword(family) + " prefix-list " + list + " seq " + sequence + " permit "
                    + rule.within() + bounds(rule)));
        }
        return lines;
    }

    /** FRR does not write a bound that says nothing. */
    private static String bounds(PrefixRule rule) {
        int length = rule.within().length();
        return (rule.ge() > length ? " ge " + rule.ge() : "")
                + (rule.le() > Math.max(length, rule.ge()) ? " le " + rule.le() : "");
    }

    private Stream<String> set(RouteAttributes attributes) {
        List<String> lines = new ArrayList<>();
        boolean internal = peer.isInternal();
        lines.add("set origin igp");
        if (!attributes.communities().isEmpty()) {
            lines.add("set community "
                    + joined(attributes.communities().stream()
                            .sorted(Integer::compareUnsigned)
                            .map(PolicyLines::community)));
        }
        if (!attributes.largeCommunities().isEmpty()) {
            lines.add("set large-community "
                    + joined(attributes.largeCommunities().stream()
                            .map(each -> each.global() + ":" + each.local1() + ":" + each.local2())));
        }
        attributes
                .extendedCommunities()
                .forEach(each -> extended(each)
                        .ifPresentOrElse(
                                lines::add,
                                () -> unsaid.of(peer, "an extended community is not told: FRR cannot set it")));
        attributes.med().ifPresent(med -> lines.add("set metric " + med));
        if (internal) {
            attributes.localPref().ifPresent(preference -> lines.add("set local-preference " + preference));
            nextHop().ifPresent(lines::add);
        } else if (attributes.prepend() > 0) {
            lines.add("set as-path prepend "
                    + joined(Stream.generate(() -> peer.localAsn().toString()).limit(attributes.prepend())));
        }
        return lines.stream().filter(this::fits);
    }

    private boolean fits(String line) {
        if (line.length() < Unsaid.LONGEST) {
            return true;
        }
        unsaid.of(peer, "\"" + line.substring(0, line.indexOf(' ', 4)) + "\" is not told: FRR takes no line that long");
        return false;
    }

    private Optional<String> nextHop() {
        return Optional.ofNullable(peer.options().inside().nextHops().get(family))
                .filter(address -> IpFamily.of(address) == family)
                .map(Addresses::withoutLink)
                .map(address -> (family == IpFamily.IPV4 ? "set ip next-hop " : "set ipv6 next-hop global ")
                        + address.toCanonicalString());
    }

    /** The link bandwidth, which FRR has in Mbit/s, 1 to 25,600, and we in octets a second (draft-ietf-idr-link-bandwidth section 2). */
    private static Optional<String> extended(long community) {
        float octets = Float.intBitsToFloat((int) community);
        long megabits = Math.round(octets * 8 / 1e6);
        boolean bandwidth = community >>> 48 == LINK_BANDWIDTH && megabits >= 1 && megabits <= 25_600;
        return bandwidth ? Optional.of("set extcommunity bandwidth " + megabits) : Optional.empty();
    }

    private static String community(int community) {
        String known = WELL_KNOWN.get(community);
        return known != null ? known : (community >>> 16) + ":" + (community & 0xffff);
    }

    private static String joined(Stream<String> words) {
        return words.collect(Collectors.joining(" "));
    }
}
