package io.routelb.redistribution.bgp.rib;

import io.routelb.model.IpFamily;
import io.routelb.redistribution.bgp.message.Dialect;
import io.routelb.redistribution.bgp.message.Net;
import io.routelb.redistribution.bgp.message.Update;
import io.routelb.redistribution.bgp.message.UpdatePacker;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private final Map<IpFamily, Integer> told = new EnumMap<>(IpFamily.class);

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

        /** Whether the peer knows that path, and is to know it no more. */
        private boolean isGone(Told.Item item) {
            return wanted.with(item.pathId()) == null;
        }

        private boolean hasGone() {
            for (Told.Item each : known.items()) {
                if (isGone(each)) {
                    return true;
                }
            }
            return false;
        }

        private void want(Told fresh) {
            wanted = fresh;
            unsent = again || known.isNothing()
                    ? fresh.items()
                    : fresh.items().stream().filter(each -> !known.says(each)).toList();
        }

        private boolean hasUnsent(Path path) {
            for (Told.Item each : unsent) {
                if (each.path().equals(path)) {
                    return true;
                }
            }
            return false;
        }

        private void sent(Told.Item item) {
            if (unsent.size() == 1) {
                known = known.isNothing() ? wanted : known.plus(item);
                unsent = List.of();
            } else {
                known = known.plus(item);
                unsent = unsent.stream()
                        .filter(each -> each.pathId() != item.pathId())
                        .toList();
            }
        }

        private boolean isDone() {
            return unsent.isEmpty() && !hasGone();
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
            if (!again && known.equals(wanted)) {
                return;
            }
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
        if (wait.hasGone()) {
            withdrawals
                    .computeIfAbsent(net.family(), unused -> new LinkedHashSet<>())
                    .add(net);
        }
        for (Told.Item each : wait.unsent) {
            announcements
                    .computeIfAbsent(each.path(), unused -> new LinkedHashSet<>())
                    .add(net);
        }
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
        UpdatePacker packer = UpdatePacker.withdrawing(first.getKey(), dialect);
        Iterator<Net> nets = first.getValue().iterator();
        int forgotten = 0;
        while (nets.hasNext() && !packer.isFull()) {
            Net net = nets.next();
            Wait wait = wait(net);
            for (Told.Item each : wait.known.items()) {
                if (wait.isGone(each) && !packer.isFull()) {
                    packer.add(net, each.pathId());
                    wait.known = wait.known.minus(each.pathId());
                }
            }
            forgotten += wait.known.isNothing() ? 1 : 0;
            if (!wait.hasGone()) {
                nets.remove();
                removeIfDone(net, wait);
            }
        }
        count(first.getKey(), -forgotten);
        removeIfEmpty(withdrawals, first);
        return packer.update();
    }

    private Update nextAnnouncement(Map.Entry<Path, Set<Net>> first) {
        Path path = first.getKey();
        UpdatePacker packer = UpdatePacker.announcing(path.family(), path.nextHop(), path.attributes(), dialect);
        Iterator<Net> nets = first.getValue().iterator();
        int fresh = 0;
        while (nets.hasNext() && !packer.isFull()) {
            Net net = nets.next();
            Wait wait = wait(net);
            fresh += wait.known.isNothing() ? 1 : 0;
            for (Told.Item each : wait.unsent) {
                if (each.path().equals(path) && !packer.isFull()) {
                    packer.add(net, each.pathId());
                    wait.sent(each);
                }
            }
            if (!wait.hasUnsent(path)) {
                nets.remove();
                removeIfDone(net, wait);
            }
        }
        count(path.family(), fresh);
        removeIfEmpty(announcements, first);
        return packer.update();
    }

    private static <K> void removeIfEmpty(Map<K, Set<Net>> sets, Map.Entry<K, Set<Net>> each) {
        if (each.getValue().isEmpty()) {
            sets.remove(each.getKey());
        }
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

    /** So many prefixes more were told, and not to be forgotten; of those that wait here it is counted. */
    void count(IpFamily family, int prefixes) {
        told.merge(family, prefixes, Integer::sum);
    }

    /** Prefixes of the family the peer was told and not told to forget. */
    int told(IpFamily family) {
        return told.getOrDefault(family, 0);
    }
}
