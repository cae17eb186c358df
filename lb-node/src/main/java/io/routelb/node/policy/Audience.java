package io.routelb.node.policy;

import io.routelb.model.FrozenMap;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.node.desired.NodeSays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** The routes of all peers that are told by the same rules; they share the map. Owned by one {@link AnnouncementPlanner}. */
final class Audience {
    private final List<Rule> rules;
    private final long localAsn;
    private final NodeSays own;
    /** Of one update, so that it cannot grow. */
    private final Map<RouteAttributes, RouteAttributes> asTold = new HashMap<>();

    private FrozenMap<Prefix, RouteAttributes> routes = FrozenMap.copyOf(Map.of());
    /** By route, the older rule by the name of the younger one that contradicts it. */
    private final Map<Prefix, Map<String, Rule>> conflicts = new TreeMap<>();

    /** For peers told by {@code rules}, the oldest first, by a node of that AS, with what it says itself. */
    Audience(List<Rule> rules, long localAsn, NodeSays own) {
        this.rules = List.copyOf(rules);
        this.localAsn = localAsn;
        this.own = own;
    }

    List<Rule> rules() {
        return rules;
    }

    Map<Prefix, RouteAttributes> routes() {
        return routes;
    }

    /** Tells of every contradiction, by route: the younger rule's name, the older rule, the route. */
    void conflicts(BiConsumer<String, Conflict> told) {
        conflicts.forEach(
                (route, names) -> names.forEach((name, older) -> told.accept(name, new Conflict(older, route))));
    }

    /** What a rule contradicts, and where. */
    record Conflict(Rule older, Prefix route) {}

    /** Makes these routes anew, of what there is of them now; the others stay as they are. */
    void update(Map<Prefix, List<Contribution>> changed) {
        Map<Prefix, RouteAttributes> made = HashMap.newHashMap(changed.size());
        Set<Prefix> gone = new HashSet<>();
        asTold.clear();
        changed.forEach((route, contributions) -> {
            conflicts.remove(route);
            Optional<RouteAttributes> attributes = merged(route, contributions);
            RouteAttributes before = routes.get(route);
            if (attributes.isPresent() && !attributes.get().equals(before)) {
                made.put(route, attributes.get());
            } else if (attributes.isEmpty() && before != null) {
                gone.add(route);
            }
        });
        routes = routes.with(made, gone);
    }

    /** Empty when none of these rules has a part in it. */
    private Optional<RouteAttributes> merged(Prefix route, Collection<Contribution> parts) {
        Merging merging = new Merging();
        boolean told = false;
        for (Rule rule : rules) {
            for (Contribution part : parts) {
                if (part.rule().equals(rule)) {
                    told = true;
                    merging.take(rule, part.offer())
                            .ifPresent(older -> conflicts
                                    .computeIfAbsent(route, first -> new TreeMap<>())
                                    .putIfAbsent(rule.name(), older));
                }
            }
        }
        return told
                ? Optional.of(asTold.computeIfAbsent(merging.attributes(localAsn), this::asThisNodeTells))
                : Optional.empty();
    }

    private RouteAttributes asThisNodeTells(RouteAttributes merged) {
        return asTold(merged, own);
    }

    /** The node's own communities come after the others, and of two prependings the longer counts. */
    static RouteAttributes asTold(RouteAttributes merged, NodeSays own) {
        RouteAttributes told = merged.withPrepend(Math.max(merged.prepend(), own.prepend()));
        for (int community : own.communities()) {
            told = told.withCommunity(community);
        }
        return told;
    }
}
