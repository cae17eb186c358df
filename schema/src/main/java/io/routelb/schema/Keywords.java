package io.routelb.schema;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** The keywords that look at one value alone: enum, format, lengths, bounds, counts, pattern. */
final class Keywords {
    private Keywords() {}

    static void check(JsonElement value, SchemaNode node, String path, List<FieldError> errors) {
        if (node.json().get("enum") instanceof JsonArray choices && !choices.contains(value)) {
            errors.add(FieldError.notSupported(path, value, choices.asList()));
        }
        if (!Formats.matches(node.format(), value)) {
            String detail = path + " in body must be of type " + node.format() + ": " + value;
            errors.add(FieldError.invalid(path, value, detail));
        }
        switch (value) {
            case JsonPrimitive primitive -> scalar(primitive, node, path, errors);
            case JsonArray array -> counts(array.size(), "Items", "items", node, path, errors);
            case JsonObject object -> counts(object.size(), "Properties", "properties", node, path, errors);
            default -> {
                // null was judged by its type
            }
        }
    }

    private static void scalar(JsonPrimitive value, SchemaNode node, String path, List<FieldError> errors) {
        if (value.isString()) {
            text(value, node, path, errors);
        } else if (value.isNumber()) {
            bounds(value, node, path, errors);
        }
    }

    private static void text(JsonPrimitive value, SchemaNode node, String path, List<FieldError> errors) {
        String text = value.getAsString();
        int length = text.codePointCount(0, text.length());
        limit(node, "maxLength")
                .filter(most -> length > most)
                .ifPresent(most -> errors.add(FieldError.tooLong(path, most)));
        limit(node, "minLength")
                .filter(least -> length < least)
                .ifPresent(least -> errors.add(FieldError.invalid(
                        path, value, path + " in body should be at least " + least + " chars long")));
        node.pattern()
                .filter(pattern -> !pattern.matcher(text).find())
                .ifPresent(pattern ->
                        errors.add(FieldError.invalid(path, value, path + " in body should match '" + pattern + "'")));
    }

    private static void bounds(JsonPrimitive value, SchemaNode node, String path, List<FieldError> errors) {
        BigDecimal number = value.getAsBigDecimal();
        node.number("minimum").ifPresent(bound -> {
            boolean exclusive = node.flag("exclusiveMinimum");
            int order = number.compareTo(bound.getAsBigDecimal());
            if (order < 0 || (exclusive && order == 0)) {
                String words = exclusive ? "greater than " : "greater than or equal to ";
                errors.add(FieldError.invalid(path, value, path + " in body should be " + words + bound));
            }
        });
        node.number("maximum").ifPresent(bound -> {
            boolean exclusive = node.flag("exclusiveMaximum");
            int order = number.compareTo(bound.getAsBigDecimal());
            if (order > 0 || (exclusive && order == 0)) {
                String words = exclusive ? "less than " : "less than or equal to ";
                errors.add(FieldError.invalid(path, value, path + " in body should be " + words + bound));
            }
        });
        node.number("multipleOf")
                .filter(factor -> factor.getAsBigDecimal().signum() != 0)
                .filter(factor -> number.remainder(factor.getAsBigDecimal()).signum() != 0)
                .ifPresent(factor -> errors.add(
                        FieldError.invalid(path, value, path + " in body should be a multiple of " + factor)));
    }

    private static void counts(
            int size, String keyword, String words, SchemaNode node, String path, List<FieldError> errors) {
        limit(node, "max" + keyword)
                .filter(most -> size > most)
                .ifPresent(most -> errors.add(FieldError.tooMany(path, size, most)));
        limit(node, "min" + keyword)
                .filter(least -> size < least)
                .ifPresent(least -> errors.add(FieldError.invalid(
                        path, new JsonPrimitive(size), path + " in body should have at least " + least + " " + words)));
    }

    private static Optional<Integer> limit(SchemaNode node, String keyword) {
        return node.number(keyword).map(JsonPrimitive::getAsInt);
    }
}
