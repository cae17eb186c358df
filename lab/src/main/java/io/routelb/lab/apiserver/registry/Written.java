package io.routelb.lab.apiserver.registry;

import io.routelb.lab.apiserver.store.Stored;
import java.util.ArrayList;
import java.util.List;

/** What a write left behind. */
public record Written(Stored stored, boolean created, List<String> warnings) {
    public Written {
        warnings = List.copyOf(warnings);
    }

    /** The same with these warnings before its own. */
    Written after(List<String> earlier) {
        List<String> all = new ArrayList<>(earlier);
        all.addAll(warnings);
        return new Written(stored, created, all);
    }
}
