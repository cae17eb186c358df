package io.routelb.lab.apiserver.openapi;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.routelb.lab.apiserver.api.ResourceType;
import java.util.Map;
import java.util.Optional;

/** The definitions one type needs, so that a group version's document holds no strangers. */
final class Reachable {
    private Reachable() {}

    static void copy(Definitions definitions, ResourceType type, JsonObject schemas) {
        Optional.ofNullable(definitions.names().get(type)).ifPresent(name -> visit(definitions, name, schemas));
    }

    private static void visit(Definitions definitions, String name, JsonObject schemas) {
        Optional<JsonObject> schema = definitions.resolve(name);
        if (schemas.has(name) || schema.isEmpty()) {
            return;
        }
        schemas.add(name, CustomDefinitions.forV3(schema.get()));
        follow(definitions, schema.get(), schemas);
    }

    private static void follow(Definitions definitions, JsonElement element, JsonObject schemas) {
        if (element instanceof JsonArray array) {
            array.forEach(child -> follow(definitions, child, schemas));
        } else if (element instanceof JsonObject object) {
            for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
                if (entry.getKey().equals("$ref") && entry.getValue() instanceof JsonPrimitive target) {
                    visit(definitions, target.getAsString().replace(ModelDefinitions.REF, ""), schemas);
                } else {
                    follow(definitions, entry.getValue(), schemas);
                }
            }
        }
    }
}
