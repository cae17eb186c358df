package io.routelb.frr.render;

import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import io.routelb.model.Prefix;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SpeakerOptions.BestPath;
import io.routelb.model.SpeakerOptions.DynamicPeers;
import io.routelb.redistribution.host.ToldRoutes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An intent as FRR's configuration. Deterministic: the same intent gives the same lines. What FRR takes from the link of Service addresses is
 * marked with a tag that never leaves it, and nothing without the mark is told to a peer of ours.
 */
public final class FrrRenderer {
    private final RoutingIntent intent;
    private final Host host;
    private final Unsaid unsaid = new Unsaid();
    private final List<Session> sessions = new ArrayList<>();
    private final List<ConfigLine> lists = new ArrayList<>();
    private final List<ConfigLine> maps = new ArrayList<>();
    private final Map<PeerOptions.Bfd, String> profiles = new HashMap<>();

    /**
     * What there is beside ours.
     *
     * @param hasBgp the host's own configuration has a {@code router bgp}: what concerns all of it is not ours to say
     * @param takesConnected families of which the host's own configuration redistributes connected routes, which FRR can do only once
     * @param hasTableMap families of which the host's own configuration says which routes go to the kernel, for which FRR has one place
     */
    public record Host(boolean hasBgp, Set<IpFamily> takesConnected, Set<IpFamily> hasTableMap) {
        /** Nothing. */
        public static final Host NONE = new Host(false, Set.of(), Set.of());

        public Host {
            takesConnected = Set.copyOf(takesConnected);
            hasTableMap = Set.copyOf(hasTableMap);
        }
    }

    /** A neighbour, or a range of them when {@code range} is not blank. */
    private record Session(RoutingIntent.Peer peer, String neighbour, String group, String members) {}

    private FrrRenderer(RoutingIntent intent, Host host) {
        this.intent = intent;
        this.host = host;
    }

    public static FrrConfig render(RoutingIntent intent, Host host) {
        return new FrrRenderer(intent, host).config();
    }

    private FrrConfig config() {
        unsaid.of(intent.options());
        if (intent.kernel().installs()) {
            unsaid.of(intent.kernel().wanted(), host.hasBgp());
        }
        intent.peers().stream().sorted(Comparator.comparing(Names::neighbour)).forEach(this::named);
        intent.options().dynamicPeers().stream()
                .sorted(Comparator.comparing(DynamicPeers::from))
                .forEach(this::range);
        sessions.forEach(this::profile);
        List<ConfigLine> lines = new ArrayList<>();
        ConfigLine bgp = bgp();
        if (!profiles.isEmpty()) {
            lines.add(bfd());
        }
        lines.add(bgp);
        lines.addAll(lists);
        lines.addAll(maps);
        return new FrrConfig(
                lines,
                sessions.stream()
                        .collect(Collectors.toMap(
                                Session::group, each -> each.peer().name())),
                sessions.stream()
                        .filter(each -> !each.neighbour().isEmpty())
                        .collect(Collectors.toMap(Session::neighbour, Session::group)),
                sessions.stream()
                        .anyMatch(each -> each.peer().options().password().isPresent()),
                unsaid.sentences());
    }

    private void named(RoutingIntent.Peer peer) {
        if (unsaid.of(peer, intent.localAsn())) {
            String neighbour = Names.neighbour(peer);
            String group = Names.group(neighbour);
            boolean link = peer.address().isIPv6() && peer.address().toIPv6().hasZone();
            sessions.add(new Session(
                    peer,
                    neighbour,
                    group,
                    "neighbor " + neighbour + (link ? " interface" : "") + " peer-group " + group));
        }
    }

    private void range(DynamicPeers range) {
        if (unsaid.of(range.template(), intent.localAsn())) {
            String group = Names.group(range.from().toString());
            sessions.add(new Session(
                    range.template(), "", group, "bgp listen range " + range.from() + " peer-group " + group));
        }
    }

    private void profile(Session session) {
        session.peer()
                .options()
                .bfd()
                .ifPresent(bfd -> profiles.computeIfAbsent(
                        bfd,
                        first -> ConfigLine.OURS + bfd.transmit().toMillis() + "-"
                                + bfd.receive().toMillis() + "-" + bfd.multiplier()));
    }

    /** FRR does not write what is as it would be anyway: 300 ms both ways, times three. */
    private ConfigLine bfd() {
        Map<String, PeerOptions.Bfd> byName = new TreeMap<>();
        profiles.forEach((bfd, name) -> byName.put(name, bfd));
        List<ConfigLine> blocks = new ArrayList<>();
        byName.forEach((name, bfd) -> blocks.add(ConfigLine.block(
                "profile " + name,
                Stream.of(
                                bfd.multiplier() == 3 ? "" : "detect-multiplier " + bfd.multiplier(),
                                bfd.transmit().toMillis() == 300
                                        ? ""
                                        : "transmit-interval " + bfd.transmit().toMillis(),
                                bfd.receive().toMillis() == 300
                                        ? ""
                                        : "receive-interval " + bfd.receive().toMillis())
                        .filter(each -> !each.isEmpty())
                        .map(ConfigLine::of)
                        .toList())));
        return ConfigLine.block("bfd", blocks);
    }

    private ConfigLine bgp() {
        List<ConfigLine> inside = new ArrayList<>();
        if (!host.hasBgp()) {
            inside.addAll(global());
        } else {
            clusterId()
                    .ifPresent(id -> unsaid.of("the cluster ID " + id
                            + " is not in force: it is for the host's own router bgp to say, bgp cluster-id"));
        }
        for (Session session : sessions) {
            inside.addAll(new PeerLines(session.peer(), session.group())
                    .session(
                            intent.localAsn().toString(),
                            session.peer().options().bfd().map(profiles::get).orElse("")));
        }
        sessions.forEach(each -> inside.add(ConfigLine.of(each.members())));
        for (IpFamily family : IpFamily.values()) {
            inside.add(ConfigLine.block(Names.addressFamily(family), family(family)));
        }
        return ConfigLine.block("router bgp " + intent.localAsn(), inside);
    }

    /** What concerns every neighbour: said where there are none but ours. */
    private List<ConfigLine> global() {
        List<String> lines = new ArrayList<>();
        BestPath bestPath = intent.options().bestPath();
        lines.add("bgp router-id " + intent.routerId());
        if (bestPath.alwaysCompareMed()) {
            lines.add("bgp always-compare-med");
        }
        lines.add("no bgp default ipv4-unicast");
        restart().ifPresent(time -> lines.add("bgp graceful-restart restart-time " + time));
        lines.add("no bgp network import-check");
        clusterId().ifPresent(id -> lines.add("bgp cluster-id " + id));
        return lines.stream().map(ConfigLine::of).toList();
    }

    /** The longest that somebody asks for, in seconds; FRR has one for all and does not write its own, 120 s. */
    private OptionalLong restart() {
        return sessions.stream()
                .map(each -> each.peer().options().restart())
                .filter(PeerOptions.Restart::enabled)
                .mapToLong(each -> each.time().toSeconds())
                .max()
                .stream()
                .filter(each -> each != 120)
                .findFirst();
    }

    private Optional<String> clusterId() {
        return sessions.stream()
                .flatMap(each -> each.peer().options().inside().clusterId().stream())
                .map(Object::toString)
                .findFirst();
    }

    private List<ConfigLine> family(IpFamily family) {
        List<ConfigLine> inside = new ArrayList<>();
        boolean links = !host.takesConnected().contains(family);
        origins(family, links)
                .forEach(prefix -> inside.add(ConfigLine.of("network " + prefix + " route-map " + Names.origin())));
        if (links) {
            inside.add(ConfigLine.of("redistribute connected route-map " + Names.link(family)));
            maps.add(ConfigLine.block(
                    "route-map " + Names.link(family) + " permit 10",
                    List.of(ConfigLine.of("match interface " + intent.link().name()), tag())));
        }
        for (Session session : sessions) {
            if (session.peer().families().contains(family)) {
                inside.addAll(new PeerLines(session.peer(), session.group()).inFamily(family));
                policies(session, family);
            } else if (family == IpFamily.IPV4 && host.hasBgp()) {
                inside.add(ConfigLine.of("no neighbor " + session.group() + " activate"));
            }
        }
        if (sessions.stream().anyMatch(each -> takes(each.peer(), family))) {
            kernel(inside, family);
        }
        return inside;
    }

    private static boolean takes(RoutingIntent.Peer peer, IpFamily family) {
        return peer.families().contains(family)
                && peer.options().imports().prefixes().stream()
                        .anyMatch(each -> each.within().family() == family);
    }

    /** Of itself FRR puts all that is taken in the kernel. */
    private void kernel(List<ConfigLine> inside, IpFamily family) {
        if (host.hasTableMap().contains(family)) {
            unsaid.of(
                    "what is learned of " + family.kubernetesName()
                            + " goes to the kernel as the host's own configuration has it: its router bgp has a table-map, and FRR takes one");
            return;
        }
        int paths = intent.kernel().wanted().multipath()
                ? intent.options().bestPath().maximumPaths()
                : 1;
        if (intent.kernel().installs() && !host.hasBgp()) {
            inside.add(ConfigLine.of("maximum-paths " + paths));
            inside.add(ConfigLine.of("maximum-paths ibgp " + paths));
        }
        inside.add(ConfigLine.of("table-map " + Names.kernel(family)));
        KernelLines lines = new KernelLines(intent, family);
        lines.write(host.hasBgp());
        lists.addAll(lines.lists());
        maps.addAll(lines.maps());
    }

    /** What no link has; and what is on the link when FRR cannot be had to take it from there. */
    private Set<Prefix> origins(IpFamily family, boolean links) {
        Set<Prefix> origins = new TreeSet<>(
                ToldRoutes.fromNoLink(sessions.stream().map(Session::peer).toList(), intent.link(), family));
        if (!links) {
            intent.link().present().stream()
                    .filter(each -> each.family() == family)
                    .forEach(origins::add);
        }
        if (!origins.isEmpty() && maps.stream().noneMatch(each -> each.text().contains(Names.origin()))) {
            maps.add(ConfigLine.block("route-map " + Names.origin() + " permit 10", List.of(tag())));
        }
        return origins;
    }

    private static ConfigLine tag() {
        return ConfigLine.of("set tag " + Names.TAG);
    }

    private void policies(Session session, IpFamily family) {
        PolicyLines policies = new PolicyLines(session.peer(), session.group(), family, unsaid);
        policies.in(intent.kernel());
        policies.out(ToldRoutes.of(session.peer(), intent.link(), family));
        policies.lists().forEach(lists::add);
        policies.maps().forEach(maps::add);
    }
}
