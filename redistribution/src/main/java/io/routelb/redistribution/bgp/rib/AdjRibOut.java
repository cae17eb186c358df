package io.routelb.redistribution.bgp.rib;

import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import io.routelb.redistribution.bgp.message.Dialect;
import io.routelb.redistribution.bgp.message.Update;
import io.routelb.redistribution.bgp.message.UpdatePacker;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one established peer was told, and what is still to be told (RFC 4271 section 3.2). The difference is keyed by prefix, never
 * a queue: a peer that reads slowly gets the latest state, in memory bounded by the number of prefixes.
 */
public final class AdjRibOut {
    private final Dialect dialect;
    private final Map<Prefix, Path> told = new HashMap<>();
    private final Map<IpFamily, Set<Prefix>> toWithdraw = new EnumMap<>(IpFamily.class);
    private final Map<Path, Set<Prefix>> toAnnounce = new LinkedHashMap<>();

    public AdjRibOut(Dialect dialect) {
        this.dialect = dialect;
    }

    /** Sets the complete desired state; what was still to be told of an earlier one is forgotten. */
    public void replace(Map<Prefix, Path> desired) {
        toWithdraw.clear();
        toAnnounce.clear();
        told.keySet().forEach(prefix -> {
            if (!desired.containsKey(prefix)) {
                toWithdraw
                        .computeIfAbsent(prefix.family(), unused -> new LinkedHashSet<>())
                        .add(prefix);
            }
        });
        desired.forEach((prefix, path) -> {
            if (!path.equals(told.get(prefix))) {
                announce(prefix, path);
            }
        });
    }

    /** Everything told of the family is to be told again (RFC 2918 section 4). */
    public void resend(IpFamily family) {
        told.forEach((prefix, path) -> {
            boolean superseded = isPending(prefix);
            if (prefix.family() == family && !superseded) {
                announce(prefix, path);
            }
        });
    }

    private boolean isPending(Prefix prefix) {
        return toWithdraw.getOrDefault(prefix.family(), Set.of()).contains(prefix)
                || toAnnounce.values().stream().anyMatch(each -> each.contains(prefix));
    }

    private void announce(Prefix prefix, Path path) {
        toAnnounce.computeIfAbsent(path, unused -> new LinkedHashSet<>()).add(prefix);
    }

    /** The next UPDATE, as full as can be, withdrawals first; it counts as told from now on. Empty when the peer knows all. */
    public Optional<Update> next() {
        if (!toWithdraw.isEmpty()) {
            return Optional.of(nextWithdrawal());
        }
        return toAnnounce.isEmpty() ? Optional.empty() : Optional.of(nextAnnouncement());
    }

    private Update nextWithdrawal() {
        IpFamily family = toWithdraw.keySet().iterator().next();
        Set<Prefix> prefixes = toWithdraw.getOrDefault(family, new LinkedHashSet<>());
        Update update = UpdatePacker.withdraw(family, prefixes.iterator(), dialect);
        if (prefixes.isEmpty()) {
            toWithdraw.remove(family);
        }
        update.allWithdrawn().forEach(told::remove);
        return update;
    }

    private Update nextAnnouncement() {
        Path path = toAnnounce.keySet().iterator().next();
        Set<Prefix> prefixes = toAnnounce.getOrDefault(path, new LinkedHashSet<>());
        Update update = UpdatePacker.announce(path.nextHop(), path.attributes(), prefixes.iterator(), dialect);
        if (prefixes.isEmpty()) {
            toAnnounce.remove(path);
        }
        update.allAnnounced().forEach(prefix -> told.put(prefix, path));
        return update;
    }

    /** Whether nothing is left to be told. */
    public boolean isSettled() {
        return toWithdraw.isEmpty() && toAnnounce.isEmpty();
    }

    /** Prefixes the peer was told and not told to forget. */
    public int size() {
        return told.size();
    }
}
