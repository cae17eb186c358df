package io.routelb.lab.apiserver.status;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.api.ResourceType;
import java.io.Serial;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A request the API refuses. Carries what its {@code Status} says; the wording follows the API conventions. */
public final class ApiError extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int code;
    private final String reason;
    private final transient JsonObject details;
    private String continueToken = "";

    public ApiError(int code, String reason, String message) {
        this(code, reason, message, new JsonObject());
    }

    private ApiError(int code, String reason, String message, JsonObject details) {
        super(message);
        this.code = code;
        this.reason = reason;
        this.details = details;
    }

    public static ApiError badRequest(String message) {
        return new ApiError(400, "BadRequest", message);
    }

    public static ApiError notFound(ResourceType type, String name) {
        return about(404, "NotFound", type.group(), type.plural(), name, quoted(type, name) + " not found");
    }

    /** A path that leads to no resource. */
    public static ApiError noSuchResource() {
        return new ApiError(404, "NotFound", "the server could not find the requested resource");
    }

    public static ApiError alreadyExists(ResourceType type, String name) {
        return about(409, "AlreadyExists", type.group(), type.plural(), name, quoted(type, name) + " already exists");
    }

    public static ApiError conflict(ResourceType type, String name, String why) {
        String message = "Operation cannot be fulfilled on " + quoted(type, name) + ": " + why;
        return about(409, "Conflict", type.group(), type.plural(), name, message);
    }

    /** The object changed since it was read. */
    public static ApiError stale(ResourceType type, String name) {
        return conflict(
                type,
                name,
                "the object has been modified; please apply your changes to the latest version and try again");
    }

    public static ApiError forbidden(String group, String resource, String name, String why) {
        String qualified = group.isEmpty() ? resource : resource + "." + group;
        String subject = name.isEmpty() ? qualified : qualified + " \"" + name + "\"";
        return about(403, "Forbidden", group, resource, name, subject + " is forbidden: " + why);
    }

    /** A path outside the resources that the user may not use. */
    public static ApiError forbiddenPath(String why) {
        return new ApiError(403, "Forbidden", "forbidden: " + why);
    }

    public static ApiError unauthorized() {
        return new ApiError(401, "Unauthorized", "Unauthorized");
    }

    public static ApiError expired(String message) {
        return new ApiError(410, "Expired", message);
    }

    public static ApiError methodNotAllowed() {
        return new ApiError(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
    }

    public static ApiError unsupportedMediaType(String accepted) {
        return new ApiError(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: " + accepted);
    }

    /** The object breaks rules of its kind. */
    public static ApiError invalid(ResourceType type, String name, List<Cause> causes) {
        String subject = type.group().isEmpty() ? type.kind() : type.kind() + "." + type.group();
        String what = causes.stream().map(c -> c.field() + ": " + c.message()).collect(Collectors.joining(", "));
        ApiError error = about(
                422,
                "Invalid",
                type.group(),
                type.kind(),
                name,
                subject + " \"" + name + "\" is invalid: " + (causes.size() == 1 ? what : "[" + what + "]"));
        JsonArray list = new JsonArray();
        for (Cause cause : causes) {
            JsonObject entry = new JsonObject();
            entry.addProperty("reason", cause.reason());
            entry.addProperty("message", cause.message());
            entry.addProperty("field", cause.field());
            list.add(entry);
        }
        error.details.add("causes", list);
        return error;
    }

    /** With one more cause in the details, as for a terminating namespace or a field manager's conflict. */
    public ApiError withCause(Cause cause) {
        JsonArray causes = details.has("causes") ? details.getAsJsonArray("causes") : new JsonArray();
        JsonObject entry = new JsonObject();
        entry.addProperty("reason", cause.reason());
        entry.addProperty("message", cause.message());
        if (!cause.field().isEmpty()) {
            entry.addProperty("field", cause.field());
        }
        causes.add(entry);
        details.add("causes", causes);
        return this;
    }

    /** With a continue token that goes on from the newest state. */
    public ApiError withContinue(String token) {
        continueToken = token;
        return this;
    }

    /** With the seconds after which a client should try again. */
    public ApiError retryAfter(int seconds) {
        details.addProperty("retryAfterSeconds", seconds);
        return this;
    }

    public Optional<Integer> retryAfterSeconds() {
        return details.has("retryAfterSeconds")
                ? Optional.of(details.get("retryAfterSeconds").getAsInt())
                : Optional.empty();
    }

    public int code() {
        return code;
    }

    public String reason() {
        return reason;
    }

    /** The {@code Status} object. */
    public JsonObject status() {
        JsonObject status = new JsonObject();
        status.addProperty("kind", "Status");
        status.addProperty("apiVersion", "v1");
        JsonObject metadata = new JsonObject();
        if (!continueToken.isEmpty()) {
            metadata.addProperty("continue", continueToken);
        }
        status.add("metadata", metadata);
        status.addProperty("status", "Failure");
        status.addProperty("message", getMessage());
        status.addProperty("reason", reason);
        if (!details.isEmpty()) {
            status.add("details", details.deepCopy());
        }
        status.addProperty("code", code);
        return status;
    }

    private static ApiError about(int code, String reason, String group, String kind, String name, String message) {
        JsonObject details = new JsonObject();
        if (!name.isEmpty()) {
            details.addProperty("name", name);
        }
        if (!group.isEmpty()) {
            details.addProperty("group", group);
        }
        details.addProperty("kind", kind);
        return new ApiError(code, reason, message, details);
    }

    private static String quoted(ResourceType type, String name) {
        String qualified = type.group().isEmpty() ? type.plural() : type.plural() + "." + type.group();
        return qualified + " \"" + name + "\"";
    }
}
