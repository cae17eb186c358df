package io.routelb.redistribution.bgp.rib;

import io.routelb.model.Prefix;
import io.routelb.redistribution.bgp.message.Update;
import java.util.HashSet;
import java.util.Set;

/** The prefixes one established peer has told, for counting only, never more than the limit: a peer decides how many it sends. */
public final class AdjRibIn {
    private final int limit;
    private final Set<Prefix> prefixes = new HashSet<>();

    /** Holds at most {@code limit} prefixes; further ones are not counted. */
    public AdjRibIn(int limit) {
        this.limit = limit;
    }

    /** Takes note of an UPDATE. */
    public void accept(Update update) {
        update.allWithdrawn().forEach(prefixes::remove);
        for (Prefix prefix : update.allAnnounced()) {
            if (prefixes.size() < limit) {
                prefixes.add(prefix);
            }
        }
    }

    /** Prefixes held. */
    public int size() {
        return prefixes.size();
    }
}
