package io.routelb.node.policy;

import inet.ipaddr.IPAddress;
import io.routelb.model.Condition;
import io.routelb.model.ObjectKey;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.node.desired.NodeSays;
import io.routelb.node.desired.NotHere;
import io.routelb.node.desired.Reason;
import io.routelb.node.policy.Contribution.Judged;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What all offers together make of the routes of each audience. What is made of an address or a Service is replaced as a whole; {@link #update} then makes
 * those routes again in which something was replaced. Owned by one {@link AnnouncementPlanner}.
 */
final class OfferedRoutes {
    private final Map<List<Rule>, Audience> audiences = new LinkedHashMap<>();
    private final List<Rule> rules;
    private final Map<Prefix, Judged> carried = new HashMap<>();
    private final Map<ObjectKey, List<Judged>> exposed = new HashMap<>();
    /** Addresses on a link that no rule announces here. */
    private final Set<Prefix> untold = new TreeSet<>();

    private final Map<Prefix, List<Contribution>> parts = new HashMap<>();
    private final Set<Contribution> gone = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Contribution> added = new ArrayList<>();

    /** For a node of that AS, with what it says itself; each audience is the rules that some peers are told by, the oldest first. */
    OfferedRoutes(Collection<List<Rule>> audiences, long localAsn, NodeSays own) {
        audiences.forEach(each -> this.audiences.put(each, new Audience(each, localAsn, own)));
        rules = audiences.stream().flatMap(List::stream).distinct().toList();
    }

    /** Those that somebody is told by. */
    List<Rule> rules() {
        return rules;
    }

    /** What is made of an address on a link now, instead of what was. */
    void carried(Judged now) {
        Prefix host = now.offer().prefix();
        forget(host, carried.put(host, now));
        added.addAll(now.parts());
        if (now.parts().isEmpty()) {
            untold.add(host);
        }
    }

    /** The address with that host route is on no link any more. */
    void notCarried(Prefix host) {
        forget(host, carried.remove(host));
    }

    private void forget(Prefix host, @Nullable Judged before) {
        if (before != null) {
            gone.addAll(before.parts());
            untold.remove(host);
        }
    }

    /** What is made now of that which a Service has beside the addresses of its status, instead of what was. */
    void exposed(ObjectKey service, List<Judged> now) {
        List<Judged> before = now.isEmpty() ? exposed.remove(service) : exposed.put(service, now);
        if (before != null) {
            before.forEach(judged -> gone.addAll(judged.parts()));
        }
        now.forEach(judged -> added.addAll(judged.parts()));
    }

    /** The addresses of those that some rule announces. */
    Set<IPAddress> exposedAddresses() {
        return exposed.values().stream()
                .flatMap(List::stream)
                .filter(judged -> !judged.parts().isEmpty())
                .map(judged -> judged.offer().prefix().network())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What is made of the node itself; once. */
    void pods(List<Judged> pods) {
        pods.forEach(judged -> added.addAll(judged.parts()));
    }

    /** Brings the routes in line with what was replaced. */
    void update() {
        Map<Prefix, List<Contribution>> changed = new HashMap<>();
        gone.forEach(part -> changed.computeIfAbsent(part.route(), this::parts));
        if (!gone.isEmpty()) {
            changed.values().forEach(those -> those.removeIf(gone::contains));
        }
        added.forEach(part -> changed.computeIfAbsent(part.route(), this::parts).add(part));
        audiences.values().forEach(audience -> audience.update(changed));
        changed.forEach((route, those) -> {
            if (those.isEmpty()) {
                parts.remove(route);
            }
        });
        gone.clear();
        added.clear();
    }

    private List<Contribution> parts(Prefix route) {
        return parts.computeIfAbsent(route, first -> new ArrayList<>(2));
    }

    /** Those of an audience; the same instance for as long as they are the same. */
    Map<Prefix, RouteAttributes> routes(List<Rule> audience) {
        Audience known = audiences.get(audience);
        return known == null ? Map.of() : known.routes();
    }

    /** Of the addresses this node has on a link, those that no rule announces here. */
    List<NotHere> withheld() {
        List<NotHere> withheld = new ArrayList<>();
        for (Prefix host : untold) {
            Judged judged = Objects.requireNonNull(carried.get(host), "only what is carried is untold");
            Reason reason = judged.elsewhere() ? Reason.OTHER_NEXT_HOPS : Reason.NOT_ADVERTISED;
            String address = host.network().toCanonicalString();
            judged.offer()
                    .services()
                    .forEach(service -> withheld.add(new NotHere(address, service.key(), reason, false)));
        }
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
