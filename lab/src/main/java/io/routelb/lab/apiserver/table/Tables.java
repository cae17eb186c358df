package io.routelb.lab.apiserver.table;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.routelb.lab.apiserver.api.ResourceType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Objects as the Table kubectl prints. */
public final class Tables {
    private Tables() {}

    /** One row an object, in the given order; wide columns are always there, with priority 1. */
    public static JsonObject render(ResourceType type, List<JsonObject> objects, IncludeObject include, Instant now) {
        List<Column> columns = columns(type);
        JsonArray definitions = new JsonArray();
        columns.forEach(column -> definitions.add(column.definition()));
        JsonArray rows = new JsonArray();
        objects.forEach(object -> rows.add(row(object, columns, include, now)));
        JsonObject table = new JsonObject();
        table.addProperty("kind", "Table");
        table.addProperty("apiVersion", "meta.k8s.io/v1");
        table.add("metadata", new JsonObject());
        table.add("columnDefinitions", definitions);
        table.add("rows", rows);
        return table;
    }

    /** Why a printer column's {@code jsonPath} cannot be used; empty if it can. */
    public static Optional<String> checkPath(String jsonPath) {
        return PrinterPath.parse(jsonPath).isPresent()
                ? Optional.empty()
                : Optional.of(
                        "the JSON path \"" + jsonPath + "\" is not one of .a.b, ['a'], [0], [*], [?(@.a==\"b\")]");
    }

    private static List<Column> columns(ResourceType type) {
        if (type.schema().isEmpty() && type.columns().isEmpty()) {
            return CoreColumns.of(type.kind());
        }
        List<Column> columns = new ArrayList<>();
        columns.add(Column.named());
        type.columns().forEach(column -> columns.add(custom(column)));
        if (type.columns().isEmpty()) {
            columns.add(Column.aged());
        }
        return columns;
    }

    private static Column custom(ResourceType.PrinterColumn column) {
        Optional<PrinterPath> path = PrinterPath.parse(column.jsonPath());
        return new Column(
                column.name(),
                column.type(),
                column.format(),
                column.description(),
                column.priority(),
                (object, now) -> path.flatMap(found -> found.first(object))
                        .map(value -> cell(column.type(), value, now))
                        .orElse(JsonNull.INSTANCE));
    }

    private static JsonElement cell(String type, JsonElement value, Instant now) {
        JsonPrimitive text = new JsonPrimitive(PrinterPath.text(value));
        boolean number = value instanceof JsonPrimitive primitive && primitive.isNumber();
        return switch (type) {
            case "string" -> text;
            case "date" -> new JsonPrimitive(Ages.since(text.getAsString(), now));
            case "integer" -> number ? new JsonPrimitive(value.getAsBigDecimal().longValue()) : JsonNull.INSTANCE;
            case "number" -> number ? value : JsonNull.INSTANCE;
            case "boolean" ->
                value instanceof JsonPrimitive primitive && primitive.isBoolean() ? value : JsonNull.INSTANCE;
            default -> JsonNull.INSTANCE;
        };
    }

    private static JsonObject row(JsonObject object, List<Column> columns, IncludeObject include, Instant now) {
        JsonArray cells = new JsonArray();
        columns.forEach(column -> cells.add(column.cell().of(object, now)));
        JsonObject row = new JsonObject();
        row.add("cells", cells);
        row.add(
                "object",
                switch (include) {
                    case NONE -> JsonNull.INSTANCE;
                    case METADATA -> partial(object);
                    case OBJECT -> object.deepCopy();
                });
        return row;
    }

    private static JsonObject partial(JsonObject object) {
        JsonObject partial = new JsonObject();
        partial.addProperty("kind", "PartialObjectMetadata");
        partial.addProperty("apiVersion", "meta.k8s.io/v1");
        partial.add(
                "metadata",
                Trees.find(object, "metadata").orElseGet(JsonObject::new).deepCopy());
        return partial;
    }
}
