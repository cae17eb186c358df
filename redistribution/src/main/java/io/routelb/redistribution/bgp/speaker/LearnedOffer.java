package io.routelb.redistribution.bgp.speaker;

import inet.ipaddr.IPAddress;
import io.routelb.model.Prefix;
import io.routelb.redistribution.LearnedRoutes;
import io.routelb.redistribution.bgp.rib.Change;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers what changed of the learned routes in one turn of the loop; of a prefix that changed often, only how it is now. */
final class LearnedOffer {
    private final LearnedRoutes consumer;
    private boolean complete;

    private Map<Prefix, List<IPAddress>> changes = new LinkedHashMap<>();

    LearnedOffer(LearnedRoutes consumer) {
        this.consumer = consumer;
    }

    void changed(Change change) {
        if (!consumer.equals(LearnedRoutes.NOBODY)) {
            changes.put(
                    change.prefix(),
                    change.after().stream()
                            .map(each -> each.attributes().forwarding())
                            .toList());
        }
    }

    /** Offers what changed; {@code allTold}: no peer is waited for any more to tell what it has. */
    void make(boolean allTold) {
        if (!changes.isEmpty()) {
            Map<Prefix, List<IPAddress>> offered = changes;
            changes = new LinkedHashMap<>();
            consumer.changed(offered);
        }
        if (allTold && !complete) {
            complete = true;
            consumer.complete();
        }
    }
}
