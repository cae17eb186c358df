package io.routelb.lab.apiserver.openapi;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Map;
import java.util.function.BiConsumer;

/** A Swagger 2.0 document as gnostic's {@code openapi.v2.Document}; field numbers are those of gnostic's OpenAPIv2.proto. */
final class SwaggerProtobuf {
    private static final Map<String, Integer> SCHEMA_TEXTS =
            Map.of("$ref", 1, "format", 2, "title", 3, "description", 4, "pattern", 13);
    private static final Map<String, Integer> SCHEMA_REALS = Map.of("multipleOf", 6, "maximum", 7, "minimum", 9);
    private static final Map<String, Integer> SCHEMA_FLAGS =
            Map.of("exclusiveMaximum", 8, "exclusiveMinimum", 10, "uniqueItems", 16, "readOnly", 27);
    private static final Map<String, Integer> SCHEMA_WHOLES = Map.of(
            "maxLength", 11, "minLength", 12, "maxItems", 14, "minItems", 15, "maxProperties", 17, "minProperties", 18);
    private static final Map<String, Integer> OPERATIONS =
            Map.of("get", 2, "put", 3, "post", 4, "delete", 5, "patch", 8);

    private SwaggerProtobuf() {}

    static byte[] encode(JsonObject document) {
        return ProtoMessage.of(message -> {
            message.text(1, document.get("swagger").getAsString());
            message.message(2, info -> {
                info.text(1, text(document.getAsJsonObject("info"), "title"));
                info.text(2, text(document.getAsJsonObject("info"), "version"));
            });
            message.message(8, paths -> named(paths, 2, document.getAsJsonObject("paths"), SwaggerProtobuf::path));
            message.message(
                    9, schemas -> named(schemas, 1, document.getAsJsonObject("definitions"), SwaggerProtobuf::schema));
        });
    }

    private static String text(JsonObject holder, String name) {
        return holder.get(name) instanceof JsonPrimitive primitive ? primitive.getAsString() : "";
    }

    private static void named(
            ProtoMessage message, int field, JsonObject entries, BiConsumer<ProtoMessage, JsonObject> content) {
        entries.entrySet()
                .forEach(entry -> message.message(field, pair -> {
                    pair.text(1, entry.getKey());
                    pair.message(
                            2, value -> content.accept(value, entry.getValue().getAsJsonObject()));
                }));
    }

    private static void path(ProtoMessage message, JsonObject path) {
        path.entrySet().forEach(entry -> {
            Integer field = OPERATIONS.get(entry.getKey());
            if (field != null) {
                message.message(
                        field,
                        operation -> operation(operation, entry.getValue().getAsJsonObject()));
            }
        });
    }

    private static void operation(ProtoMessage message, JsonObject operation) {
        for (JsonElement parameter : operation.getAsJsonArray("parameters")) {
            // ParametersItem.parameter > Parameter.non_body_parameter > NonBodyParameter.query_parameter_sub_schema
            message.message(
                    8,
                    item -> item.message(
                            1,
                            wrapped -> wrapped.message(
                                    2,
                                    nonBody ->
                                            nonBody.message(3, query -> query(query, parameter.getAsJsonObject())))));
        }
        message.message(
                9,
                responses -> named(
                        responses,
                        1,
                        operation.getAsJsonObject("responses"),
                        (value, response) ->
                                value.message(1, content -> content.text(1, text(response, "description")))));
        extensions(message, 13, operation);
    }

    private static void query(ProtoMessage message, JsonObject parameter) {
        message.text(2, text(parameter, "in"));
        message.text(4, text(parameter, "name"));
        message.text(6, text(parameter, "type"));
    }

    private static void extensions(ProtoMessage message, int field, JsonObject holder) {
        holder.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("x-"))
                .forEach(entry -> message.message(field, named -> {
                    named.text(1, entry.getKey());
                    named.message(2, any -> any.text(2, entry.getValue().toString()));
                }));
    }

    private static void schema(ProtoMessage message, JsonObject schema) {
        for (Map.Entry<String, JsonElement> entry : schema.entrySet()) {
            keyword(message, entry.getKey(), entry.getValue());
        }
        extensions(message, 31, schema);
    }

    private static void keyword(ProtoMessage message, String name, JsonElement value) {
        int textField = SCHEMA_TEXTS.getOrDefault(name, 0);
        int realField = SCHEMA_REALS.getOrDefault(name, 0);
        int flagField = SCHEMA_FLAGS.getOrDefault(name, 0);
        int wholeField = SCHEMA_WHOLES.getOrDefault(name, 0);
        if (textField > 0) {
            message.text(textField, value.getAsString());
        } else if (realField > 0) {
            message.real(realField, value.getAsDouble());
        } else if (flagField > 0) {
            message.flag(flagField, value.getAsBoolean());
        } else if (wholeField > 0) {
            message.whole(wholeField, value.getAsLong());
        } else {
            structure(message, name, value);
        }
    }

    private static void structure(ProtoMessage message, String name, JsonElement value) {
        switch (name) {
            case "type" -> message.message(22, type -> type.text(1, value.getAsString()));
            case "default" -> message.message(5, any -> any.text(2, value.toString()));
            case "required" -> value.getAsJsonArray().forEach(field -> message.text(19, field.getAsString()));
            case "enum" -> {
                JsonArray choices = value.getAsJsonArray();
                choices.forEach(choice -> message.message(20, any -> any.text(2, choice.toString())));
            }
            case "additionalProperties" -> message.message(21, item -> additional(item, value));
            case "items" ->
                message.message(23, items -> items.message(1, item -> schema(item, value.getAsJsonObject())));
            case "properties" ->
                message.message(25, all -> named(all, 1, value.getAsJsonObject(), SwaggerProtobuf::schema));
            default -> {
                // Extensions are written together; what else a CRD may hold, Swagger 2.0 has no field for.
            }
        }
    }

    private static void additional(ProtoMessage message, JsonElement value) {
        if (value instanceof JsonObject object) {
            message.message(1, schema -> schema(schema, object));
        } else {
            message.flag(2, value.getAsBoolean());
        }
    }
}
