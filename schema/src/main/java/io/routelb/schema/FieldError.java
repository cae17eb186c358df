package io.routelb.schema;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One thing wrong with an object, as a StatusCause says it.
 *
 * @param field Kubernetes' path, {@code spec.pools[0].name}; empty for the object itself
 * @param reason the cause's {@code reason}
 * @param body the cause's {@code message}: {@code Invalid value: "x": must be shorter}
 */
public record FieldError(String field, Reason reason, String body) {
    /** The reasons of Kubernetes' field errors that occur here. */
    public enum Reason {
        REQUIRED("FieldValueRequired", "Required value"),
        INVALID("FieldValueInvalid", "Invalid value"),
        TYPE_INVALID("FieldValueTypeInvalid", "Invalid value"),
        NOT_SUPPORTED("FieldValueNotSupported", "Unsupported value"),
        DUPLICATE("FieldValueDuplicate", "Duplicate value"),
        FORBIDDEN("FieldValueForbidden", "Forbidden"),
        TOO_LONG("FieldValueTooLong", "Too long"),
        TOO_MANY("FieldValueTooMany", "Too many");

        private final String code;
        private final String words;

        Reason(String code, String words) {
            this.code = code;
            this.words = words;
        }

        /** As it stands in {@code status.details.causes[].reason}. */
        public String code() {
            return code;
        }
    }

    /** The whole sentence: {@code spec.x: Required value}. */
    public String message() {
        return (field.isEmpty() ? "<nil>" : field) + ": " + body;
    }

    static FieldError required(String field, String detail) {
        return new FieldError(field, Reason.REQUIRED, Reason.REQUIRED.words + suffix(detail));
    }

    static FieldError forbidden(String field, String detail) {
        return new FieldError(field, Reason.FORBIDDEN, Reason.FORBIDDEN.words + suffix(detail));
    }

    static FieldError invalid(String field, JsonElement value, String detail) {
        return of(Reason.INVALID, field, value, detail);
    }

    /** A rule about a whole value, which is not printed: only its type, or nothing. */
    static FieldError invalid(String field, String value, String detail) {
        return of(Reason.INVALID, field, new JsonPrimitive(value), detail);
    }

    static FieldError notSupported(String field, JsonElement value, List<JsonElement> supported) {
        String list = supported.stream()
                .map(choice ->
                        choice instanceof JsonPrimitive p && p.isString() ? choice.toString() : "\"" + choice + "\"")
                .collect(Collectors.joining(", "));
        return of(Reason.NOT_SUPPORTED, field, value, "supported values: " + list);
    }

    static FieldError of(Reason reason, String field, JsonElement value, String detail) {
        return new FieldError(field, reason, reason.words + ": " + value + suffix(detail));
    }

    static FieldError wrongType(String field, JsonElement value, String wanted) {
        String type = typeOf(value);
        String detail = field + " in body must be of type " + wanted + ": \"" + type + "\"";
        return of(Reason.TYPE_INVALID, field, new JsonPrimitive(type), detail);
    }

    static FieldError tooLong(String field, int most) {
        return new FieldError(
                field, Reason.TOO_LONG, Reason.TOO_LONG.words + ": may not be more than " + most + " bytes");
    }

    static FieldError tooMany(String field, int actual, int most) {
        return of(Reason.TOO_MANY, field, new JsonPrimitive(actual), "must have at most " + most + " items");
    }

    /** The JSON type's name as OpenAPI spells it. */
    static String typeOf(JsonElement value) {
        return switch (value) {
            case JsonObject object -> object.isJsonObject() ? "object" : "";
            case JsonArray array -> array.isJsonArray() ? "array" : "";
            case JsonPrimitive primitive -> primitiveType(primitive);
            default -> "null";
        };
    }

    private static String primitiveType(JsonPrimitive primitive) {
        if (primitive.isString()) {
            return "string";
        }
        if (primitive.isBoolean()) {
            return "boolean";
        }
        return isInteger(primitive) ? "integer" : "number";
    }

    static boolean isInteger(JsonPrimitive primitive) {
        return primitive.isNumber()
                && primitive.getAsBigDecimal().stripTrailingZeros().scale() <= 0;
    }

    private static String suffix(String detail) {
        return detail.isEmpty() ? "" : ": " + detail;
    }
}
