package io.routelb.node.policy;

import io.routelb.model.BgpAdvertisementView.Source;
import io.routelb.model.Condition;
import io.routelb.model.ObjectKey;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.node.desired.NotHere;
import io.routelb.node.desired.Reason;
import io.routelb.node.policy.Contribution.Judged;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What all offers together make of the routes of each audience. An offer is replaced by where it comes from; {@link #update} then makes
 * those routes again in which something was replaced. Owned by one {@link AnnouncementPlanner}.
 */
final class OfferedRoutes {
    private final Map<List<Rule>, Audience> audiences = new LinkedHashMap<>();
    private final List<Rule> rules;
    private final Map<Origin, List<Judged>> offers = new HashMap<>();
    /** Of addresses on a link that no rule announces here. */
    private final Map<Prefix, Judged> untold = new TreeMap<>();

    private final Map<Prefix, List<Contribution>> parts = new HashMap<>();
    private final Set<Prefix> changed = new HashSet<>();
    private final Set<Contribution> gone = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Contribution> added = new ArrayList<>();

    /** Where offers come from. */
    sealed interface Origin {
        /** An address on a link, as its host route. */
        record Carried(Prefix host) implements Origin {}

        /** What a Service has beside the addresses of its status. */
        record Exposed(ObjectKey service) implements Origin {}

        /** The node itself. */
        record Pods() implements Origin {}
    }

    /** For a node of that AS; each audience is the rules that some peers are told by, the oldest first. */
    OfferedRoutes(Collection<List<Rule>> audiences, long localAsn) {
        audiences.forEach(each -> this.audiences.put(each, new Audience(each, localAsn)));
        rules = audiences.stream().flatMap(List::stream).distinct().toList();
    }

    /** Those that somebody is told by. */
    List<Rule> rules() {
        return rules;
    }

    /** What comes from there now, instead of what did. */
    void replace(Origin origin, List<Judged> now) {
        List<Judged> before = now.isEmpty() ? offers.remove(origin) : offers.put(origin, now);
        for (Judged old : before == null ? List.<Judged>of() : before) {
            gone.addAll(old.parts());
            if (old.offer().source() == Source.LOAD_BALANCER_IP) {
                untold.remove(old.offer().prefix());
            }
        }
        for (Judged judged : now) {
            added.addAll(judged.parts());
            if (judged.offer().source() == Source.LOAD_BALANCER_IP
                    && judged.parts().isEmpty()) {
                untold.put(judged.offer().prefix(), judged);
            }
        }
    }

    /** Brings the routes in line with what was replaced. */
    void update() {
        gone.forEach(part -> changed.add(part.route()));
        changed.forEach(route -> parts.computeIfPresent(route, (same, those) -> {
            those.removeIf(gone::contains);
            return those.isEmpty() ? null : those;
        }));
        for (Contribution part : added) {
            changed.add(part.route());
            parts.computeIfAbsent(part.route(), first -> new ArrayList<>(1)).add(part);
        }
        audiences.values().forEach(audience -> audience.update(changed, parts));
        changed.clear();
        gone.clear();
        added.clear();
    }

    /** Those of an audience; the same instance for as long as they are the same. */
    Map<Prefix, RouteAttributes> routes(List<Rule> audience) {
        Audience known = audiences.get(audience);
        return known == null ? Map.of() : known.routes();
    }

    /** Of the addresses this node has on a link, those that no rule announces here. */
    List<NotHere> withheld() {
        List<NotHere> withheld = new ArrayList<>();
        untold.forEach((host, judged) -> {
            Reason reason = judged.elsewhere() ? Reason.OTHER_NEXT_HOPS : Reason.NOT_ADVERTISED;
            String address = host.network().toCanonicalString();
            judged.offer()
                    .services()
                    .forEach(service -> withheld.add(new NotHere(address, service.key(), reason, false)));
        });
        return withheld;
    }

    /** A condition for each rule that contradicts an older one. */
    List<Condition> problems() {
        Map<String, Condition> problems = new TreeMap<>();
        audiences
                .values()
                .forEach(audience -> audience.conflicts(
                        (name, conflict) -> problems.computeIfAbsent(name, first -> problem(first, conflict))));
        return List.copyOf(problems.values());
    }

    private static Condition problem(String name, Audience.Conflict conflict) {
        return new Condition(
                "Accepted",
                false,
                "Refused",
                "BGPAdvertisement " + name + ": med contradicts that of the older BGPAdvertisement "
                        + conflict.older().name() + " on route " + conflict.route()
                        + " and others they both announce; there it is left out");
    }
}
