package io.routelb.lab.apiserver.registry;

import io.routelb.lab.apiserver.store.Stored;
import java.util.List;

/** What a write left behind. */
public record Written(Stored stored, boolean created, List<String> warnings) {
    public Written {
        warnings = List.copyOf(warnings);
    }
}
