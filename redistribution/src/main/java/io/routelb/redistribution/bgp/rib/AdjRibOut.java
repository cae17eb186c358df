package io.routelb.redistribution.bgp.rib;

import io.routelb.model.IpFamily;
import io.routelb.redistribution.bgp.message.AfiSafi;
import io.routelb.redistribution.bgp.message.Message;
import io.routelb.redistribution.bgp.message.Net;
import io.routelb.redistribution.bgp.message.RouteRefresh;
import io.routelb.redistribution.bgp.message.Update;
import io.routelb.redistribution.bgp.message.UpdatePacker;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one established peer was told and is still to be told (RFC 4271 section 3.2). What is neither {@link Pending} nor ahead of it on
 * the way along its {@link UpdateGroup}'s routes it was told as the group has it, so that only the difference takes memory. On the way
 * are our own routes as they were when the peer came, and learned ones from {@code walk} on: new ones join at the end. Nothing is held
 * for those but the exceptions, which changed after the peer came or are known to it already; they go through {@code pending}.
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
    private OwnRoutes own;
    private int ownNext;
    private final Set<Net> ownPassed = new HashSet<>();
    private UpdateGroup.@Nullable Entry walk;
    private final Set<UpdateGroup.Entry> walkPassed = new HashSet<>();
    private OwnRoutes repeatOwn = OwnRoutes.NONE;
    private int repeatNext;
    private UpdateGroup.@Nullable Entry repeat;

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
        this.own = group.own();
        this.walk = group.first();
    }

    Source peer() {
        return peer;
    }

    UpdateGroup group() {
        return group;
    }

    /** A prefix the group told nothing of is told. */
    void appeared(UpdateGroup.Entry entry) {
        if (pending.has(entry.net())) {
            pending.want(entry.net(), Told.NOTHING, entry.told().to(peer), false);
            if (walk != null) {
                walkPassed.add(entry);
            }
        } else if (walk == null) {
            walk = entry;
        }
    }

    /** The group tells something else for a learned prefix than before. */
    void changed(UpdateGroup.Entry entry, Told before, Told after) {
        if (pending.has(entry.net()) || !isAhead(entry)) {
            pending.want(entry.net(), before.to(peer), after.to(peer), false);
        }
    }

    /** A route of our own appeared, changed or went; {@code before} was told, as our own or as learned. */
    void ownChanged(Net net, boolean wasOwn, Told before, Told after) {
        UpdateGroup.Entry entry = group.find(net);
        boolean unknown = wasOwn ? isOwnAhead(net) : entry != null && isAhead(entry);
        if (isOwnAhead(net)) {
            ownPassed.add(net);
        }
        if (entry != null && isAhead(entry)) {
            walkPassed.add(entry);
        }
        pending.want(net, unknown ? Told.NOTHING : before.to(peer), after.to(peer), false);
    }

    /** Whether the peer was told nothing of it yet, and will be on the way. */
    private boolean isAhead(UpdateGroup.Entry entry) {
        return walk != null && entry.serial() >= walk.serial() && !walkPassed.contains(entry);
    }

    private boolean isOwnAhead(Net net) {
        OwnRoutes.Own ours = own.find(net);
        return ours != null && ours.position() >= ownNext && !ownPassed.contains(net);
    }

    /** The group is about to drop the entry. */
    void leaving(UpdateGroup.Entry entry) {
        walkPassed.remove(entry);
        if (walk == entry) {
            walk = entry.next();
        }
        if (repeat == entry) {
            repeat = entry.next();
        }
    }

    /** Belongs to another group from now on, and is told what differs. */
    void move(UpdateGroup other) {
        group.forEach(net -> pending.want(net, known(net), other.told(net).to(peer), false));
        UpdateGroup former = group;
        other.forEach(net -> {
            if (!former.isOwn(net) && former.find(net) == null) {
                pending.want(net, Told.NOTHING, other.told(net).to(peer), false);
            }
        });
        group = other;
        ownIsTold();
        walk = null;
        walkPassed.clear();
        endRepeat();
        asked.addAll(again); // begun anew
        again.clear();
    }

    private Told known(Net net) {
        UpdateGroup.Entry entry = group.find(net);
        boolean unknown = group.isOwn(net) ? isOwnAhead(net) : entry != null && isAhead(entry);
        return unknown ? Told.NOTHING : group.told(net).to(peer);
    }

    /** Everything of the family is to be told again (RFC 2918 section 4). */
    public void resend(IpFamily family) {
        asked.add(family);
    }

    /** The next message, as full as can be, withdrawals first; it counts as told from now on. Empty when the peer knows all. */
    public Optional<Message> next() {
        gather();
        if (!due.isEmpty()) {
            return Optional.of(due.remove());
        }
        if (!pending.isEmpty()) {
            return Optional.of(pending.next());
        }
        Update ours = nextOwn();
        return Optional.ofNullable(ours == null ? nextLearned() : ours);
    }

    /** Our own routes stand together by their attributes. */
    private @Nullable Update nextOwn() {
        Run run = new Run();
        for (; ownNext < own.size(); ownNext++) {
            OwnRoutes.Own each = own.at(ownNext);
            Told told = news(each);
            if (!told.isNothing() && !run.takes(each.net(), told.items().getFirst())) {
                return run.update();
            }
        }
        ownIsTold();
        return run.update();
    }

    private void ownIsTold() {
        own = OwnRoutes.NONE;
        ownNext = 0;
        ownPassed.clear();
    }

    /** Learned routes come one UPDATE after the other and go so; where they are mixed they are sorted by their paths first. */
    private @Nullable Update nextLearned() {
        Run run = new Run();
        UpdateGroup.Entry each = walk;
        for (; each != null; each = each.next()) {
            Told told = news(each);
            if (told.isNothing()) {
                continue;
            }
            if (told.items().size() > 1 || !run.takes(each.net(), told.items().getFirst())) {
                break;
            }
        }
        if (each != null && !run.isFull()) {
            sort();
            return pending.next();
        }
        while (walk != each && walk != null) {
            pass(walk);
        }
        return run.update();
    }

    private void sort() {
        while (walk != null && pending.size() < WINDOW) {
            pending.want(walk.net(), Told.NOTHING, news(walk), false);
            pass(walk);
        }
    }

    private void pass(UpdateGroup.Entry entry) {
        walkPassed.remove(entry);
        walk = entry.next();
    }

    /** What the peer is told of an entry when the walk comes by. */
    private Told news(UpdateGroup.Entry entry) {
        boolean otherwise = walkPassed.contains(entry) || group.isOwn(entry.net());
        return otherwise ? Told.NOTHING : entry.told().to(peer);
    }

    private Told news(OwnRoutes.Own ours) {
        return ownPassed.contains(ours.net()) ? Told.NOTHING : group.told(ours);
    }

    /** Prefixes in a row that share a path, until an UPDATE is full. */
    private final class Run {
        private @Nullable UpdatePacker packer;
        private @Nullable Path path;

        /** False when it has to stand in another UPDATE. */
        boolean takes(Net net, Told.Item item) {
            UpdatePacker present = packer;
            if (present == null) {
                Path its = item.path();
                path = its;
                present = UpdatePacker.announcing(
                        its.family(),
                        its.nextHop(),
                        its.attributes(),
                        group.policy().dialect());
                packer = present;
            } else if (present.isFull() || path == null || !path.equals(item.path())) {
                return false;
            }
            present.add(net, item.pathId());
            return true;
        }

        boolean isFull() {
            return packer != null && packer.isFull();
        }

        /** Counts as told. */
        @Nullable
        Update update() {
            if (packer == null || path == null) {
                return null;
            }
            pending.count(path.family(), packer.size());
            return packer.update();
        }
    }

    /** Gathers what is told again, and what is due when everything is told. */
    private void gather() {
        do {
            while (due.isEmpty() && pending.size() < WINDOW && isRepeating()) {
                repeatOne();
            }
            if (isRepeating() || !pending.isEmpty() || !due.isEmpty() || hasNews()) {
                return;
            }
            endInitialUpdate();
            mark(again, RouteRefresh.END);
            again.clear();
            endRepeat();
            ownIsTold();
            beginWhatIsAsked();
        } while (isRepeating());
    }

    /** Whether there is something on the way. What is not for this peer is passed. */
    private boolean hasNews() {
        while (walk != null && news(walk).isNothing()) {
            pass(walk);
        }
        while (ownNext < own.size() && news(own.at(ownNext)).isNothing()) {
            ownNext++;
        }
        return walk != null || ownNext < own.size();
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
            repeatOwn = group.own();
            repeatNext = 0;
            repeat = group.first();
        }
    }

    private void mark(Set<IpFamily> families, int subtype) {
        if (marks) {
            families.forEach(each -> due.add(new RouteRefresh(AfiSafi.unicast(each), subtype)));
        }
    }

    private boolean isRepeating() {
        return repeatNext < repeatOwn.size() || repeat != null;
    }

    private void endRepeat() {
        repeatOwn = OwnRoutes.NONE;
        repeatNext = 0;
        repeat = null;
    }

    private void repeatOne() {
        if (repeatNext < repeatOwn.size()) {
            repeat(repeatOwn.at(repeatNext).net());
            repeatNext++;
        } else if (repeat != null && isAhead(repeat)) {
            endRepeat(); // the rest is told anyway
        } else if (repeat != null) {
            if (!group.isOwn(repeat.net())) {
                repeat(repeat.net());
            }
            repeat = repeat.next();
        }
    }

    private void repeat(Net net) {
        Told told = again.contains(net.family()) ? group.told(net).to(peer) : Told.NOTHING;
        if (!told.isNothing()) {
            pending.want(net, told, told, true);
        }
    }

    /** Whether nothing is left to be told. */
    public boolean isSettled() {
        gather();
        return due.isEmpty() && pending.isEmpty() && !hasNews() && !isRepeating();
    }

    /** Whether the peer has had, or is about to have, the End-of-RIB of every family. */
    public boolean hasEnded() {
        return endOfRibs.isEmpty();
    }

    /** Prefixes of the family the peer was told and not told to forget. */
    public int size(IpFamily family) {
        return pending.told(family);
    }

    /** The same of all families. */
    public int size() {
        return Arrays.stream(IpFamily.values()).mapToInt(this::size).sum();
    }

    /** Prefixes that wait to be told and take memory of this peer's. */
    public int waiting() {
        return pending.size() + ownPassed.size() + walkPassed.size();
    }
}
