package io.routelb.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one sort: for people a table of some of their fields, for programs the rows themselves.
 *
 * @param name of the rows together, as a field of JSON and YAML is spelled: {@code sessions}
 * @param columns of the table
 * @param rows objects without depth; a field may be a list
 */
record Listing(String name, List<Column> columns, List<JsonObject> rows) {
    Listing {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /**
     * One column.
     *
     * @param isWide shown only where there is room
     */
    record Column(String header, String field, boolean isWide) {
        static Column of(String header, String field) {
            return new Column(header, field, false);
        }

        static Column wide(String header, String field) {
            return new Column(header, field, true);
        }
    }

    /** Those rows only. */
    Listing where(Predicate<JsonObject> wanted) {
        return new Listing(name, columns, rows.stream().filter(wanted).toList());
    }

    /** {@code BGP SESSIONS} for {@code bgpSessions}. */
    String title() {
        return name.replaceAll("([A-Z])", " $1").toUpperCase(Locale.ROOT);
    }

    String render(boolean wide) {
        List<Column> shown =
                columns.stream().filter(column -> wide || !column.isWide()).toList();
        TextTable table = new TextTable(shown.stream().map(Column::header).toArray(String[]::new));
        for (JsonObject row : rows) {
            table.row(
                    shown.stream().map(column -> cell(row.get(column.field()))).toArray(String[]::new));
        }
        return table.isEmpty() ? "none\n" : table.render();
    }

    private static String cell(@Nullable JsonElement value) {
        if (value == null || value.isJsonNull()) {
            return "";
        }
        if (value instanceof JsonArray list) {
            return list.asList().stream().map(JsonElement::getAsString).collect(Collectors.joining(","));
        }
        return switch (value.getAsString()) {
            case "true" -> "yes";
            case "false" -> "no";
            default -> value.getAsString();
        };
    }

    JsonArray json() {
        JsonArray array = new JsonArray();
        rows.forEach(array::add);
        return array;
    }
}
