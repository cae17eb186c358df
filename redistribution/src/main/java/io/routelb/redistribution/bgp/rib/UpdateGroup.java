package io.routelb.redistribution.bgp.rib;

import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.redistribution.bgp.message.Net;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What all peers of one policy and the same own routes are to be told: computed and held once, however many they are. Each member
 * holds only what it has not been told yet, see {@link AdjRibOut}.
 */
final class UpdateGroup {
    private static final int MOST_REMEMBERED = 10_000;

    private final ExportPolicy policy;
    private final LocRib loc;
    private final Map<Net, Entry> table = new HashMap<>();
    private final List<AdjRibOut> members = new ArrayList<>();
    private final Map<OwnKey, Told> ownTold = new HashMap<>();
    private final Map<LearnedKey, Optional<Path>> learnedPaths = new HashMap<>();
    private Map<Prefix, RouteAttributes> own = Map.of();
    private @Nullable Entry first;
    private @Nullable Entry last;
    private long serials;

    private record OwnKey(IpFamily family, RouteAttributes attributes) {}

    private record LearnedKey(Source source, AttributeSet attributes, IpFamily family) {}

    /** What is told for one prefix; in a list by order of appearance, along which a new member is told everything. */
    static final class Entry {
        private final Net net;
        private final long serial;
        private Told told = Told.NOTHING;
        private boolean own;
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

    UpdateGroup(ExportPolicy policy, LocRib loc) {
        this.policy = policy;
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

    Map<Prefix, RouteAttributes> own() {
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
        Entry entry = table.get(net);
        return entry == null ? Told.NOTHING : entry.told;
    }

    void forEach(Consumer<Entry> visitor) {
        table.values().forEach(visitor);
    }

    /** Sets our own routes. */
    void originate(Map<Prefix, RouteAttributes> wanted) {
        Map<Prefix, RouteAttributes> before = own;
        own = wanted;
        ownTold.clear();
        wanted.forEach((prefix, attributes) -> {
            if (!attributes.equals(before.get(prefix))) {
                set(Net.of(prefix), own(prefix.family(), attributes), true);
            }
        });
        before.keySet().forEach(prefix -> {
            if (!wanted.containsKey(prefix)) {
                Net net = Net.of(prefix);
                set(net, learned(loc.chosen(net)), false);
            }
        });
    }

    private Told own(IpFamily family, RouteAttributes attributes) {
        return ownTold.computeIfAbsent(
                new OwnKey(family, attributes),
                key -> policy.own(family, attributes).map(Told::own).orElse(Told.NOTHING));
    }

    /** What is used for a prefix changed. Our own routes stay what they are. */
    void learn(Change change) {
        Entry entry = table.get(change.net());
        if (entry == null || !entry.own) {
            set(change.net(), learned(change.after()), false);
        }
    }

    private Told learned(List<Route> chosen) {
        if (chosen.isEmpty() || policy.kind() == PeerKind.EXTERNAL) {
            return Told.NOTHING;
        }
        boolean several = policy.dialect()
                .send()
                .addPath()
                .contains(chosen.getFirst().net().family());
        List<Told.Item> items = new ArrayList<>();
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

    private void set(Net net, Told told, boolean ours) {
        Entry entry = table.get(net);
        Told before = entry == null ? Told.NOTHING : entry.told;
        if (told.isNothing()) {
            if (entry != null) {
                entry.told = told;
                members.forEach(each -> each.changed(entry, before, told));
                remove(entry);
            }
            return;
        }
        Entry present = entry == null ? append(net) : entry;
        present.own = ours;
        present.told = told;
        if (!before.equals(told)) {
            members.forEach(each -> each.changed(present, before, told));
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
        table.put(net, entry);
        return entry;
    }

    private void remove(Entry entry) {
        members.forEach(each -> each.leaving(entry));
        table.remove(entry.net);
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
