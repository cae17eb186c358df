package io.routelb.redistribution.bgp.rib;

import inet.ipaddr.IPAddress;
import io.routelb.model.SpeakerOptions.BestPath;
import io.routelb.redistribution.bgp.message.Net;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The accepted routes of all peers and which of them are used (RFC 4271 sections 3.2 and 9.1). Incremental: each call looks at the
 * prefixes it is about, and tells the listeners of exactly those whose best or equal routes changed, before it returns.
 *
 * <p>Prefixes of our own are never reached through others, whatever those say: what is ours has no best route here.
 */
public final class LocRib {
    private static final int SPARE_METRICS = 1000;

    private final NetTable<Destination> destinations = new NetTable<>(Destination[]::new);
    private Set<Net> own = Set.of();
    private final List<Consumer<Change>> listeners = new ArrayList<>();
    private final Map<IPAddress, OptionalLong> metrics = new HashMap<>();
    /** What was asked about last, and the answer. */
    private AttributeSet last = AttributeSet.UNUSED;

    private boolean lastReached;
    private Selection selection;
    private final Reachability reachability;
    private BestPath options;
    private boolean deferring;

    /** The routes to one prefix in order of arrival, and the outcome. */
    private static final class Destination implements NetTable.Keyed {
        private final Net net;
        /** Linked by {@link Route#later}. */
        @Nullable
        Route first;

        /** Only where there are several; the only route is used or not. */
        List<Route> chosen = List.of();

        boolean used;

        Destination(Net net) {
            this.net = net;
        }

        @Override
        public Net net() {
            return net;
        }

        List<Route> chosen() {
            return used && first != null && first.later == null ? List.of(first) : chosen;
        }

        void choose(List<Route> fresh) {
            used = !fresh.isEmpty();
            chosen = first == null || first.later == null ? List.of() : fresh;
        }

        List<Route> arrived() {
            List<Route> all = new ArrayList<>();
            for (Route each = first; each != null; each = each.later) {
                all.add(each);
            }
            return all;
        }

        void add(Route route) {
            route.later = null;
            Route last = first;
            if (last == null) {
                first = route;
                return;
            }
            while (last.later != null) {
                last = last.later;
            }
            last.later = route;
        }

        /** The lowest identifier no other route has. */
        int freeId() {
            int candidate = 1;
            while (has(candidate)) {
                candidate++;
            }
            return candidate;
        }

        private boolean has(int id) {
            for (Route each = first; each != null; each = each.later) {
                if (each.localId == id) {
                    return true;
                }
            }
            return false;
        }

        void remove(Route route) {
            Route before = null;
            Route each = first;
            while (each != null && each != route) {
                before = each;
                each = each.later;
            }
            if (each == null) {
                return;
            }
            if (before == null) {
                first = each.later;
            } else {
                before.later = each.later;
            }
            each.later = null;
        }
    }

    public LocRib(BestPath options, Reachability reachability) {
        this.reachability = reachability;
        this.options = options;
        this.selection = selection(options);
    }

    private Selection selection(BestPath chosen) {
        return new Selection(chosen, nextHop -> metric(nextHop).orElse(Long.MAX_VALUE));
    }

    /** Everything is decided by other options. */
    public void decideBy(BestPath changed) {
        if (!options.equals(changed)) {
            options = changed;
            selection = selection(changed);
            destinations.forEach(this::decide);
        }
    }

    /** Has the listener told of every change from now on; it must not call back. */
    public void listen(Consumer<Change> listener) {
        listeners.add(listener);
    }

    /** Puts a route in the place of another of the same peer. Either may be missing. */
    void replace(Net net, @Nullable Route old, @Nullable Route fresh) {
        Destination known = destinations.get(net);
        if (known == null && fresh == null) {
            return;
        }
        Destination destination = known == null ? new Destination(net) : known;
        List<Route> before = destination.chosen();
        if (old != null) {
            destination.remove(old);
        }
        if (fresh != null) {
            fresh.localId = old == null ? destination.freeId() : old.localId;
            destination.add(fresh);
        }
        if (known == null) {
            destinations.put(destination);
        } else if (destination.first == null) {
            destinations.remove(net);
        }
        decide(destination, before);
    }

    /** Nothing is chosen until {@link #choose}; to be said before there is anything to choose from. */
    void defer() {
        deferring = true;
    }

    /** Whether that is put off. */
    boolean isDeferring() {
        return deferring;
    }

    /** Chooses what was put off, if it was. */
    void choose() {
        if (deferring) {
            deferring = false;
            destinations.forEach(this::decide);
        }
    }

    private void decide(Destination destination) {
        decide(destination, destination.chosen());
    }

    private void decide(Destination destination, List<Route> before) {
        Net net = destination.net;
        if (deferring) {
            return;
        }
        List<Route> after = own.contains(net) ? List.of() : selection.choose(reached(destination));
        destination.choose(after);
        if (!before.equals(after)) {
            Change change = new Change(net, before, after);
            for (Consumer<Change> each : listeners) {
                each.accept(change);
            }
        }
    }

    private List<Route> reached(Destination destination) {
        Route only = destination.first;
        if (only == null || only.later == null) {
            return only != null && isReached(only) ? List.of(only) : List.of();
        }
        List<Route> all = destination.arrived();
        all.removeIf(each -> !isReached(each));
        return all;
    }

    /** Most routes in a row have the attributes of the one before. */
    private boolean isReached(Route route) {
        AttributeSet attributes = route.attributes();
        if (!attributes.equals(last)) {
            lastReached = metric(attributes.forwarding()).isPresent();
        }
        last = attributes; // even if it was equal: the same one is compared at once
        return lastReached;
    }

    private OptionalLong metric(IPAddress nextHop) {
        if (metrics.size() > 2 * destinations.size() + SPARE_METRICS) {
            metrics.clear(); // a peer can name new next hops without end
        }
        return metrics.computeIfAbsent(nextHop, reachability::metric);
    }

    /** The ways to next hops changed: what depends on them is decided anew. */
    public void reachabilityChanged() {
        Map<IPAddress, OptionalLong> before = new HashMap<>(metrics);
        metrics.clear();
        last = AttributeSet.UNUSED;
        Set<IPAddress> moved = new HashSet<>();
        before.forEach((nextHop, metric) -> {
            if (!metric(nextHop).equals(metric)) {
                moved.add(nextHop);
            }
        });
        metrics.clear(); // of those nobody uses any more, too
        destinations.forEach(destination -> {
            if (destination.arrived().stream()
                    .anyMatch(each -> moved.contains(each.attributes().forwarding()))) {
                decide(destination);
            }
        });
    }

    /** Sets which prefixes are our own; the set is kept and must not change. */
    void originate(Set<Net> ours) {
        Set<Net> former = own;
        own = ours;
        if (!destinations.isEmpty()) {
            former.forEach(each -> turn(each, ours));
            ours.forEach(each -> turn(each, former));
        }
    }

    /** Decides anew what one set has and the other has not. */
    private void turn(Net net, Set<Net> others) {
        Destination destination = others.contains(net) ? null : destinations.get(net);
        if (destination != null) {
            decide(destination);
        }
    }

    /** The best route and those equal to it, best first; empty = none is used. */
    List<Route> chosen(Net net) {
        Destination destination = destinations.get(net);
        return destination == null ? List.of() : destination.chosen();
    }

    /** Shows everything that is used, as changes from nothing: for a listener that comes late. */
    public void forEachChosen(Consumer<Change> visitor) {
        destinations.forEach(destination -> {
            if (destination.used) {
                visitor.accept(new Change(destination.net, List.of(), destination.chosen()));
            }
        });
    }

    /** Prefixes somebody told us a route to that was accepted. */
    public int size() {
        return destinations.size();
    }
}
