package io.routelb.redistribution.bgp.rib;

import inet.ipaddr.IPAddress;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import io.routelb.redistribution.bgp.message.Dialect;
import io.routelb.redistribution.bgp.message.Update;
import io.routelb.redistribution.bgp.message.UpdatePacker;
import io.routelb.redistribution.bgp.message.UpdatePacker.Identified;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one peer still has to be told, keyed by prefix and never a queue: a peer that reads slowly gets the latest state. Withdrawals
 * leave first, then the announcements of one path after the other.
 */
final class Pending {
    private final Dialect dialect;
    private final Map<Net, Wait> waits = new HashMap<>();
    private final Map<IpFamily, Set<Net>> withdrawals = new EnumMap<>(IpFamily.class);
    private final Map<Path, Set<Net>> announcements = new LinkedHashMap<>();
    private int told;

    /** One prefix: what the peer knows of it, what it is to know, and which paths it is to be sent for that. */
    private static final class Wait {
        private Told known;
        private Told wanted = Told.NOTHING;
        private List<Told.Item> unsent = List.of();
        private boolean again;

        Wait(Told known, boolean again) {
            this.known = known;
            this.again = again;
        }

        private List<Integer> gone() {
            List<Integer> gone = new ArrayList<>();
            for (Told.Item each : known.items()) {
                if (wanted.with(each.pathId()).isEmpty()) {
                    gone.add(each.pathId());
                }
            }
            return gone;
        }

        private void want(Told fresh) {
            wanted = fresh;
            unsent = again
                    ? fresh.items()
                    : fresh.items().stream().filter(each -> !known.says(each)).toList();
        }

        private List<Integer> unsentBy(Path path) {
            List<Integer> ids = new ArrayList<>(1);
            for (Told.Item each : unsent) {
                if (each.path().equals(path)) {
                    ids.add(each.pathId());
                }
            }
            return ids;
        }

        private void sent(int pathId) {
            for (Told.Item each : unsent) {
                if (each.pathId() == pathId) {
                    known = known.isNothing() && unsent.size() == 1 ? wanted : known.plus(each);
                }
            }
            unsent = unsent.size() == 1
                    ? List.of()
                    : unsent.stream().filter(each -> each.pathId() != pathId).toList();
        }

        private boolean isDone() {
            return unsent.isEmpty() && gone().isEmpty();
        }
    }

    Pending(Dialect dialect) {
        this.dialect = dialect;
    }

    boolean has(Net net) {
        return waits.containsKey(net);
    }

    boolean isEmpty() {
        return waits.isEmpty();
    }

    int size() {
        return waits.size();
    }

    /** What the peer knows of a prefix that waits; null = it does not wait. */
    @Nullable
    Told known(Net net) {
        Wait wait = waits.get(net);
        return wait == null ? null : wait.known;
    }

    /**
     * The peer is to know that of the prefix.
     *
     * @param known what it knows, unless the prefix waits already
     * @param again all of it is to be sent, even what the peer knows
     */
    void want(Net net, Told known, Told wanted, boolean again) {
        Wait wait = waits.get(net);
        if (wait == null) {
            wait = new Wait(known, again);
            waits.put(net, wait);
        } else {
            unlist(net, wait);
            wait.again |= again;
        }
        wait.want(wanted);
        list(net, wait);
    }

    private void list(Net net, Wait wait) {
        if (wait.isDone()) {
            waits.remove(net);
            return;
        }
        if (!wait.gone().isEmpty()) {
            withdrawals
                    .computeIfAbsent(net.family(), unused -> new LinkedHashSet<>())
                    .add(net);
        }
        wait.unsent.forEach(each -> announcements
                .computeIfAbsent(each.path(), unused -> new LinkedHashSet<>())
                .add(net));
    }

    private void unlist(Net net, Wait wait) {
        removeFrom(withdrawals, net.family(), net);
        wait.unsent.forEach(each -> removeFrom(announcements, each.path(), net));
    }

    private static <K> void removeFrom(Map<K, Set<Net>> sets, K key, Net net) {
        Set<Net> set = sets.get(key);
        if (set != null && set.remove(net) && set.isEmpty()) {
            sets.remove(key);
        }
    }

    /** The next UPDATE, as full as can be; it counts as told from now on. Only when not {@link #isEmpty}. */
    Update next() {
        return withdrawals.isEmpty()
                ? nextAnnouncement(announcements.entrySet().iterator().next())
                : nextWithdrawal(withdrawals.entrySet().iterator().next());
    }

    private Update nextWithdrawal(Map.Entry<IpFamily, Set<Net>> first) {
        IpFamily family = first.getKey();
        Drain drain = new Drain(first.getValue().iterator(), net -> wait(net).gone());
        Update update = identifies(family)
                ? UpdatePacker.withdrawIdentified(family, drain, dialect)
                : UpdatePacker.withdraw(family, drain.prefixes(), dialect);
        drain.taken.forEach(each -> {
            Wait wait = wait(each.net);
            wait.known = wait.known.minus(each.pathId);
            told -= wait.known.isNothing() ? 1 : 0;
            if (wait.gone().isEmpty()) {
                removeFrom(withdrawals, family, each.net);
                removeIfDone(each.net, wait);
            }
        });
        return update;
    }

    private Update nextAnnouncement(Map.Entry<Path, Set<Net>> first) {
        Path path = first.getKey();
        Drain drain = new Drain(first.getValue().iterator(), net -> wait(net).unsentBy(path));
        List<IPAddress> nextHops = path.nextHops();
        Update update = identifies(path.family())
                ? UpdatePacker.announceIdentified(path.family(), nextHops, path.attributes(), drain, dialect)
                : UpdatePacker.announce(path.family(), nextHops, path.attributes(), drain.prefixes(), dialect);
        drain.taken.forEach(each -> {
            Wait wait = wait(each.net);
            told += wait.known.isNothing() ? 1 : 0;
            wait.sent(each.pathId);
            if (wait.unsentBy(path).isEmpty()) {
                removeFrom(announcements, path, each.net);
                removeIfDone(each.net, wait);
            }
        });
        return update;
    }

    private boolean identifies(IpFamily family) {
        return dialect.send().addPath().contains(family);
    }

    private Wait wait(Net net) {
        Wait wait = waits.get(net);
        if (wait == null) {
            throw new IllegalStateException(net + " is listed and does not wait");
        }
        return wait;
    }

    private void removeIfDone(Net net, Wait wait) {
        if (wait.isDone()) {
            waits.remove(net);
        }
    }

    /** Prefixes the peer was told and not told to forget. */
    int told() {
        return told;
    }

    /** Gives prefixes to the packer and remembers which it took. */
    private static final class Drain implements Iterator<Identified> {
        private final Iterator<Net> nets;
        private final Function<Net, List<Integer>> pathIds;
        private final List<Taken> taken = new ArrayList<>();
        private Iterator<Taken> rest = Collections.emptyIterator();

        private record Taken(Net net, int pathId) {}

        Drain(Iterator<Net> nets, Function<Net, List<Integer>> pathIds) {
            this.nets = nets;
            this.pathIds = pathIds;
        }

        @Override
        public boolean hasNext() {
            while (!rest.hasNext() && nets.hasNext()) {
                Net net = nets.next();
                rest = pathIds.apply(net).stream()
                        .map(each -> new Taken(net, each))
                        .iterator();
            }
            return rest.hasNext();
        }

        @Override
        public Identified next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Taken next = rest.next();
            taken.add(next);
            return new Identified(next.net.prefix(), next.pathId);
        }

        /** What was taken is removed when the UPDATE is made. */
        @Override
        public void remove() {
            if (taken.isEmpty()) {
                throw new IllegalStateException("nothing was taken");
            }
        }

        /** The same without identifiers. */
        Iterator<Prefix> prefixes() {
            Drain all = this;
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return all.hasNext();
                }

                @Override
                public Prefix next() {
                    return all.next().prefix();
                }

                @Override
                public void remove() {
                    all.remove();
                }
            };
        }
    }
}
