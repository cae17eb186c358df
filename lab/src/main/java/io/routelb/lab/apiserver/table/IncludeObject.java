package io.routelb.lab.apiserver.table;

import java.util.Optional;

/** What a row carries beside its cells: the {@code includeObject} parameter. */
public enum IncludeObject {
    NONE,
    METADATA,
    OBJECT;

    /** Reads the parameter; absent means {@code Metadata}, empty here means a value there is not. */
    public static Optional<IncludeObject> parse(String parameter) {
        return switch (parameter) {
            case "None" -> Optional.of(NONE);
            case "", "Metadata" -> Optional.of(METADATA);
            case "Object" -> Optional.of(OBJECT);
            default -> Optional.empty();
        };
    }
}
