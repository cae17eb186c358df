package io.routelb.frr.render;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The commands that make one configuration of another, for a terminal in configuration mode. What is the same is not touched. What is used
 * comes before what uses it, and goes after it; a setting that only gets another value is never taken away first, which would end sessions.
 */
public final class ConfigChange {
    /** Words of a line that say which setting it is, and not what it is set to. Of other lines all words do. */
    private static final Pattern SETTING =
            Pattern.compile("(neighbor \\S+ (?:timers (?:connect|delayopen)|bfd profile|capability \\S+"
                    + "|remote-as|local-as|timers|password|port|update-source|ebgp-multihop|ttl-security|local-role|maximum-prefix"
                    + "|allowas-in|addpath-tx-all-paths|description)"
                    + "|bgp (?:router-id|cluster-id|listen limit|graceful-restart restart-time)"
                    + "|set (?:ip next-hop|ipv6 next-hop global|extcommunity bandwidth|as-path prepend|\\S+)"
                    + "|match (?:ip address prefix-list|ipv6 address prefix-list|\\S+)"
                    + "|redistribute connected|maximum-paths ibgp|maximum-paths|table-map"
                    + "|(?:transmit-interval|receive-interval|detect-multiplier))(?: .*)?");

    /** A route-map of a neighbour has a direction, which stands last. */
    private static final Pattern POLICY = Pattern.compile("(neighbor \\S+ route-map) \\S+ (in|out)");

    private static final Pattern GROUP = Pattern.compile("neighbor (\\S+) peer-group");
    private static final Pattern MEMBERS = Pattern.compile("(?:neighbor|bgp listen range) .* peer-group \\S+");
    private static final Pattern NEIGHBOUR = Pattern.compile("neighbor (\\S+) .*");
    private static final String NO = "no ";
    private static final String BGP = "router bgp ";

    private final List<String> commands = new ArrayList<>();

    private ConfigChange() {}

    /** Empty when both say the same. */
    public static List<String> commands(List<ConfigLine> from, List<ConfigLine> to) {
        ConfigChange change = new ConfigChange();
        change.remove(from, to, Set.of());
        change.add(from, to);
        return List.copyOf(change.commands);
    }

    /** Lists, route-maps that match them, what names the route-maps; and in that, groups before their members. */
    private static List<ConfigLine> ordered(List<ConfigLine> lines) {
        List<ConfigLine> ordered = new ArrayList<>(lines);
        ordered.sort((one, other) -> Integer.compare(rank(one), rank(other)));
        return ordered;
    }

    private static int rank(ConfigLine line) {
        if (line.text().startsWith(BGP) || MEMBERS.matcher(line.text()).matches()) {
            return 2;
        }
        return line.text().startsWith("route-map ") ? 1 : 0;
    }

    private void remove(List<ConfigLine> before, List<ConfigLine> after, Set<String> gone) {
        Map<String, ConfigLine> stays = bySetting(after);
        Set<String> groups = goneGroups(before, stays);
        groups.addAll(gone);
        for (ConfigLine line : ordered(before).reversed()) {
            Optional<ConfigLine> same = Optional.ofNullable(stays.get(setting(line.text())));
            if (same.isPresent()) {
                enter(line, inner -> inner.remove(line.inside(), same.get().inside(), groups));
            } else if (line.text().startsWith("address-family ")) {
                enter(line, inner -> inner.remove(line.inside(), List.of(), groups));
            } else if (!isOfGone(line, groups)) {
                commands.add(line.text().startsWith(NO) ? line.text().substring(NO.length()) : NO + line.text());
            }
        }
    }

    private static Set<String> goneGroups(Collection<ConfigLine> before, Map<String, ConfigLine> stays) {
        return before.stream()
                .filter(line -> !stays.containsKey(setting(line.text())))
                .map(line -> GROUP.matcher(line.text()))
                .filter(Matcher::matches)
                .map(group -> group.group(1))
                .collect(Collectors.toSet());
    }

    /** Whether the line goes with its group, and is not the one that makes it go. */
    private static boolean isOfGone(ConfigLine line, Set<String> groups) {
        Matcher neighbour = NEIGHBOUR.matcher(line.text());
        return neighbour.matches()
                && groups.contains(neighbour.group(1))
                && !GROUP.matcher(line.text()).matches();
    }

    private void add(List<ConfigLine> before, List<ConfigLine> after) {
        Map<String, ConfigLine> there = bySetting(before);
        for (ConfigLine line : ordered(after)) {
            Optional<ConfigLine> same = Optional.ofNullable(there.get(setting(line.text())));
            if (!line.end().isEmpty()) {
                List<ConfigLine> had = same.map(ConfigLine::inside).orElse(List.of());
                if (same.isEmpty() && line.inside().isEmpty()) {
                    commands.add(line.text());
                    commands.add(line.end());
                } else {
                    enter(line, inner -> inner.add(had, line.inside()));
                }
            } else if (!same.equals(Optional.of(line))) {
                commands.add(line.text());
            }
        }
    }

    /** The commands inside a block; nothing when there are none. */
    private void enter(ConfigLine block, Consumer<ConfigChange> change) {
        ConfigChange inner = new ConfigChange();
        change.accept(inner);
        if (!inner.commands.isEmpty()) {
            commands.add(block.text());
            commands.addAll(inner.commands);
            commands.add(block.end());
        }
    }

    private static Map<String, ConfigLine> bySetting(List<ConfigLine> lines) {
        Map<String, ConfigLine> settings = new LinkedHashMap<>();
        lines.forEach(each -> settings.put(setting(each.text()), each));
        return settings;
    }

    private static String setting(String line) {
        Matcher policy = POLICY.matcher(line);
        if (policy.matches()) {
            return policy.group(1) + " " + policy.group(2);
        }
        Matcher setting = SETTING.matcher(line);
        return setting.matches() ? setting.group(1) : line;
    }
}
