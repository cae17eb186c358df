package io.routelb.redistribution.bgp.rib;

import io.routelb.model.IpFamily;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * How long a peer's routes outlive its session. What is not named goes with it.
 *
 * @param families those whose routes are kept for {@code restart} (RFC 4724 section 4.2)
 * @param restart the time the peer asked for
 * @param longLived how long routes of the family are kept after that, as a last resort (RFC 9494 section 4.2)
 */
public record Retention(Set<IpFamily> families, Duration restart, Map<IpFamily, Duration> longLived) {
    /** Nothing is kept (RFC 4271 section 8.2.2). */
    public static final Retention NONE = new Retention(Set.of(), Duration.ZERO, Map.of());

    public Retention {
        families = Set.copyOf(families);
        longLived = Map.copyOf(longLived);
    }

    boolean keeps(IpFamily family) {
        return (families.contains(family) && restart.isPositive())
                || longLived(family).isPositive();
    }

    /** Zero unless the family is kept at all. */
    Duration restart(IpFamily family) {
        return families.contains(family) ? restart : Duration.ZERO;
    }

    Duration longLived(IpFamily family) {
        return longLived.getOrDefault(family, Duration.ZERO);
    }
}
