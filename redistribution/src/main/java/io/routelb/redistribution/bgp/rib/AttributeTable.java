package io.routelb.redistribution.bgp.rib;

import java.util.HashMap;
import java.util.Map;

/** The attribute sets of one peer's routes, each once, with how many routes have it. */
final class AttributeTable {
    private final Map<AttributeSet, Shared> sets = new HashMap<>();
    private long octets;

    private static final class Shared {
        private final AttributeSet set;
        private int uses;

        Shared(AttributeSet set) {
            this.set = set;
        }
    }

    /** One route more has these attributes; the instance to keep. */
    AttributeSet acquire(AttributeSet wanted) {
        if (wanted.isUnused()) {
            return wanted;
        }
        Shared shared = sets.get(wanted);
        if (shared == null) {
            shared = new Shared(wanted);
            sets.put(wanted, shared);
            octets += wanted.weight();
        }
        shared.uses++;
        return shared.set;
    }

    /** One route less has them. */
    void release(AttributeSet unwanted) {
        Shared shared = sets.get(unwanted);
        if (shared != null && --shared.uses == 0) {
            sets.remove(unwanted);
            octets -= unwanted.weight();
        }
    }

    /** What all sets together weigh, as {@link AttributeSet#weight} counts. */
    long octets() {
        return octets;
    }

    int size() {
        return sets.size();
    }
}
