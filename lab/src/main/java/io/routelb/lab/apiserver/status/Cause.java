package io.routelb.lab.apiserver.status;

/** One thing wrong with one field of a submitted object. */
public record Cause(String reason, String field, String message) {
    /** A field that must be there. */
    public static Cause required(String field, String why) {
        return new Cause("FieldValueRequired", field, join("Required value", why));
    }

    /** A value that breaks a rule. */
    public static Cause invalid(String field, String value, String why) {
        return new Cause("FieldValueInvalid", field, join("Invalid value: \"" + value + "\"", why));
    }

    /** A value outside a fixed set. */
    public static Cause notSupported(String field, String value, String... supported) {
        return new Cause(
                "FieldValueNotSupported",
                field,
                "Unsupported value: \"" + value + "\": supported values: \"" + String.join("\", \"", supported) + "\"");
    }

    /** A value that may not be set here. */
    public static Cause forbidden(String field, String why) {
        return new Cause("FieldValueForbidden", field, join("Forbidden", why));
    }

    /** A value that occurs twice. */
    public static Cause duplicate(String field, String value) {
        return new Cause("FieldValueDuplicate", field, "Duplicate value: \"" + value + "\"");
    }

    private static String join(String what, String why) {
        return why.isEmpty() ? what : what + ": " + why;
    }
}
