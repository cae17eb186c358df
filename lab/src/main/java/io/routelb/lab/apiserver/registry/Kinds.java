package io.routelb.lab.apiserver.registry;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.api.ResourceType;
import io.routelb.lab.apiserver.builtin.BuiltinKinds;
import io.routelb.lab.apiserver.builtin.BuiltinTypes;
import io.routelb.lab.apiserver.builtin.KindRules;
import io.routelb.lab.apiserver.openapi.OpenApi;
import io.routelb.lab.apiserver.patch.ListKeys;
import io.routelb.schema.SchemaException;
import io.routelb.schema.StructuralSchema;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the registry must know of a kind beyond its name: the rules of its writes, how its lists merge, which fields it has. Built-in kinds
 * by their own rules, custom ones by their schema, which is compiled at its first use.
 */
public final class Kinds {
    private record Custom(JsonObject source, StructuralSchema schema, CustomRules rules, ListKeys keys) {}

    private final BuiltinKinds builtin;
    private final OpenApi builtinTypes = OpenApi.of(BuiltinTypes.all());
    private final ConcurrentHashMap<String, Custom> customs = new ConcurrentHashMap<>();

    public Kinds(BuiltinKinds builtin) {
        this.builtin = builtin;
    }

    KindRules rules(ResourceType type) {
        return type.schema().isPresent() ? custom(type, type.schema().get()).rules() : builtin.rules(type);
    }

    ListKeys keys(ResourceType type) {
        return type.schema().isPresent() ? custom(type, type.schema().get()).keys() : builtinTypes.listKeys(type);
    }

    /** The object without the fields its kind does not have, and their paths. */
    StructuralSchema.Pruned prune(ResourceType type, JsonObject object) {
        return type.schema().isPresent()
                ? custom(type, type.schema().get()).schema().prune(object)
                : builtinTypes.prune(type, object);
    }

    /** Whether a deletion of this type answers with the object. */
    public boolean answersDeletionWithObject(ResourceType type) {
        return rules(type).answersDeletionWithObject();
    }

    private Custom custom(ResourceType type, JsonObject schema) {
        String name = type.plural() + "." + type.version() + "." + type.group();
        Custom known = customs.get(name);
        if (known != null && known.source().equals(schema)) {
            return known;
        }
        Custom compiled = compile(schema);
        customs.put(name, compiled);
        return compiled;
    }

    private static Custom compile(JsonObject schema) {
        try {
            StructuralSchema structural = StructuralSchema.parse(schema, "openAPIV3Schema");
            return new Custom(schema, structural, new CustomRules(structural), ListKeys.ofCustomResource(schema));
        } catch (SchemaException impossible) {
            throw new IllegalStateException("a schema was accepted that cannot be compiled", impossible);
        }
    }
}
