package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import io.routelb.allocator.plan.Releases.Cooling;
import io.routelb.allocator.plan.Releases.Shown;
import io.routelb.model.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Sees which addresses were let go since the last plan, and how long nobody may have them. An address is let go when no status shows it
 * any more. The longest waits are kept when there are too many: the oldest would be over first.
 */
final class Cooldowns {
    /** In each group; what is beyond costs more to remember than it protects. */
    static final int MOST_IN_A_GROUP = 10_000;

    private final GroupCatalog catalog;
    private final Instant now;

    private Cooldowns(GroupCatalog catalog, Instant now) {
        this.catalog = catalog;
        this.now = now;
    }

    /** What the next plan has to know, and what this one must not give. */
    static Releases of(GroupCatalog catalog, PlanState state, Supplier<Map<IPAddress, ObjectKey>> shown) {
        boolean idle = state.releases().equals(Releases.NONE)
                && catalog.all().stream()
                        .allMatch(
                                group -> group.view().policy().releaseCooldown().isZero());
        return idle ? Releases.NONE : new Cooldowns(catalog, state.now()).next(state.releases(), shown.get());
    }

    private Releases next(Releases last, Map<IPAddress, ObjectKey> shown) {
        Map<IPAddress, Cooling> cooling = new HashMap<>();
        last.cooling().forEach((address, before) -> {
            if (!shown.containsKey(address)) {
                keep(cooling, address, before);
            }
        });
        last.shown().forEach((address, before) -> {
            Duration cooldown = cooldown(address).orElse(before.cooldown());
            if (!shown.containsKey(address) && !cooldown.isZero()) {
                cooling.put(address, new Cooling(now.plus(cooldown), Optional.of(before.service())));
            }
        });
        Map<IPAddress, Shown> watched = new HashMap<>();
        shown.forEach((address, service) -> {
            Duration cooldown = cooldown(address).orElseGet(() -> lastKnown(last, address));
            if (!cooldown.isZero()) {
                watched.put(address, new Shown(service, cooldown));
            }
        });
        return new Releases(watched, bounded(cooling));
    }

    /** A cooldown made shorter counts at once; an address in no group waits out what it was told. */
    private void keep(Map<IPAddress, Cooling> cooling, IPAddress address, Cooling before) {
        Instant until = before.until();
        Optional<Instant> longest = cooldown(address).map(now::plus);
        if (longest.isPresent() && until.isAfter(longest.get())) {
            until = longest.get();
        }
        if (until.isAfter(now)) {
            cooling.put(address, new Cooling(until, before.service()));
        }
    }

    /** Of the group that covers the address; empty when none does. */
    private Optional<Duration> cooldown(IPAddress address) {
        return catalog.covering(address).map(group -> group.view().policy().releaseCooldown());
    }

    /** A group that is replaced by deleting it and creating it again must not forget what was freed meanwhile. */
    private static Duration lastKnown(Releases last, IPAddress address) {
        Shown before = last.shown().get(address);
        return before == null ? Duration.ZERO : before.cooldown();
    }

    private Map<IPAddress, Cooling> bounded(Map<IPAddress, Cooling> cooling) {
        if (cooling.size() <= MOST_IN_A_GROUP) {
            return cooling;
        }
        Map<String, Integer> counts = new HashMap<>();
        Map<IPAddress, Cooling> kept = new HashMap<>();
        List<Map.Entry<IPAddress, Cooling>> latestFirst = cooling.entrySet().stream()
                .sorted(Comparator.comparing(
                        (Map.Entry<IPAddress, Cooling> entry) ->
                                entry.getValue().until(),
                        Comparator.reverseOrder()))
                .toList();
        for (Map.Entry<IPAddress, Cooling> entry : latestFirst) {
            String group =
                    catalog.covering(entry.getKey()).map(JudgedGroup::name).orElse("");
            if (counts.merge(group, 1, Integer::sum) <= MOST_IN_A_GROUP) {
                kept.put(entry.getKey(), entry.getValue());
            }
        }
        return kept;
    }
}
