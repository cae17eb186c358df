package io.routelb.frr.render;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What FRR writes in {@code router bgp} though nobody has said it, and what is therefore none of its lines. FRR 10 writes of a neighbour once
 * more what it has from its peer group ({@code neighbor 192.0.2.1 graceful-restart}), which FRR 8 does not; and FRR 10.7.1 writes
 * {@code use-underlays-nexthop-weight} when a neighbour has {@code graceful-restart-disable}.
 */
final class OfItself {
    private static final String UNDERLAYS = "use-underlays-nexthop-weight";
    private static final Pattern MEMBER = Pattern.compile("neighbor (\\S+)(?: interface)? peer-group (\\S+)");
    private static final Pattern SAID = Pattern.compile("neighbor (\\S+) (.*)");

    private OfItself() {}

    /** The lines inside a {@code router bgp} without it. */
    static List<ConfigLine> without(List<ConfigLine> inside) {
        Map<String, String> groups = new HashMap<>();
        Set<String> all = new HashSet<>();
        for (ConfigLine line : inside) {
            all.add(line.text());
            Matcher member = MEMBER.matcher(line.text());
            if (member.matches()) {
                groups.put(member.group(1), member.group(2));
            }
        }
        return inside.stream()
                .filter(line -> !line.text().equals(UNDERLAYS))
                .filter(line ->
                        ofGroup(line.text(), groups).filter(all::contains).isEmpty())
                .toList();
    }

    /** The same said of the neighbour's group. */
    private static Optional<String> ofGroup(String line, Map<String, String> groups) {
        Matcher said = SAID.matcher(line);
        if (!said.matches()) {
            return Optional.empty();
        }
        return Optional.ofNullable(groups.get(said.group(1))).map(group -> "neighbor " + group + " " + said.group(2));
    }
}
