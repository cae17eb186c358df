package io.routelb.lab.apiserver.builtin;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.routelb.lab.apiserver.status.Cause;
import io.routelb.lab.apiserver.store.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The kinds whose peculiarities fit in a few lines each. */
final class SmallRules {
    private SmallRules() {}

    /** Namespaces: a phase, and the finalizer that only the emptying takes away. */
    record OfNamespace() implements KindRules {
        @Override
        public NameRule names() {
            return NameRule.LABEL;
        }

        @Override
        public JsonObject completed(JsonObject namespace, Optional<JsonObject> before) {
            JsonObject metadata = Json.ensureObject(namespace, "metadata");
            Json.ensureObject(metadata, "labels")
                    .addProperty("kubernetes.io/metadata.name", Json.string(metadata, "name"));
            if (before.isPresent()) {
                namespace.add("spec", Json.object(before.get(), "spec").deepCopy());
            } else {
                Json.ensureObject(namespace, "spec").add("finalizers", Json.stringArray(List.of("kubernetes")));
            }
            JsonObject status = Json.ensureObject(namespace, "status");
            if (Json.isUnset(status, "phase")) {
                status.addProperty("phase", "Active");
            }
            return namespace;
        }
    }

    /** Nodes bring their status along; the pod CIDRs cannot change. */
    record OfNode() implements KindRules {
        @Override
        public boolean keepsStatusOnCreate() {
            return true;
        }

        @Override
        public List<Cause> validate(JsonObject node, Optional<JsonObject> before) {
            JsonObject old = before.map(b -> Json.object(b, "spec")).orElseGet(JsonObject::new);
            JsonObject spec = Json.object(node, "spec");
            if (old.has("podCIDR") && !old.get("podCIDR").equals(spec.get("podCIDR"))) {
                return List.of(
                        Cause.forbidden(
                                "spec",
                                "node updates may only change labels, taints, or capacity (or configSource, if the DynamicKubeletConfig feature gate is enabled)"));
            }
            return List.of();
        }
    }

    /** Secrets: {@code stringData} becomes {@code data}, which must be base64; type and immutability stick. */
    record OfSecret() implements KindRules {
        @Override
        public JsonObject completed(JsonObject secret, Optional<JsonObject> before) {
            if (secret.remove("stringData") instanceof JsonObject plain) {
                JsonObject data = Json.ensureObject(secret, "data");
                plain.entrySet()
                        .forEach(entry -> data.addProperty(
                                entry.getKey(), encode(entry.getValue().getAsString())));
            }
            if (Json.isUnset(secret, "type")) {
                secret.addProperty("type", "Opaque");
            }
            return secret;
        }

        @Override
        public List<Cause> validate(JsonObject secret, Optional<JsonObject> before) {
            List<Cause> causes = new ArrayList<>();
            for (var entry : Json.object(secret, "data").entrySet()) {
                if (!(entry.getValue() instanceof JsonPrimitive value && isBase64(value.getAsString()))) {
                    causes.add(Cause.invalid("data[" + entry.getKey() + "]", "<hidden>", "must be base64"));
                }
                dataKey(entry.getKey(), causes);
            }
            before.ifPresent(old -> {
                if (!Json.string(old, "type").equals(Json.string(secret, "type"))) {
                    causes.add(Cause.invalid("type", Json.string(secret, "type"), "field is immutable"));
                }
                immutable(secret, old, causes);
            });
            return causes;
        }

        private static String encode(String text) {
            return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        private static boolean isBase64(String text) {
            return text.length() % 4 == 0 && text.matches("[A-Za-z0-9+/]*={0,2}");
        }
    }

    /** ConfigMaps: keys are file names; immutable ones stay. */
    record OfConfigMap() implements KindRules {
        @Override
        public List<Cause> validate(JsonObject map, Optional<JsonObject> before) {
            List<Cause> causes = new ArrayList<>();
            Json.object(map, "data").keySet().forEach(key -> dataKey(key, causes));
            Json.object(map, "binaryData").keySet().forEach(key -> dataKey(key, causes));
            before.ifPresent(old -> immutable(map, old, causes));
            return causes;
        }
    }

    /** Events: in the namespace of what they are about, with a time of either form. */
    record OfEvent() implements KindRules {
        @Override
        public JsonObject completed(JsonObject event, Optional<JsonObject> before) {
            for (String field : List.of("source", "involvedObject")) {
                Json.ensureObject(event, field);
            }
            for (String field : List.of("reportingComponent", "reportingInstance")) {
                if (!event.has(field)) {
                    event.addProperty(field, "");
                }
            }
            return event;
        }

        @Override
        public List<Cause> validate(JsonObject event, Optional<JsonObject> before) {
            List<Cause> causes = new ArrayList<>();
            String about = Json.string(Json.object(event, "involvedObject"), "namespace");
            String in = Json.string(Json.object(event, "metadata"), "namespace");
            if (!about.equals(in)
                    && !(about.isEmpty() && List.of("default", "kube-system").contains(in))) {
                causes.add(Cause.invalid("involvedObject.namespace", about, "does not match event.namespace"));
            }
            if (!Json.isUnset(event, "eventTime") && before.isEmpty()) {
                for (String field : List.of("reportingComponent", "reportingInstance", "action", "reason")) {
                    if (Json.isUnset(event, field)) {
                        String name = field.equals("reportingComponent") ? "reportingController" : field;
                        causes.add(Cause.required(name, ""));
                    }
                }
                String type = Json.string(event, "type");
                if (!List.of("Normal", "Warning").contains(type)) {
                    causes.add(Cause.invalid("type", type, "has invalid value: " + type));
                }
            }
            return causes;
        }
    }

    /** Leases: every update must say which version it saw. */
    record OfLease() implements KindRules {
        @Override
        public boolean mayUpdateUnconditionally() {
            return false;
        }

        @Override
        public List<Cause> validate(JsonObject lease, Optional<JsonObject> before) {
            JsonObject spec = Json.object(lease, "spec");
            List<Cause> causes = new ArrayList<>();
            if (spec.has("leaseDurationSeconds") && Json.integer(spec, "leaseDurationSeconds", 0) <= 0) {
                causes.add(new Cause(
                        "FieldValueInvalid",
                        "spec.leaseDurationSeconds",
                        "Invalid value: " + Json.string(spec, "leaseDurationSeconds") + ": must be greater than 0"));
            }
            if (spec.has("leaseTransitions") && Json.integer(spec, "leaseTransitions", 0) < 0) {
                causes.add(Cause.invalid(
                        "spec.leaseTransitions",
                        Json.string(spec, "leaseTransitions"),
                        "must be greater than or equal to 0"));
            }
            return causes;
        }
    }

    /** Pods and the workloads: stored, nobody runs them. */
    record Stored(boolean countsGenerations, boolean answersDeletionWithObject) implements KindRules {
        @Override
        public JsonObject completed(JsonObject object, Optional<JsonObject> before) {
            boolean pod = Json.string(object, "kind").equals("Pod");
            JsonObject status = Json.ensureObject(object, "status");
            if (pod && Json.isUnset(status, "phase")) {
                status.addProperty("phase", "Pending");
            }
            return object;
        }
    }

    private static void dataKey(String key, List<Cause> causes) {
        if (!key.matches("[-._a-zA-Z0-9]{1,253}") || key.equals(".") || key.equals("..")) {
            causes.add(Cause.invalid(
                    "data[" + key + "]",
                    key,
                    "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"));
        }
    }

    private static void immutable(JsonObject now, JsonObject old, List<Cause> causes) {
        if (!Json.isTrue(old, "immutable")) {
            return;
        }
        if (!Json.isTrue(now, "immutable")) {
            causes.add(Cause.forbidden("immutable", "field is immutable when `immutable` is set"));
        }
        for (String field : List.of("data", "binaryData")) {
            if (!Json.object(now, field).equals(Json.object(old, field))) {
                causes.add(Cause.forbidden(field, "field is immutable when `immutable` is set"));
            }
        }
    }
}
