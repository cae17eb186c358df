package io.routelb.model;

import java.util.Map;

/**
 * What RouteLB reads of a Secret: its values as text. Prints its keys only.
 *
 * @param values by key; a value longer than any password stands as it is, and is refused by whoever wants to use it
 */
public record SecretView(String name, Map<String, String> values) {
    public SecretView {
        values = Map.copyOf(values);
    }

    @Override
    public String toString() {
        return "SecretView[" + name + ", keys " + values.keySet() + "]";
    }
}
