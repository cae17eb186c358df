package io.routelb.lab.apiserver.builtin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.status.Cause;
import io.routelb.lab.apiserver.store.Json;
import io.routelb.schema.MatchCondition;
import io.routelb.schema.SchemaException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** ValidatingWebhookConfigurations: the defaults of {@code admissionregistration.k8s.io/v1} and what it refuses. */
final class WebhookRules implements KindRules {
    private static final int DEFAULT_TIMEOUT_SECONDS = 10;
    private static final int LONGEST_TIMEOUT_SECONDS = 30;

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public JsonObject completed(JsonObject configuration, Optional<JsonObject> before) {
        for (JsonObject webhook : Json.objects(configuration, "webhooks")) {
            fill(webhook, "failurePolicy", "Fail");
            fill(webhook, "matchPolicy", "Equivalent");
            if (!webhook.has("timeoutSeconds")) {
                webhook.addProperty("timeoutSeconds", DEFAULT_TIMEOUT_SECONDS);
            }
            Json.ensureObject(webhook, "namespaceSelector");
            Json.ensureObject(webhook, "objectSelector");
            Json.objects(webhook, "rules").forEach(rule -> fill(rule, "scope", "*"));
        }
        return configuration;
    }

    @Override
    public List<Cause> validate(JsonObject configuration, Optional<JsonObject> before) {
        List<Cause> causes = new ArrayList<>();
        Set<String> names = new HashSet<>();
        List<JsonObject> webhooks = Json.objects(configuration, "webhooks");
        for (int i = 0; i < webhooks.size(); i++) {
            String at = "webhooks[" + i + "]";
            JsonObject webhook = webhooks.get(i);
            String name = Json.string(webhook, "name");
            if (name.split("\\.", -1).length < 3) {
                causes.add(Cause.invalid(
                        at + ".name", name, "should be a domain with at least three segments separated by dots"));
            }
            if (!names.add(name)) {
                causes.add(Cause.duplicate(at + ".name", name));
            }
            settings(at, webhook, causes);
            client(at + ".clientConfig", Json.object(webhook, "clientConfig"), causes);
            conditions(at + ".matchConditions", Json.array(webhook, "matchConditions"), causes);
        }
        return causes;
    }

    private static void settings(String at, JsonObject webhook, List<Cause> causes) {
        if (!Json.strings(webhook, "admissionReviewVersions").contains("v1")) {
            causes.add(Cause.invalid(
                    at + ".admissionReviewVersions",
                    Json.text(Json.array(webhook, "admissionReviewVersions")),
                    "must include at least one of v1, v1beta1"));
        }
        String effects = Json.string(webhook, "sideEffects");
        if (!List.of("None", "NoneOnDryRun").contains(effects)) {
            causes.add(Cause.notSupported(at + ".sideEffects", effects, "None", "NoneOnDryRun"));
        }
        String policy = Json.string(webhook, "failurePolicy");
        if (!List.of("Fail", "Ignore").contains(policy)) {
            causes.add(Cause.notSupported(at + ".failurePolicy", policy, "Fail", "Ignore"));
        }
        int timeout = Json.integer(webhook, "timeoutSeconds", 0);
        if (timeout < 1 || timeout > LONGEST_TIMEOUT_SECONDS) {
            causes.add(Cause.invalid(
                    at + ".timeoutSeconds",
                    Integer.toString(timeout),
                    "the timeout value must be between 1 and 30 seconds"));
        }
    }

    private static void client(String at, JsonObject client, List<Cause> causes) {
        String url = Json.string(client, "url");
        if (url.isEmpty() == Json.object(client, "service").isEmpty()) {
            causes.add(Cause.required(at, "exactly one of url or service is required"));
        }
        if (!url.isEmpty() && !url.startsWith("https://")) {
            causes.add(Cause.invalid(at + ".url", url, "'https' is the only allowed URL scheme"));
        }
    }

    private static void conditions(String at, JsonArray conditions, List<Cause> causes) {
        for (int i = 0; i < conditions.size(); i++) {
            String expression =
                    conditions.get(i) instanceof JsonObject condition ? Json.string(condition, "expression") : "";
            try {
                MatchCondition.compile(expression);
            } catch (SchemaException refused) {
                causes.add(
                        Cause.invalid(at + "[" + i + "].expression", expression, String.valueOf(refused.getMessage())));
            }
        }
    }

    private static void fill(JsonObject object, String field, String value) {
        if (Json.isUnset(object, field)) {
            object.addProperty(field, value);
        }
    }
}
