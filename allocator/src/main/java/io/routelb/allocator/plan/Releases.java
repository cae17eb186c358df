package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import io.routelb.model.ObjectKey;
import java.time.Instant;
import java.util.Map;

/**
 * What a plan has to know of the one before it, to see that an address was let go and to leave it alone for the {@code
 * releaseCooldown} of its group.
 *
 * @param shown addresses Services showed, and who; only of groups that have a cooldown
 * @param cooling addresses let go that nobody may have yet
 */
public record Releases(Map<IPAddress, ObjectKey> shown, Map<IPAddress, Cooling> cooling) {
    /** Nothing is known: nothing cools. */
    public static final Releases NONE = new Releases(Map.of(), Map.of());

    /**
     * A freed address on its way back.
     *
     * @param until it may be given again from then on
     * @param service who had it last; this Service (by name, so that one created again counts) may have it at once when it asks for it
     */
    public record Cooling(Instant until, ObjectKey service) {}

    public Releases {
        shown = Map.copyOf(shown);
        cooling = Map.copyOf(cooling);
    }
}
