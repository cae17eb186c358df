package io.routelb.lab.apiserver;

import io.routelb.lab.apiserver.api.ResourceType;
import io.routelb.lab.apiserver.builtin.BuiltinKinds;
import io.routelb.lab.apiserver.builtin.KindRules;
import io.routelb.lab.apiserver.patch.ListKeys;
import io.routelb.lab.apiserver.registry.Kinds;

/** Built-in kinds by their own rules, custom ones by their schema. */
record ServedKinds(BuiltinKinds builtin) implements Kinds {
    @Override
    public KindRules rules(ResourceType type) {
        return builtin.rules(type);
    }

    @Override
    public ListKeys keys(ResourceType type) {
        return type.schema().map(ListKeys::ofCustomResource).orElseGet(ListKeys::unknown);
    }
}
