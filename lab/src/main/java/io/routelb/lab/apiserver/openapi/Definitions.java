package io.routelb.lab.apiserver.openapi;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.api.ResourceType;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All definitions of the served types, each top kind marked with its group, version and kind.
 *
 * @param byName schemas with {@code #/definitions/} references, CRDs still with OpenAPI 3 keywords
 * @param names the definition of each type
 */
record Definitions(Map<String, JsonObject> byName, Map<ResourceType, String> names) {

    static Definitions of(List<ResourceType> types) {
        ModelDefinitions models = new ModelDefinitions();
        models.objectMeta();
        Map<ResourceType, String> names = new LinkedHashMap<>();
        Map<String, JsonObject> custom = new TreeMap<>();
        List<ResourceType> coreFirst = types.stream()
                .sorted(Comparator.comparing(
                        (ResourceType type) -> !type.group().isEmpty()))
                .toList();
        for (ResourceType type : coreFirst) {
            Optional<String> model = type.schema().isPresent() ? Optional.empty() : models.add(type);
            String name = model.orElseGet(() -> CustomDefinitions.name(type));
            names.put(type, name);
            if (model.isEmpty()) {
                custom.put(name, CustomDefinitions.definition(type));
            }
        }
        Map<String, JsonObject> all = new TreeMap<>(models.all());
        all.putAll(custom);
        names.forEach((type, name) -> Optional.ofNullable(all.get(name))
                .ifPresent(schema -> schema.add("x-kubernetes-group-version-kind", kinds(type))));
        return new Definitions(all, names);
    }

    private static JsonArray kinds(ResourceType type) {
        JsonArray kinds = new JsonArray();
        kinds.add(kind(type));
        return kinds;
    }

    static JsonObject kind(ResourceType type) {
        JsonObject kind = new JsonObject();
        kind.addProperty("group", type.group());
        kind.addProperty("kind", type.kind());
        kind.addProperty("version", type.version());
        return kind;
    }

    Optional<JsonObject> resolve(String reference) {
        return Optional.ofNullable(byName.get(reference.replace(ModelDefinitions.REF, "")));
    }

    Optional<JsonObject> of(ResourceType type) {
        return Optional.ofNullable(names.get(type)).flatMap(this::resolve);
    }
}
