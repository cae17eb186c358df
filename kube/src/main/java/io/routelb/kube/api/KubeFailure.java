package io.routelb.kube.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import java.io.Serial;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** A request to the API server that did not work. The message is one sentence for people; the reason is for code. */
public final class KubeFailure extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What kind of failure, as far as anybody here acts on it. */
    public enum Reason {
        /** No answer: refused, timed out, name unknown, TLS. */
        UNREACHABLE,
        /** 401: our credentials are not accepted. */
        UNAUTHORIZED,
        /** 403: our credentials do not allow it. */
        FORBIDDEN,
        /** 404: the object, or its kind, does not exist. */
        NOT_FOUND,
        /** 409: the object has changed since it was read. */
        CONFLICT,
        /** 409: an object of this name exists. */
        ALREADY_EXISTS,
        /** 410: the resource version is too old to continue from. */
        EXPIRED,
        /** 400 or 422: the object is refused as it is; trying again as it is does not help. */
        INVALID,
        /** Anything else, such as 429 or 500. */
        OTHER
    }

    private final Reason reason;

    KubeFailure(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** What failed and why, in one sentence for people. */
    public String sentence() {
        return String.valueOf(getMessage());
    }

    public Reason reason() {
        return reason;
    }

    /** Translates what client-java threw; {@code what} says what was tried, such as {@code list services}. */
    public static KubeFailure of(String what, ApiException e) {
        Throwable cause = e.getCause();
        if (e.getCode() == 0 && cause instanceof IOException io) {
            return new KubeFailure(Reason.UNREACHABLE, "cannot " + what + ": " + unreachable(io), e);
        }
        JsonObject status = status(e.getResponseBody());
        String detail = text(status, "message");
        if (detail.isEmpty()) {
            detail = e.getCode() == 0 ? String.valueOf(e.getMessage()) : "the API server answered " + e.getCode();
        }
        return new KubeFailure(reason(e.getCode(), text(status, "reason")), "cannot " + what + ": " + detail, e);
    }

    /** An answer came but could not be read as what was asked for. */
    static KubeFailure unreadable(String what, RuntimeException e) {
        return new KubeFailure(
                Reason.OTHER, "cannot " + what + ": the API server's answer is not understood: " + e.getMessage(), e);
    }

    private static Reason reason(int code, String statusReason) {
        return switch (code) {
            case 400, 422 -> Reason.INVALID;
            case 401 -> Reason.UNAUTHORIZED;
            case 403 -> Reason.FORBIDDEN;
            case 404 -> Reason.NOT_FOUND;
            case 409 -> statusReason.equals("AlreadyExists") ? Reason.ALREADY_EXISTS : Reason.CONFLICT;
            case 410 -> Reason.EXPIRED;
            default -> Reason.OTHER;
        };
    }

    private static String unreachable(IOException e) {
        String why = switch (e) {
            case ConnectException refused -> "connection refused or no route";
            case UnknownHostException unknown -> "its host name is unknown";
            case SocketTimeoutException silent -> "it did not answer in time";
            case SSLException tls -> "TLS failed, " + tls.getMessage();
            default -> String.valueOf(e.getMessage());
        };
        return "the API server cannot be reached (" + why + ")";
    }

    private static JsonObject status(String body) {
        if (body == null || body.isBlank()) {
            return new JsonObject();
        }
        try {
            return JsonParser.parseString(body) instanceof JsonObject object ? object : new JsonObject();
        } catch (JsonParseException e) {
            // Not a Status: a proxy's HTML page, for example. The code alone has to do.
            return new JsonObject();
        }
    }

    private static String text(JsonObject object, String field) {
        JsonElement value = object.get(field);
        return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
    }
}
