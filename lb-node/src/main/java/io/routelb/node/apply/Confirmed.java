package io.routelb.node.apply;

import inet.ipaddr.IPAddress;
import io.routelb.node.desired.Lifetime;
import io.routelb.node.desired.NodePlan;
import io.routelb.node.desired.PlannedAddress;
import io.routelb.node.desired.Reason;
import io.routelb.node.desired.Why;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which planned addresses were there after the last pass, and until when the kernel was told to keep them. Owned by the loop. */
final class Confirmed {
    private static final long FOREVER_SECONDS = Duration.ofDays(36_500).toSeconds();

    private final Map<HeldAddress.Key, Long> until = new HashMap<>();

    /** Whether somebody has taken it away since, before its time. */
    boolean wasTaken(HeldAddress.Key key, Held held, long now) {
        Long end = until.get(key);
        return end != null && now - end < 0 && !held.contains(key);
    }

    /** After a pass. An address that waits because it is fought over counts as taken until it is back. */
    void update(NodePlan plan, Held held, Map<IPAddress, Why> failures, long now) {
        Map<HeldAddress.Key, Long> before = new HashMap<>(until);
        until.clear();
        for (PlannedAddress planned : plan.addresses().values()) {
            HeldAddress.Key key = HeldAddress.Key.of(planned);
            Long taken = before.get(key);
            Optional<HeldAddress> present = held.get(key);
            if (present.isPresent()) {
                long valid = present.get().validSeconds();
                long left = valid == Lifetime.ENDLESS ? FOREVER_SECONDS : valid;
                until.put(key, now + Duration.ofSeconds(left).toNanos());
            } else if (taken != null
                    && Optional.ofNullable(failures.get(planned.address()))
                            .filter(why -> why.reason() == Reason.INTERFERENCE)
                            .isPresent()) {
                until.put(key, taken);
            }
        }
    }
}
