package io.routelb.redistribution.bgp.rib;

import java.util.HashMap;
import java.util.Map;

/** The attribute sets of one peer's routes, each once, with how many routes have it. */
final class AttributeTable {
    private final Map<AttributeSet, AttributeSet> sets = new HashMap<>();
    private long octets;

    /** The instance to use instead: that of the table, if it has the same already. */
    AttributeSet shared(AttributeSet wanted) {
        return sets.getOrDefault(wanted, wanted);
    }

    /** One route more has these attributes, which come from {@link #shared}. */
    void acquire(AttributeSet wanted) {
        if (!wanted.isUnused() && wanted.uses++ == 0) {
            sets.put(wanted, wanted);
            octets += wanted.weight();
        }
    }

    /** One route less has them. */
    void release(AttributeSet unwanted) {
        if (!unwanted.isUnused() && --unwanted.uses == 0) {
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
