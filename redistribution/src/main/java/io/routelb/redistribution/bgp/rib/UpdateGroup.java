package io.routelb.redistribution.bgp.rib;

import io.routelb.model.IpFamily;
import io.routelb.model.RouteAttributes;
import io.routelb.redistribution.bgp.message.Net;
import io.routelb.redistribution.bgp.rib.OwnRoutes.Own;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What all peers of one policy and the same own routes are to be told: computed and held once, however many they are. Our own routes
 * are not even held by each group ({@link OwnRoutes}); they hide what others tell. Each member holds only what it has not been told
 * yet, see {@link AdjRibOut}.
 */
final class UpdateGroup {
    private static final int MOST_REMEMBERED = 10_000;

    private final ExportPolicy policy;
    private final LocRib loc;
    private final Map<Net, Entry> learned = new HashMap<>();
    private final List<AdjRibOut> members = new ArrayList<>();
    private final Map<IpFamily, Map<RouteAttributes, Told>> ownTold = new EnumMap<>(IpFamily.class);
    private final Map<LearnedKey, Optional<Path>> learnedPaths = new HashMap<>();
    private OwnRoutes own = OwnRoutes.NONE;
    private @Nullable Entry first;
    private @Nullable Entry last;
    private long serials;

    private record LearnedKey(Source source, AttributeSet attributes, IpFamily family) {}

    /** What is told for one learned prefix; in a list by order of appearance, along which members are told what is new to them. */
    static final class Entry {
        private final Net net;
        private final long serial;
        private Told told = Told.NOTHING;
        private @Nullable Entry previous;
        private @Nullable Entry next;

        private Entry(Net net, long serial) {
            this.net = net;
            this.serial = serial;
        }

        Net net() {
            return net;
        }

        Told told() {
            return told;
        }

        /** Higher than that of every entry before it. */
        long serial() {
            return serial;
        }

        @Nullable
        Entry next() {
            return next;
        }
    }

    UpdateGroup(ExportPolicy policy, OwnRoutes own, LocRib loc) {
        this.policy = policy;
        this.own = own;
        this.loc = loc;
        loc.forEachChosen(this::learn);
    }

    ExportPolicy policy() {
        return policy;
    }

    /** Whether what is told is all there is: learned routes, which only internal peers are told, may still have to be chosen. */
    boolean isComplete() {
        return policy.kind() == PeerKind.EXTERNAL || !loc.isDeferring();
    }

    OwnRoutes own() {
        return own;
    }

    List<AdjRibOut> members() {
        return members;
    }

    @Nullable
    Entry first() {
        return first;
    }

    /** What is told for the prefix. */
    Told told(Net net) {
        Own ours = own.find(net);
        return ours == null ? learned(net) : told(ours);
    }

    private Told learned(Net net) {
        Entry entry = learned.get(net);
        return entry == null ? Told.NOTHING : entry.told;
    }

    /** How our own route is told, whether it still is one or was. */
    Told told(Own ours) {
        IpFamily family = ours.net().family();
        return ownTold.computeIfAbsent(family, unused -> new IdentityHashMap<>())
                .computeIfAbsent(
                        ours.attributes(),
                        attributes ->
                                policy.own(family, attributes).map(Told::own).orElse(Told.NOTHING));
    }

    /** Where the prefix stands among those learned, even if a route of our own hides it. */
    @Nullable
    Entry find(Net net) {
        return learned.get(net);
    }

    boolean isOwn(Net net) {
        return own.find(net) != null;
    }

    /** Shows every prefix something may be told for, some of them twice. */
    void forEach(Consumer<Net> visitor) {
        for (int i = 0; i < own.size(); i++) {
            visitor.accept(own.at(i).net());
        }
        learned.keySet().forEach(visitor);
    }

    /** Sets our own routes. */
    void originate(OwnRoutes wanted) {
        OwnRoutes former = own;
        if (wanted == former) {
            return;
        }
        own = wanted;
        former.to(wanted, (net, before, after) -> {
            Told was = before == null ? learned(net) : told(before);
            Told is = after == null ? learned(net) : told(after);
            members.forEach(each -> each.ownChanged(net, before != null, was, is));
        });
        ownTold.clear(); // only those in use are worth remembering
    }

    /** What is used for a prefix changed. Our own routes stay what they are. */
    void learn(Change change) {
        if (policy.kind() != PeerKind.EXTERNAL) {
            set(change.net(), told(change.after()));
        }
    }

    private Told told(List<Route> chosen) {
        if (chosen.isEmpty()) {
            return Told.NOTHING;
        }
        boolean several = policy.dialect()
                .send()
                .addPath()
                .contains(chosen.getFirst().net().family());
        List<Told.Item> items = new ArrayList<>(1);
        for (Route each : several ? chosen : List.of(chosen.getFirst())) {
            path(each)
                    .ifPresent(path ->
                            items.add(new Told.Item(several ? each.localId : 0, path, Optional.of(each.source()))));
        }
        return items.isEmpty() ? Told.NOTHING : new Told(items);
    }

    private Optional<Path> path(Route route) {
        if (learnedPaths.size() > MOST_REMEMBERED) {
            learnedPaths.clear(); // only so that equal paths are one instance
        }
        return learnedPaths.computeIfAbsent(
                new LearnedKey(route.source(), route.attributes(), route.net().family()), key -> policy.learned(route));
    }

    private void set(Net net, Told told) {
        Entry entry = learned.get(net);
        Told before = entry == null ? Told.NOTHING : entry.told;
        if (before.equals(told)) {
            return;
        }
        boolean hidden = isOwn(net);
        Entry present = entry == null ? append(net) : entry;
        present.told = told;
        for (AdjRibOut each : members) {
            if (!hidden && entry == null) {
                each.appeared(present);
            } else if (!hidden) {
                each.changed(present, before, told);
            }
        }
        if (told.isNothing()) {
            remove(present);
        }
    }

    private Entry append(Net net) {
        Entry entry = new Entry(net, serials++);
        Entry tail = last;
        entry.previous = tail;
        if (tail == null) {
            first = entry;
        } else {
            tail.next = entry;
        }
        last = entry;
        learned.put(net, entry);
        return entry;
    }

    private void remove(Entry entry) {
        members.forEach(each -> each.leaving(entry));
        learned.remove(entry.net);
        Entry previous = entry.previous;
        Entry next = entry.next;
        if (previous == null) {
            first = next;
        } else {
            previous.next = next;
        }
        if (next == null) {
            last = previous;
        } else {
            next.previous = previous;
        }
    }
}
