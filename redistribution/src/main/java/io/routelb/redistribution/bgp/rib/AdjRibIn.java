package io.routelb.redistribution.bgp.rib;

import inet.ipaddr.IPAddress;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions.Import;
import io.routelb.redistribution.bgp.message.Communities;
import io.routelb.redistribution.bgp.message.MpReach;
import io.routelb.redistribution.bgp.message.MpUnreach;
import io.routelb.redistribution.bgp.message.Net;
import io.routelb.redistribution.bgp.message.NextHop;
import io.routelb.redistribution.bgp.message.Nlri;
import io.routelb.redistribution.bgp.message.Notification;
import io.routelb.redistribution.bgp.message.PathAttribute;
import io.routelb.redistribution.bgp.message.Update;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The routes one peer has told (RFC 4271 section 3.2), those not accepted included, for they count. It outlives a session where graceful
 * restart has the routes kept. Each accepted one stands in the {@link LocRib}, too.
 *
 * <p>Memory is bounded whatever the peer sends: paths per family by {@code maxPrefixes}, paths to one prefix by {@link #MAX_PATHS},
 * attributes by {@link #ATTRIBUTE_OCTETS} for each path there may be. Routes that are not accepted have their attributes dropped.
 */
public final class AdjRibIn {
    /** Paths a peer may tell to one prefix (RFC 7911); further ones are not heard. */
    static final int MAX_PATHS = 64;

    /** Octets of attributes for each path there may be, on average; what is shared counts once. */
    static final int ATTRIBUTE_OCTETS = 512;

    private final LocRib loc;
    private final AttributeTable attributes = new AttributeTable();
    private final NetTable<Route> routes = new NetTable<>(Route[]::new);
    private final FamilyTally ipv4 = new FamilyTally(IpFamily.IPV4);
    private final FamilyTally ipv6 = new FamilyTally(IpFamily.IPV6);
    private final List<FamilyTally> tallies = List.of(ipv4, ipv6);
    private final Set<IpFamily> disabled = EnumSet.noneOf(IpFamily.class);
    private ImportPolicy policy;
    private PrefixFilter filter;

    public AdjRibIn(LocRib loc, ImportPolicy policy) {
        this.loc = loc;
        this.policy = policy;
        this.filter = policy.filter();
    }

    /** Takes in an UPDATE, withdrawals first. At the limit it stops, and the session has to. */
    public Verdict accept(Update update) {
        update.disabled().forEach(family -> {
            clear(family);
            disabled.add(family); // RFC 7606 section 2
        });
        withdraw(update.withdrawn());
        for (PathAttribute each : update.attributes()) {
            if (each instanceof MpUnreach unreach) {
                withdraw(unreach.withdrawn());
            }
        }
        for (PathAttribute each : update.attributes()) {
            if (each instanceof MpReach reach) {
                announce(reach.announced(), reach.nextHops(), update.attributes());
            } else if (each instanceof NextHop hop) {
                announce(update.announced(), List.of(hop.address()), update.attributes());
            }
        }
        return verdict(policy.options().imports());
    }

    private Verdict verdict(Import imports) {
        if (attributes.octets() > (long) ATTRIBUTE_OCTETS * imports.maxPrefixes()) {
            return new Verdict.End(
                    Notification.OUT_OF_RESOURCES,
                    "peer tells more attributes than " + imports.maxPrefixes() + " prefixes should have",
                    imports.restartAfter());
        }
        Verdict worst = Verdict.Fine.INSTANCE;
        for (FamilyTally each : tallies) {
            Verdict verdict = each.verdict(imports);
            worst = verdict instanceof Verdict.Fine || worst instanceof Verdict.End ? worst : verdict;
        }
        return worst;
    }

    private FamilyTally tally(Net net) {
        return tally(net.family());
    }

    private FamilyTally tally(IpFamily family) {
        return switch (family) {
            case IPV4 -> ipv4;
            case IPV6 -> ipv6;
        };
    }

    private void withdraw(Nlri nlri) {
        nlri.forEach((net, pathId) -> {
            Route first = routes.get(net);
            Route gone = find(first, pathId);
            if (gone != null) {
                put(net, first, gone, null);
            }
        });
    }

    private void announce(Nlri nlri, List<IPAddress> nextHops, List<PathAttribute> told) {
        List<PathAttribute> kept = new ArrayList<>(told);
        kept.removeIf(each -> each instanceof NextHop || each instanceof MpReach || each instanceof MpUnreach);
        List<IPAddress> hops = nextHops.stream().map(policy.source()::onLink).toList();
        AttributeSet judged = attributes.shared(policy.judge(new AttributeSet(hops, kept)));
        nlri.forEach((net, pathId) -> {
            if (!disabled.contains(net.family())) {
                announce(net, pathId, judged);
            }
        });
    }

    private void announce(Net net, int pathId, AttributeSet judged) {
        AttributeSet wanted = filter.accepts(net) ? judged : AttributeSet.UNUSED;
        Route first = routes.get(net);
        Route old = find(first, pathId);
        if (old != null && old.attributes().equals(wanted)) {
            old.generation = generation(net);
            return;
        }
        if (old == null && isFull(first)) {
            return;
        }
        boolean knownFull = tally(net).isExceeded();
        if (old == null && !hasRoom(net)) {
            // What is stale gives way to what is told; looked for once, until there is room again.
            if (knownFull || sweep(net.family()) == 0 || !hasRoom(net)) {
                return;
            }
            first = routes.get(net);
        }
        attributes.acquire(wanted);
        put(net, first, old, new Route(first == null ? net : first.net(), policy.source(), pathId, wanted));
    }

    private boolean hasRoom(Net net) {
        return tally(net).allows(policy.options().imports());
    }

    private int generation(Net net) {
        return tally(net).generation();
    }

    private static @Nullable Route find(@Nullable Route first, int pathId) {
        Route each = first;
        while (each != null && each.pathId() != pathId) {
            each = each.sibling;
        }
        return each;
    }

    private static boolean isFull(@Nullable Route first) {
        int paths = 0;
        for (Route each = first; each != null; each = each.sibling) {
            paths++;
        }
        return paths >= MAX_PATHS;
    }

    /** Puts {@code fresh}, whose attributes are acquired, in the place of {@code old} among those from {@code first} on, and in the Loc-RIB. */
    private void put(Net net, @Nullable Route first, @Nullable Route old, @Nullable Route fresh) {
        Route rest = first;
        FamilyTally tally = tally(net);
        if (old != null) {
            rest = without(rest, old);
            tally.removed(old);
            attributes.release(old.attributes());
        }
        if (fresh != null) {
            fresh.sibling = rest;
            fresh.generation = tally.generation();
            rest = fresh;
            tally.added(fresh);
        }
        if (rest == null) {
            routes.remove(net);
        } else if (rest != first) {
            routes.put(rest);
        }
        Route before = old != null && old.accepted() ? old : null;
        Route after = fresh != null && fresh.accepted() ? fresh : null;
        if (before != null || after != null) {
            loc.replace(net, before, after);
        }
    }

    private static @Nullable Route without(@Nullable Route chain, Route unwanted) {
        if (chain == unwanted) {
            return unwanted.sibling;
        }
        Route each = chain;
        while (each != null && each.sibling != unwanted) {
            each = each.sibling;
        }
        if (each != null) {
            each.sibling = unwanted.sibling;
        }
        return chain;
    }

    /** A new session of the same peer: what it tells is judged by that policy, and so is what is kept of an earlier one. */
    public void resume(ImportPolicy fresh) {
        boolean changed = !policy.options().equals(fresh.options());
        judgeBy(fresh);
        if (changed) {
            reconsider(fresh);
        }
        tallies.forEach(FamilyTally::reset);
        disabled.clear();
    }

    /**
     * The policy changed: what is not accepted any more goes.
     *
     * @return whether there are routes that the policy might accept and whose attributes were dropped: the peer has to be asked for
     *     all its routes (RFC 2918), or it will tell them in the next session
     */
    public boolean reconsider(ImportPolicy fresh) {
        judgeBy(fresh);
        boolean dropped = false;
        for (Route each : all(unused -> true)) {
            if (!each.accepted()) {
                dropped |= filter.accepts(each.net());
                continue;
            }
            AttributeSet judged = filter.accepts(each.net()) ? policy.judge(each.attributes()) : AttributeSet.UNUSED;
            if (!judged.equals(each.attributes())) {
                exchange(each, judged);
            }
        }
        return dropped;
    }

    /** What the present limits make of the routes held, of which stale ones give way. */
    public Verdict recount() {
        Import imports = policy.options().imports();
        for (FamilyTally each : tallies) {
            if (!each.recount(imports)) {
                sweep(each.family());
                each.recount(imports);
            }
        }
        return verdict(imports);
    }

    private void judgeBy(ImportPolicy fresh) {
        policy = fresh;
        filter = fresh.filter();
    }

    private void exchange(Route old, AttributeSet judged) {
        int generation = old.generation;
        AttributeSet wanted = attributes.shared(judged);
        attributes.acquire(wanted);
        Route fresh = new Route(old.net(), old.source(), old.pathId(), wanted);
        put(old.net(), routes.get(old.net()), old, fresh);
        fresh.generation = generation;
    }

    private void drop(Route route) {
        put(route.net(), routes.get(route.net()), route, null);
    }

    private List<Route> all(Predicate<Route> wanted) {
        List<Route> found = new ArrayList<>();
        routes.forEach(first -> {
            for (Route each = first; each != null; each = each.sibling) {
                if (wanted.test(each)) {
                    found.add(each);
                }
            }
        });
        return found;
    }

    private boolean isStale(Route route, IpFamily family) {
        return route.net().family() == family && route.generation != generation(route.net());
    }

    /** Everything of the family is stale until it is told again (RFC 4724 section 4.2, RFC 7313 section 4). */
    public void markStale(IpFamily family) {
        tally(family).nextGeneration();
    }

    /** What is stale of the family goes. Returns how many routes that were. */
    public int sweep(IpFamily family) {
        List<Route> gone = all(each -> isStale(each, family));
        gone.forEach(this::drop);
        return gone.size();
    }

    /** What is stale of the family becomes a last resort; what must not go. RFC 9494 section 4.2. */
    public void depreference(IpFamily family) {
        for (Route each : all(route -> isStale(route, family))) {
            if (!each.accepted() || each.attributes().hasCommunity(Communities.NO_LLGR)) {
                drop(each);
            } else if (!each.attributes().isLongLivedStale()) {
                exchange(each, each.attributes().withCommunity(Communities.LLGR_STALE));
            }
        }
    }

    /** Whether anything of the family is stale. */
    public boolean hasStale(IpFamily family) {
        return routes.anyMatch(each -> isStale(each, family));
    }

    /** The session is over and nothing of the family is kept (RFC 4271 section 8.2.2). */
    public void clear(IpFamily family) {
        markStale(family);
        sweep(family);
    }

    /** Paths held, accepted or not. */
    public int size() {
        return tallies.stream().mapToInt(FamilyTally::paths).sum();
    }

    /** Paths accepted. */
    public int accepted() {
        return tallies.stream().mapToInt(FamilyTally::accepted).sum();
    }

    /** Paths of the family, accepted or not. */
    public int size(IpFamily family) {
        return tally(family).paths();
    }

    /** Paths of the family that are accepted. */
    public int accepted(IpFamily family) {
        return tally(family).accepted();
    }

    /** Paths of the family that would be accepted if we had not had them already (RFC 4271 section 9.1.2, RFC 4456 section 8). */
    public int looped(IpFamily family) {
        return tally(family).looped();
    }
}
