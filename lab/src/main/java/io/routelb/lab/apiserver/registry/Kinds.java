package io.routelb.lab.apiserver.registry;

import io.routelb.lab.apiserver.api.ResourceType;
import io.routelb.lab.apiserver.builtin.KindRules;
import io.routelb.lab.apiserver.patch.ListKeys;

/** What the registry must know of a kind beyond its name: the rules of its writes and how its lists merge. */
public interface Kinds {
    KindRules rules(ResourceType type);

    ListKeys keys(ResourceType type);
}
