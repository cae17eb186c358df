package io.routelb.redistribution.bgp.rib;

import io.routelb.model.IpFamily;
import io.routelb.redistribution.bgp.message.AfiSafi;
import io.routelb.redistribution.bgp.message.Message;
import io.routelb.redistribution.bgp.message.RouteRefresh;
import io.routelb.redistribution.bgp.message.Update;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one established peer was told and is still to be told (RFC 4271 section 3.2). What is not {@link Pending} it was told as its
 * {@link UpdateGroup} has it, so that only the difference takes memory: at most {@link #WINDOW} prefixes at a time of those a new peer
 * is told one after the other, and those that changed since it was told.
 */
public final class AdjRibOut {
    /** Prefixes gathered at a time, so that those of one path fill UPDATEs. */
    private static final int WINDOW = 20_000;

    private final Source peer;
    private final boolean marks;
    private final Pending pending;
    private final Deque<Message> due = new ArrayDeque<>();
    private final Set<IpFamily> endOfRibs;
    private final Set<IpFamily> again = EnumSet.noneOf(IpFamily.class);
    private final Set<IpFamily> asked = EnumSet.noneOf(IpFamily.class);
    private UpdateGroup group;
    private UpdateGroup.@Nullable Entry walk;
    private boolean initial = true;

    /**
     * In a group that does not know it yet.
     *
     * @param marks begin and end of what is told again are marked (RFC 7313)
     */
    AdjRibOut(Source peer, Set<IpFamily> families, boolean marks, UpdateGroup group) {
        this.peer = peer;
        this.marks = marks;
        this.group = group;
        this.pending = new Pending(group.policy().dialect());
        this.endOfRibs = EnumSet.copyOf(families);
        this.walk = group.first();
    }

    Source peer() {
        return peer;
    }

    UpdateGroup group() {
        return group;
    }

    /** The group tells something else for the prefix than before. */
    void changed(UpdateGroup.Entry entry, Told before, Told after) {
        if (pending.has(entry.net())) {
            pending.want(entry.net(), Told.NOTHING, after.to(peer), false);
        } else if (!isAhead(entry)) {
            pending.want(entry.net(), before.to(peer), after.to(peer), false);
        }
    }

    /** Whether the peer was told nothing of it yet, and will be on the way. */
    private boolean isAhead(UpdateGroup.Entry entry) {
        return initial && walk != null && entry.serial() >= walk.serial();
    }

    /** The group is about to drop the entry. */
    void leaving(UpdateGroup.Entry entry) {
        if (walk == entry) {
            walk = entry.next();
        }
    }

    /** Belongs to another group from now on, and is told what differs. */
    void move(UpdateGroup other) {
        group.forEach(entry -> {
            Told known = isAhead(entry) ? Told.NOTHING : entry.told().to(peer);
            pending.want(entry.net(), known, other.told(entry.net()).to(peer), false);
        });
        UpdateGroup former = group;
        other.forEach(entry -> {
            if (former.told(entry.net()).isNothing()) {
                pending.want(entry.net(), Told.NOTHING, entry.told().to(peer), false);
            }
        });
        group = other;
        walk = null;
        asked.addAll(again); // begun anew
        again.clear();
    }

    /** Everything of the family is to be told again (RFC 2918 section 4). */
    public void resend(IpFamily family) {
        asked.add(family);
    }

    /** The next message, as full as can be, withdrawals first; it counts as told from now on. Empty when the peer knows all. */
    public Optional<Message> next() {
        gather();
        if (due.isEmpty() && !pending.isEmpty()) {
            return Optional.of(pending.next());
        }
        return Optional.ofNullable(due.poll());
    }

    /** Gathers what is on the way, and what is due at its end. */
    private void gather() {
        do {
            while (due.isEmpty() && pending.size() < WINDOW && walk != null) {
                step(walk);
            }
            if (walk != null || !pending.isEmpty() || !due.isEmpty()) {
                return;
            }
            initial = false;
            endInitialUpdate();
            mark(again, RouteRefresh.END);
            again.clear();
            beginWhatIsAsked();
        } while (walk != null);
    }

    /** RFC 4724 section 4.1: End-of-RIB says that all was told. */
    private void endInitialUpdate() {
        if (group.isComplete()) {
            endOfRibs.forEach(each -> due.add(Update.endOfRib(each)));
            endOfRibs.clear();
        }
    }

    private void beginWhatIsAsked() {
        if (!asked.isEmpty()) {
            mark(asked, RouteRefresh.BEGIN);
            again.addAll(asked);
            asked.clear();
            walk = group.first();
        }
    }

    private void mark(Set<IpFamily> families, int subtype) {
        if (marks) {
            families.forEach(each -> due.add(new RouteRefresh(AfiSafi.unicast(each), subtype)));
        }
    }

    private void step(UpdateGroup.Entry entry) {
        if (initial || again.contains(entry.net().family())) {
            Told told = entry.told().to(peer);
            pending.want(entry.net(), initial ? Told.NOTHING : told, told, true);
        }
        walk = entry.next();
    }

    /** Whether nothing is left to be told. */
    public boolean isSettled() {
        gather();
        return due.isEmpty() && pending.isEmpty();
    }

    /** Whether the peer has had, or is about to have, the End-of-RIB of every family. */
    public boolean hasEnded() {
        return endOfRibs.isEmpty();
    }

    /** Prefixes the peer was told and not told to forget. */
    public int size() {
        return pending.told();
    }

    /** Prefixes that wait to be told; what memory this peer takes. */
    public int waiting() {
        return pending.size();
    }
}
