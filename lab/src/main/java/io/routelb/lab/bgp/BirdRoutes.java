package io.routelb.lab.bgp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads what {@code birdc show route all} prints: a line per path, its attributes indented below; a prefix is printed once for all its paths. */
final class BirdRoutes {
    private static final Pattern PATH = Pattern.compile("(\\S*)\\s+\\w+ \\[\\S+ [^]]*\\] .*");
    private static final Pattern ATTRIBUTE = Pattern.compile("\\t(BGP\\.[^:]+): ?(.*)");
    private static final Pattern STALE = Pattern.compile("\\(\\d+s\\)");

    private BirdRoutes() {}

    static List<SeenRoute> parse(String text) {
        List<SeenRoute> routes = new ArrayList<>();
        Map<String, String> attributes = new HashMap<>();
        String prefix = "";
        String head = "";
        for (String line : (text + "\nTable end:").lines().toList()) {
            Matcher path = PATH.matcher(line);
            Matcher attribute = ATTRIBUTE.matcher(line);
            boolean begins = path.matches() && !line.startsWith("\t");
            if (begins || line.startsWith("Table ")) {
                if (!head.isEmpty()) {
                    routes.add(route(prefix, head, attributes));
                }
                attributes.clear();
                head = begins ? line : "";
                if (begins && !path.group(1).isEmpty()) {
                    prefix = path.group(1);
                }
            } else if (attribute.matches()) {
                attributes.put(attribute.group(1), attribute.group(2));
            }
        }
        return routes;
    }

    /** A link-local one alone is shown behind {@code ::}. */
    private static String nextHop(String shown) {
        return words(shown).filter(each -> !each.equals("::")).findFirst().orElse("");
    }

    private static SeenRoute route(String prefix, String head, Map<String, String> attributes) {
        return new SeenRoute(
                prefix,
                nextHop(attributes.getOrDefault("BGP.next_hop", "")),
                words(attributes.getOrDefault("BGP.as_path", ""))
                        .map(Long::valueOf)
                        .toList(),
                attributes.getOrDefault("BGP.origin", ""),
                Optional.ofNullable(attributes.get("BGP.local_pref")).map(Long::valueOf),
                Optional.ofNullable(attributes.get("BGP.med")).map(Long::valueOf),
                communities(attributes.getOrDefault("BGP.community", "")),
                STALE.matcher(head).find());
    }

    /** Printed as {@code (64512,7) (64512,8)}. */
    private static Set<String> communities(String text) {
        return words(text)
                .map(each -> each.replaceAll("[()]", "").replace(',', ':'))
                .collect(Collectors.toSet());
    }

    private static java.util.stream.Stream<String> words(String text) {
        return Arrays.stream(text.split(" ", -1)).filter(each -> !each.isEmpty());
    }
}
