package io.routelb.lab.apiserver.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Runtime;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Apps;
import io.kubernetes.client.proto.V1Authentication;
import io.kubernetes.client.proto.V1Authorization;
import io.kubernetes.client.proto.V1Coordination;
import io.kubernetes.client.proto.V1Discovery;
import io.kubernetes.client.proto.V1Events;
import io.kubernetes.client.proto.V1Rbac;
import io.routelb.lab.apiserver.status.ApiError;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Bodies in Kubernetes' protobuf, which {@code kubectl create} sends: the four bytes {@code k8s\0} and a {@code runtime.Unknown}. Read into
 * the JSON they mean. The wire does not tell a zero from an absent value; zeros are kept only where the API has an optional field.
 */
final class ProtobufBody {
    static final String TYPE = "application/vnd.kubernetes.protobuf";
    private static final byte[] MAGIC = {'k', '8', 's', 0};
    private static final Map<String, Descriptors.FileDescriptor> FILES = Map.ofEntries(
            Map.entry("v1", V1.getDescriptor()),
            Map.entry("apps/v1", V1Apps.getDescriptor()),
            Map.entry("authentication.k8s.io/v1", V1Authentication.getDescriptor()),
            Map.entry("authorization.k8s.io/v1", V1Authorization.getDescriptor()),
            Map.entry("coordination.k8s.io/v1", V1Coordination.getDescriptor()),
            Map.entry("discovery.k8s.io/v1", V1Discovery.getDescriptor()),
            Map.entry("events.k8s.io/v1", V1Events.getDescriptor()),
            Map.entry("rbac.authorization.k8s.io/v1", V1Rbac.getDescriptor()));
    private static final Set<String> OPTIONAL = Set.of(
            "allocateLoadBalancerNodePorts",
            "automountServiceAccountToken",
            "blockOwnerDeletion",
            "controller",
            "immutable",
            "leaseTransitions",
            "optional",
            "ready",
            "replicas",
            "revisionHistoryLimit",
            "serving",
            "terminating");

    private ProtobufBody() {}

    /** The object as JSON; a kind that is not known here is refused with 415. */
    static JsonObject read(byte[] body) throws ApiError {
        try {
            if (body.length < MAGIC.length
                    || !ByteString.copyFrom(MAGIC).equals(ByteString.copyFrom(body, 0, MAGIC.length))) {
                throw ApiError.badRequest("the body is not in Kubernetes' protobuf");
            }
            Runtime.Unknown unknown =
                    Runtime.Unknown.parseFrom(ByteString.copyFrom(body).substring(MAGIC.length));
            String apiVersion = unknown.getTypeMeta().getApiVersion();
            String kind = unknown.getTypeMeta().getKind();
            Descriptors.FileDescriptor file =
                    kind.equals("DeleteOptions") ? Meta.getDescriptor() : FILES.get(apiVersion);
            Descriptors.Descriptor type = file == null ? null : file.findMessageTypeByName(kind);
            if (type == null) {
                throw ApiError.unsupportedMediaType("application/json, application/yaml");
            }
            JsonObject object = object(DynamicMessage.parseFrom(type, unknown.getRaw()));
            object.addProperty("apiVersion", apiVersion);
            object.addProperty("kind", kind);
            return object;
        } catch (InvalidProtocolBufferException bad) {
            throw ApiError.badRequest("the body is not in Kubernetes' protobuf: " + bad.getMessage());
        }
    }

    private static JsonObject object(Message message) {
        JsonObject object = new JsonObject();
        message.getAllFields().forEach((field, value) -> {
            if (field.isMapField()) {
                object.add(field.getName(), map(field, (List<?>) value));
            } else if (field.isRepeated()) {
                JsonArray array = new JsonArray();
                ((List<?>) value).forEach(element -> array.add(value(element)));
                object.add(field.getName(), array);
            } else if (!isZero(field, value)) {
                object.add(field.getName(), value(value));
            }
        });
        return object;
    }

    private static JsonObject map(Descriptors.FieldDescriptor field, List<?> entries) {
        Descriptors.FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
        Descriptors.FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
        JsonObject object = new JsonObject();
        for (Object entry : entries) {
            Message message = (Message) entry;
            object.add(message.getField(key).toString(), value(message.getField(value)));
        }
        return object;
    }

    private static boolean isZero(Descriptors.FieldDescriptor field, Object value) {
        boolean zero = value.equals("")
                || value.equals(false)
                || (value instanceof Number number && number.doubleValue() == 0)
                || (value instanceof Message message && isTime(message) && seconds(message) == 0);
        return zero && !OPTIONAL.contains(field.getName());
    }

    private static JsonElement value(Object value) {
        return switch (value) {
            case Message message -> message(message);
            case ByteString bytes -> new JsonPrimitive(Base64.getEncoder().encodeToString(bytes.toByteArray()));
            case Boolean flag -> new JsonPrimitive(flag);
            case Number number -> new JsonPrimitive(number);
            default -> new JsonPrimitive(value.toString());
        };
    }

    private static JsonElement message(Message message) {
        String name = message.getDescriptorForType().getName();
        return switch (name) {
            case "Time", "MicroTime" ->
                new JsonPrimitive(Instant.ofEpochSecond(seconds(message), ((Number) part(message, "nanos")).longValue())
                        .toString());
            case "Quantity" -> new JsonPrimitive(part(message, "string").toString());
            case "IntOrString" ->
                ((Number) part(message, "type")).longValue() == 0
                        ? new JsonPrimitive((Number) part(message, "intVal"))
                        : new JsonPrimitive(part(message, "strVal").toString());
            case "FieldsV1" -> JsonParser.parseString(((ByteString) part(message, "Raw")).toStringUtf8());
            default -> object(message);
        };
    }

    private static boolean isTime(Message message) {
        return message.getDescriptorForType().getName().endsWith("Time")
                && message.getDescriptorForType().findFieldByName("seconds") != null;
    }

    private static long seconds(Message message) {
        return ((Number) part(message, "seconds")).longValue();
    }

    private static Object part(Message message, String field) {
        Descriptors.FieldDescriptor descriptor = message.getDescriptorForType().findFieldByName(field);
        if (descriptor == null) {
            throw new IllegalStateException(message.getDescriptorForType().getName() + " has no field " + field);
        }
        return message.getField(descriptor);
    }
}
