package io.routelb.node.routes.kernel;

import inet.ipaddr.IPAddress;
import io.routelb.model.LearnedRoutesView;
import io.routelb.model.Prefix;
import io.routelb.netlink.value.Route;
import io.routelb.netlink.value.RouteChange;
import io.routelb.netlink.value.RtEvent;
import io.routelb.node.apply.KernelException;
import io.routelb.node.desired.LearnedPlan;
import io.routelb.node.routes.KernelView;
import io.routelb.node.routes.RoutePlanner;
import io.routelb.node.routes.kernel.Inbox.Orders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done in each turn of the keeper's thread: the kernel is read when it said that it changed, and brought to what is wanted. Owned by
 * one thread; the clock is an argument. Before there are orders the kernel is read, but nothing in it touched.
 *
 * <p>Events are taken as a sign only, for the kernel does not tell everything: IPv4 routes go with their link without a word. Reading is
 * paced, so that a storm of events costs a fifth of the thread at most.
 */
final class RouteLoop {
    private static final Logger LOG = LoggerFactory.getLogger(RouteLoop.class);
    private static final Duration IDLE = Duration.ofHours(1);
    private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long SHORTEST_PAUSE_NANOS = Duration.ofMillis(10).toNanos();
    private static final int PAUSE_FOR_EACH_SCAN = 4;
    private static final Orders NOTHING = new Orders(LearnedPlan.OFF, "");

    private final RouteKernel kernel;
    private final Inbox inbox;
    private final Consumer<KernelView> viewChanged;
    private final RoutePlanner planner = new RoutePlanner();
    private final KernelTable table = new KernelTable();
    /** Of an earlier process, not told by any peer yet. */
    private final Set<Prefix> inherited = new HashSet<>();

    private final Failures failures = new Failures();
    private Optional<Orders> followed = Optional.empty();
    private KernelView view = KernelView.EMPTY;
    private boolean stale = true;
    private boolean judgeAll;
    /** All peers have told their routes since the start. */
    private boolean allTold;

    private long nextScanNanos;
    private long sweepNanos;
    private long retryNanos;
    private long repairs;
    private String problem = "";

    RouteLoop(RouteKernel kernel, Inbox inbox, Consumer<KernelView> viewChanged, long now) {
        this.kernel = kernel;
        this.inbox = inbox;
        this.viewChanged = viewChanged;
        this.nextScanNanos = now;
    }

    /**
     * One turn.
     *
     * @param events what the kernel told since the last
     * @return the next turn no later than this, even if nothing is told
     */
    Duration turn(List<RtEvent> events, long now) {
        stale |= events.stream().anyMatch(event -> table.isNews(event, orders()));
        allTold = inbox.isComplete();
        Map<Prefix, List<IPAddress>> changes = inbox.takeLearned();
        Set<Prefix> touched = new HashSet<>(planner.learn(changes));
        inherited.removeAll(changes.keySet());
        try {
            follow(now);
            if (stale && now - nextScanNanos >= 0) {
                scan(now);
                touched.addAll(everything());
            }
            if (followed.isPresent()) {
                sweep(now, touched);
                if (now - retryNanos >= 0) {
                    touched.addAll(failures.prefixes());
                }
                put(touched, now);
            }
            problem = "";
        } catch (KernelException e) {
            failed(e, now);
        }
        return next(now);
    }

    /** The kernel could not be asked or listened to: everything is looked at again in a while. */
    void failed(KernelException e, long now) {
        if (!problem.equals(e.sentence())) {
            LOG.atWarn().addKeyValue("reason", e.sentence()).log("the kernel's routes cannot be read or changed");
        }
        problem = e.sentence();
        stale = true;
        nextScanNanos = now + RETRY_NANOS;
    }

    private Orders orders() {
        return followed.orElse(NOTHING);
    }

    private void follow(long now) throws KernelException {
        Optional<Orders> fresh = inbox.orders();
        if (fresh.isEmpty() || fresh.equals(followed)) {
            return;
        }
        LearnedPlan plan = fresh.get().plan();
        if (followed.isPresent() && !marks(followed.get().plan()).equals(marks(plan))) {
            clear();
        }
        boolean first = followed.isEmpty();
        followed = fresh;
        judgeAll = true;
        scan(now);
        if (first && plan.installs() && !plan.retention().isZero()) {
            inherited.addAll(table.held().keySet());
            inherited.removeIf(planner::isLearned);
            sweepNanos = now + plan.retention().toNanos();
        }
        put(everything(), now);
    }

    /** What the routes of ours are known by in the kernel. */
    private static List<Long> marks(LearnedPlan plan) {
        LearnedRoutesView wanted = plan.wanted();
        return List.of((long) wanted.table(), wanted.metric(), (long) wanted.protocol());
    }

    /** Takes away every route of ours. */
    void clear() throws KernelException {
        if (followed.isPresent()) {
            List<RouteChange> removals = new ArrayList<>();
            table.held().values().forEach(route -> removals.add(new RouteChange.Remove(route)));
            apply(removals, 0);
            inherited.clear();
        }
    }

    private void scan(long now) throws KernelException {
        long began = System.nanoTime();
        LearnedRoutesView wanted = orders().plan().wanted();
        RouteKernel.Contents contents = kernel.read(wanted.table());
        Map<Prefix, Route> inForce = new HashMap<>(planner.wanted());
        inForce.keySet().removeIf(prefix -> !table.isAsWanted(prefix, planner.wanted(prefix)));
        judgeAll |= table.fill(contents, orders());
        look(contents, wanted);
        if (judgeAll) {
            planner.judgeAll(orders().plan(), view, table.taken());
            judgeAll = false;
        }
        repairs += inForce.entrySet().stream()
                .filter(each -> planner.wanted(each.getKey()).equals(Optional.of(each.getValue())))
                .filter(each -> !table.isAsWanted(each.getKey(), Optional.of(each.getValue())))
                .count();
        stale = false;
        long pause = PAUSE_FOR_EACH_SCAN * (System.nanoTime() - began);
        nextScanNanos = now + Math.max(SHORTEST_PAUSE_NANOS, pause);
    }

    private void look(RouteKernel.Contents contents, LearnedRoutesView wanted) {
        KernelView fresh = KernelView.of(
                contents.links(),
                contents.routes().stream()
                        .filter(route -> route.table() == Route.TABLE_MAIN)
                        .toList(),
                orders().plan().installs() ? wanted.protocol() : KernelView.NO_PROTOCOL,
                orders().serviceLink());
        if (!fresh.equals(view)) {
            view = fresh;
            judgeAll = true;
            viewChanged.accept(fresh);
        }
    }

    private Set<Prefix> everything() {
        Set<Prefix> all = new HashSet<>(table.held().keySet());
        all.addAll(planner.wanted().keySet());
        return all;
    }

    private boolean isComplete() {
        return allTold && !orders().plan().strangers();
    }

    /** What no peer has told again goes when all have told theirs, or their time is over. */
    private void sweep(long now, Set<Prefix> touched) {
        if (!inherited.isEmpty() && (isComplete() || now - sweepNanos >= 0)) {
            touched.addAll(inherited);
            inherited.clear();
        }
    }

    private void put(Collection<Prefix> touched, long now) throws KernelException {
        List<RouteChange> changes = new ArrayList<>();
        table.strays().forEach(route -> changes.add(new RouteChange.Remove(route)));
        for (Prefix prefix : touched) {
            Optional<Route> wanted = planner.wanted(prefix);
            Optional<Route> held = table.held(prefix);
            if (wanted.isPresent() && !table.isAsWanted(prefix, wanted)) {
                changes.add(new RouteChange.Add(wanted.get()));
            } else if (wanted.isEmpty()) {
                failures.forget(prefix);
                held.filter(route -> !isKept(route)).ifPresent(route -> changes.add(new RouteChange.Remove(route)));
            }
        }
        apply(changes, now);
    }

    /** A route of an earlier process is kept for peers to tell it again, as long as it leads somewhere. */
    private boolean isKept(Route route) {
        return inherited.contains(route.prefix())
                && view.live(route).size() == route.nextHops().size();
    }

    private void apply(List<RouteChange> changes, long now) throws KernelException {
        if (changes.isEmpty()) {
            return;
        }
        List<Optional<String>> results = kernel.change(changes);
        int refused = 0;
        for (int i = 0; i < changes.size(); i++) {
            RouteChange change = changes.get(i);
            Optional<String> refusal = results.get(i);
            if (refusal.isPresent()) {
                refused++;
                retryNanos = now + RETRY_NANOS;
                failures.add(change.route().prefix(), refusal.get());
            } else {
                failures.forget(change.route().prefix());
                table.changed(change);
            }
        }
        LOG.atInfo()
                .addKeyValue("changes", changes.size() - refused)
                .addKeyValue("refused", refused)
                .addKeyValue("held", table.held().size())
                .log("learned routes put in the kernel");
    }

    private Duration next(long now) {
        long next = now + IDLE.toNanos();
        next = stale ? Math.min(next, nextScanNanos) : next;
        next = failures.prefixes().isEmpty() ? next : Math.min(next, retryNanos);
        next = inherited.isEmpty() ? next : Math.min(next, sweepNanos);
        return Duration.ofNanos(Math.max(0, next - now));
    }

    /** What has become of the learned routes. */
    RouteReport report() {
        return RouteReport.of(
                orders().plan().installs(),
                table.held().size(),
                planner.refused(),
                failures.sentences(),
                repairs,
                problem);
    }
}
