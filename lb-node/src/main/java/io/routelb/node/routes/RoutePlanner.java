package io.routelb.node.routes;

import inet.ipaddr.IPAddress;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import io.routelb.netlink.value.NextHop;
import io.routelb.netlink.value.Route;
import io.routelb.netlink.value.RouteType;
import io.routelb.node.desired.LearnedPlan;
import io.routelb.node.desired.MeshPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The routes the kernel should have of those learned. Incremental: what changed of the learned ones is judged alone, everything again when
 * the plan or the kernel changed. As large as what peers may tell, which their imports bound. One thread owns it.
 */
public final class RoutePlanner {
    private static final int MOST_WAYS_KEPT = 10_000;

    private final Map<Prefix, List<IPAddress>> learned = new HashMap<>();
    private final Map<Prefix, Route> wanted = new HashMap<>();
    private final Map<Prefix, Refusal> refused = new HashMap<>();
    /** Refused for their number alone, in the order they came. */
    private final LinkedHashSet<Prefix> waiting = new LinkedHashSet<>();

    private final Map<IPAddress, Optional<Way>> ways = new HashMap<>();
    private LearnedPlan plan = LearnedPlan.OFF;
    private PrefixTable<String> shielded = new PrefixTable<>(Map.of());
    private PrefixTable<MeshPlan.PodCidr> pods = new PrefixTable<>(Map.of());
    /** How many of the wanted ones are to other nodes' pods, which have places of their own: they are no more than there are nodes. */
    private int podRoutes;

    private KernelView view = KernelView.EMPTY;
    private Set<Prefix> taken = new HashSet<>();

    /**
     * Takes in what changed of the learned routes.
     *
     * @param changes next hops, best first; none = the prefix is not learned any more
     * @return the prefixes whose route may be another now
     */
    public Set<Prefix> learn(Map<Prefix, List<IPAddress>> changes) {
        Set<Prefix> touched = new HashSet<>(changes.keySet());
        changes.forEach((prefix, nextHops) -> {
            if (nextHops.isEmpty()) {
                learned.remove(prefix);
            } else {
                learned.put(prefix, nextHops);
            }
            judge(prefix);
        });
        touched.addAll(fill());
        return touched;
    }

    /**
     * Judges everything anew.
     *
     * @param others prefixes that have a route of somebody else in the table with our metric
     */
    public void judgeAll(LearnedPlan fresh, KernelView kernel, Set<Prefix> others) {
        if (!fresh.equals(plan)) {
            shielded = new PrefixTable<>(fresh.shielded());
            pods = new PrefixTable<>(fresh.pods());
        }
        plan = fresh;
        view = kernel;
        taken = new HashSet<>(others);
        ways.clear();
        List<Prefix> inOrder = new ArrayList<>(wanted.keySet());
        inOrder.addAll(waiting);
        Set<Prefix> all = new LinkedHashSet<>(inOrder); // those that have a place keep it
        all.addAll(learned.keySet());
        wanted.clear();
        podRoutes = 0;
        refused.clear();
        waiting.clear();
        all.forEach(this::judge);
    }

    private void judge(Prefix prefix) {
        boolean toPods = plan.pods().containsKey(prefix);
        if (wanted.remove(prefix) != null && toPods) { // and so leaves its place free for itself
            podRoutes--;
        }
        refused.remove(prefix);
        List<IPAddress> nextHops = learned.get(prefix);
        if (nextHops == null || !plan.installs(prefix)) {
            waiting.remove(prefix);
            return;
        }
        Optional<Refusal> shield = shield(prefix, nextHops);
        List<NextHop> hops = shield.isPresent() ? List.of() : hops(prefix, nextHops);
        if (shield.isPresent() || hops.isEmpty()) {
            waiting.remove(prefix);
            refused.put(prefix, shield.orElse(new Refusal(Refusal.Kind.UNREACHED, "no way to its next hop")));
        } else if (toPods) {
            wanted.put(prefix, route(prefix, hops));
            podRoutes++;
        } else if (room() > 0 && !waiting.contains(prefix)) {
            wanted.put(prefix, route(prefix, hops));
        } else {
            waiting.add(prefix);
            refused.put(
                    prefix,
                    new Refusal(
                            Refusal.Kind.TOO_MANY, "beyond the " + plan.wanted().maxPrefixes() + " of maxPrefixes"));
        }
    }

    /** Gives free places to those that wait. */
    private Set<Prefix> fill() {
        Set<Prefix> placed = first(room());
        waiting.removeAll(placed);
        placed.forEach(this::judge);
        return placed;
    }

    private int room() {
        return Math.max(0, plan.wanted().maxPrefixes() - (wanted.size() - podRoutes));
    }

    private Set<Prefix> first(int count) {
        Set<Prefix> found = new LinkedHashSet<>();
        waiting.stream().limit(count).forEach(found::add);
        return found;
    }

    private Optional<Refusal> shield(Prefix prefix, List<IPAddress> nextHops) {
        if (prefix.length() == 0) {
            return Optional.of(new Refusal(Refusal.Kind.SHIELDED, "a default route"));
        }
        Optional<Refusal> known = shielded.covering(prefix).map(what -> new Refusal(Refusal.Kind.SHIELDED, what));
        if (known.isPresent()) {
            return known;
        }
        Optional<Refusal> hijack = pods.covering(prefix).flatMap(pod -> hijack(prefix, nextHops, pod));
        if (hijack.isPresent()) {
            return hijack;
        }
        Optional<Prefix> attached = view.attached(prefix);
        if (attached.isPresent()) {
            return Optional.of(new Refusal(Refusal.Kind.SHIELDED, "in the connected prefix " + attached.get()));
        }
        return taken.contains(prefix)
                ? Optional.of(new Refusal(
                        Refusal.Kind.TAKEN,
                        "something else has a route there with metric "
                                + plan.wanted().metric()))
                : Optional.empty();
    }

    /** Packets to a node's pods go to that node, whoever told the route and whatever he said of its next hop. */
    private Optional<Refusal> hijack(Prefix prefix, List<IPAddress> nextHops, MeshPlan.PodCidr pod) {
        if (!plan.pods().containsKey(prefix)) {
            return Optional.of(new Refusal(Refusal.Kind.SHIELDED, "inside a pod CIDR of node " + pod.node()));
        }
        return nextHops.stream()
                .filter(each -> !pod.nextHops().contains(each))
                .findFirst()
                .map(other -> new Refusal(
                        Refusal.Kind.SHIELDED,
                        "a pod CIDR of node " + pod.node() + ", and next hop " + other.toCanonicalString()
                                + " is not that node"));
    }

    private List<NextHop> hops(Prefix prefix, List<IPAddress> nextHops) {
        Set<NextHop> hops = new LinkedHashSet<>();
        for (IPAddress nextHop : nextHops) {
            if (prefix.family() == IpFamily.IPV6 && nextHop.isIPv4()) {
                continue; // the kernel knows RFC 8950 one way only
            }
            way(nextHop).ifPresent(way -> hops.addAll(way.hops()));
        }
        long most = plan.wanted().multipath() ? Long.MAX_VALUE : 1;
        return hops.stream().limit(most).toList();
    }

    private Optional<Way> way(IPAddress nextHop) {
        if (ways.size() >= MOST_WAYS_KEPT) {
            ways.clear(); // a peer can name new next hops without end
        }
        return ways.computeIfAbsent(nextHop, view::way);
    }

    private Route route(Prefix prefix, List<NextHop> hops) {
        return new Route(
                prefix,
                hops,
                RouteType.UNICAST,
                plan.wanted().protocol(),
                plan.wanted().table(),
                plan.wanted().metric());
    }

    /** The route the kernel should have to the prefix. */
    public Optional<Route> wanted(Prefix prefix) {
        return Optional.ofNullable(wanted.get(prefix));
    }

    /** The routes the kernel should have. */
    public Map<Prefix, Route> wanted() {
        return Collections.unmodifiableMap(wanted);
    }

    /** Whether peers tell a route to it that the import lets in. */
    public boolean isLearned(Prefix prefix) {
        return learned.containsKey(prefix);
    }

    /** Learned and not wanted. */
    public Map<Prefix, Refusal> refused() {
        return Collections.unmodifiableMap(refused);
    }
}
