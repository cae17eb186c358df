package io.routelb.lab.apiserver.builtin;

import io.routelb.lab.apiserver.api.ResourceType;
import java.util.Map;

/** The rules of every built-in kind. */
public final class BuiltinKinds {
    private final Map<String, KindRules> rules = Map.of();

    public KindRules rules(ResourceType type) {
        return rules.getOrDefault(type.kind(), KindRules.PLAIN);
    }
}
