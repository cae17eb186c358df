package io.routelb.lab.apiserver.openapi;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.api.ResourceType;
import java.util.List;

/** The paths of the published documents: as much as kubectl reads, above all the parameters of PATCH. */
final class ApiPaths {
    private static final List<String> WRITE_PARAMETERS = List.of("dryRun", "fieldManager", "fieldValidation");

    private ApiPaths() {}

    /** {@code api/v1} or {@code apis/apps/v1}. */
    static String root(ResourceType type) {
        return (type.group().isEmpty() ? "api/" : "apis/") + type.apiVersion();
    }

    static void add(JsonObject paths, ResourceType type, boolean v3) {
        String root = "/" + root(type) + "/";
        String collection = root + (type.namespaced() ? "namespaces/{namespace}/" : "") + type.plural();
        JsonObject many = new JsonObject();
        many.add("get", operation(type, "list", List.of("limit", "continue", "labelSelector", "fieldSelector"), v3));
        many.add("post", operation(type, "post", WRITE_PARAMETERS, v3));
        paths.add(collection, many);
        if (type.namespaced()) {
            JsonObject everywhere = new JsonObject();
            everywhere.add("get", many.get("get").deepCopy());
            paths.add(root + type.plural(), everywhere);
        }
        paths.add(collection + "/{name}", item(type, v3));
        if (type.statusSubresource()) {
            paths.add(collection + "/{name}/status", item(type, v3));
        }
    }

    private static JsonObject item(ResourceType type, boolean v3) {
        JsonObject item = new JsonObject();
        item.add("get", operation(type, "get", List.of(), v3));
        item.add("put", operation(type, "put", WRITE_PARAMETERS, v3));
        item.add("delete", operation(type, "delete", List.of("dryRun", "propagationPolicy"), v3));
        item.add("patch", operation(type, "patch", List.of("dryRun", "fieldManager", "fieldValidation", "force"), v3));
        return item;
    }

    private static JsonObject operation(ResourceType type, String action, List<String> parameters, boolean v3) {
        JsonObject operation = new JsonObject();
        JsonArray list = new JsonArray();
        parameters.forEach(name -> list.add(parameter(name, v3)));
        operation.add("parameters", list);
        JsonObject ok = new JsonObject();
        ok.addProperty("description", "OK");
        JsonObject responses = new JsonObject();
        responses.add("200", ok);
        operation.add("responses", responses);
        operation.addProperty("x-kubernetes-action", action);
        operation.add("x-kubernetes-group-version-kind", Definitions.kind(type));
        return operation;
    }

    private static JsonObject parameter(String name, boolean v3) {
        JsonObject parameter = new JsonObject();
        parameter.addProperty("name", name);
        parameter.addProperty("in", "query");
        String type = name.equals("force") ? "boolean" : name.equals("limit") ? "integer" : "string";
        if (v3) {
            JsonObject schema = new JsonObject();
            schema.addProperty("type", type);
            parameter.add("schema", schema);
        } else {
            parameter.addProperty("type", type);
        }
        return parameter;
    }
}
