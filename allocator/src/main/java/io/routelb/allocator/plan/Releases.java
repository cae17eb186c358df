package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.FrozenMap;
import io.routelb.model.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a plan has to know of the one before it, to see that an address was let go and to leave it alone for the {@code
 * releaseCooldown} of its group.
 *
 * @param shown addresses Services showed that are to cool once nobody does; only of groups that have a cooldown, or had one when they
 *     last covered the address
 * @param cooling addresses let go that nobody may have yet
 */
public record Releases(Map<IPAddress, Shown> shown, Map<IPAddress, Cooling> cooling) {
    /** Nothing is known: nothing cools. */
    public static final Releases NONE = new Releases(Map.of(), Map.of());

    /** Who shows an address, and how long nobody may have it once nobody shows it. */
    public record Shown(ObjectKey service, Duration cooldown) {}

    /**
     * A freed address on its way back.
     *
     * @param until it may be given again from then on
     * @param service who had it last, if that is known; this Service (by name, so that one created again counts) may have it at once when
     *     it asks for it by address
     */
    public record Cooling(Instant until, Optional<ObjectKey> service) {}

    /** What a new leader knows: the cooling addresses its groups' status speaks of, and nothing of who had them. */
    public static Releases resumed(ClusterSnapshot snapshot, String installNamespace) {
        Map<IPAddress, Cooling> cooling = new HashMap<>();
        snapshot.serviceGroups().values().stream()
                .filter(group -> group.key().namespace().equals(installNamespace))
                .forEach(group -> group.cooling()
                        .forEach((address, until) -> cooling.merge(
                                address,
                                new Cooling(until, Optional.empty()),
                                (one, other) -> one.until().isAfter(other.until()) ? one : other)));
        return new Releases(Map.of(), cooling);
    }

    public Releases {
        shown = FrozenMap.copyOf(shown);
        cooling = FrozenMap.copyOf(cooling);
    }
}
