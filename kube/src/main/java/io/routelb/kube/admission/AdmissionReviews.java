package io.routelb.kube.admission;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.routelb.kube.admission.AdmissionRequest.Operation;
import io.routelb.kube.api.Utf8Limit;
import io.routelb.model.Addresses;
import io.routelb.model.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** {@code admission.k8s.io/v1 AdmissionReview}: the request out of it, the answer into it. Pure. */
public final class AdmissionReviews {
    private static final String API_VERSION = "admission.k8s.io/v1";
    private static final String KIND = "AdmissionReview";

    private AdmissionReviews() {}

    /**
     * The request in a review.
     *
     * @throws MalformedReviewException when the bytes are not JSON, another kind or version, or lack the uid, the resource or the operation
     */
    public static AdmissionRequest decode(byte[] body) throws MalformedReviewException {
        JsonObject review = parse(body);
        String version = text(review, "apiVersion");
        if (!version.equals(API_VERSION) || !text(review, "kind").equals(KIND)) {
            throw new MalformedReviewException("\"" + Addresses.shown(version) + " "
                    + Addresses.shown(text(review, "kind")) + "\" is not " + API_VERSION + " " + KIND);
        }
        JsonObject request = object(review, "request").orElseGet(JsonObject::new);
        JsonObject resource = object(request, "resource").orElseGet(JsonObject::new);
        String uid = text(request, "uid");
        if (uid.isEmpty() || text(resource, "resource").isEmpty()) {
            throw new MalformedReviewException("the review's request has no uid or no resource");
        }
        return new AdmissionRequest(
                uid,
                text(resource, "group"),
                text(resource, "resource"),
                text(request, "subResource"),
                operation(text(request, "operation")),
                new ObjectKey(text(request, "namespace"), text(request, "name")),
                object(request, "object"),
                object(request, "oldObject"),
                request.get("dryRun") instanceof JsonPrimitive dryRun && dryRun.getAsBoolean());
    }

    /** The review that answers the request of that uid. A denial is a 403 whose reason kubectl shows in brackets. */
    public static String encode(String uid, AdmissionAnswer answer) {
        JsonObject response = new JsonObject();
        response.addProperty("uid", uid);
        response.addProperty("allowed", answer.allowed());
        if (!answer.allowed()) {
            JsonObject status = new JsonObject();
            status.addProperty("status", "Failure");
            status.addProperty("code", 403);
            status.addProperty("reason", answer.reason());
            status.addProperty("message", answer.message());
            response.add("status", status);
        }
        if (!answer.warnings().isEmpty()) {
            JsonArray warnings = new JsonArray();
            answer.warnings().forEach(warning -> warnings.add(Utf8Limit.cut(warning, Utf8Limit.ADMISSION_WARNING)));
            response.add("warnings", warnings);
        }
        JsonObject review = new JsonObject();
        review.addProperty("apiVersion", API_VERSION);
        review.addProperty("kind", KIND);
        review.add("response", response);
        return review.toString();
    }

    private static JsonObject parse(byte[] body) throws MalformedReviewException {
        try {
            if (JsonParser.parseString(new String(body, StandardCharsets.UTF_8)) instanceof JsonObject review) {
                return review;
            }
        } catch (JsonParseException e) {
            throw new MalformedReviewException("the body is not JSON", e);
        }
        throw new MalformedReviewException("the body is not a JSON object");
    }

    private static Operation operation(String name) throws MalformedReviewException {
        for (Operation operation : Operation.values()) {
            if (operation.name().equals(name)) {
                return operation;
            }
        }
        throw new MalformedReviewException("operation \"" + Addresses.shown(name) + "\" is unknown");
    }

    private static Optional<JsonObject> object(JsonObject parent, String field) {
        return parent.get(field) instanceof JsonObject object ? Optional.of(object) : Optional.empty();
    }

    private static String text(JsonObject object, String field) {
        JsonElement value = object.get(field);
        return value instanceof JsonPrimitive primitive ? primitive.getAsString() : "";
    }
}
