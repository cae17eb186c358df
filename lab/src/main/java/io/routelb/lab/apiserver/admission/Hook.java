package io.routelb.lab.apiserver.admission;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.api.ResourceType;
import io.routelb.lab.apiserver.registry.Gatekeeper.Operation;
import io.routelb.lab.apiserver.registry.Gatekeeper.Review;
import io.routelb.lab.apiserver.registry.LabelSelector;
import io.routelb.lab.apiserver.store.Image;
import io.routelb.lab.apiserver.store.Json;
import io.routelb.lab.apiserver.store.Key;
import io.routelb.lab.apiserver.store.Stored;
import io.routelb.schema.MatchCondition;
import io.routelb.schema.SchemaException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One webhook of a configuration: which writes it wants, and how to reach it. */
record Hook(
        String name,
        List<JsonObject> rules,
        LabelSelector namespaces,
        LabelSelector objects,
        List<MatchCondition> conditions,
        boolean failsClosed,
        HookClient client) {
    Hook {
        rules = List.copyOf(rules);
        conditions = List.copyOf(conditions);
    }

    /** Whether a review is to be sent, in view of the match conditions. */
    enum Match {
        YES,
        NO,
        /** A condition cannot be computed: the failure policy decides. */
        UNKNOWN
    }

    static Hook of(JsonObject webhook) {
        List<MatchCondition> conditions = new ArrayList<>();
        for (JsonObject condition : Json.objects(webhook, "matchConditions")) {
            try {
                conditions.add(MatchCondition.compile(Json.string(condition, "expression")));
            } catch (SchemaException impossible) {
                throw new IllegalStateException("a webhook was accepted that cannot be compiled", impossible);
            }
        }
        return new Hook(
                Json.string(webhook, "name"),
                Json.objects(webhook, "rules"),
                LabelSelector.of(Json.object(webhook, "namespaceSelector")),
                LabelSelector.of(Json.object(webhook, "objectSelector")),
                conditions,
                Json.string(webhook, "failurePolicy").equals("Fail"),
                HookClient.of(webhook));
    }

    /** Whether a rule covers such a write. */
    boolean covers(ResourceType type, String subresource, Operation operation) {
        String resource = subresource.isEmpty() ? type.plural() : type.plural() + "/" + subresource;
        return rules.stream()
                .anyMatch(rule -> has(rule, "operations", operation.name())
                        && has(rule, "apiGroups", type.group())
                        && has(rule, "apiVersions", type.version())
                        && Json.strings(rule, "resources").stream().anyMatch(wanted -> covers(wanted, resource))
                        && inScope(Json.string(rule, "scope"), type));
    }

    /** Whether the object and its namespace are selected. */
    boolean selects(Review review, Image image) {
        boolean object = review.object()
                        .filter(o -> objects.matches(metadata(o)))
                        .isPresent()
                || review.before().filter(o -> objects.matches(metadata(o))).isPresent();
        return object && namespaceSelected(review, image);
    }

    Match matches(Review review, JsonObject request) {
        Match worst = Match.YES;
        for (MatchCondition condition : conditions) {
            Optional<Boolean> holds = condition.holds(review.object(), review.before(), request);
            if (holds.isPresent() && !holds.get()) {
                return Match.NO;
            }
            if (holds.isEmpty()) {
                worst = Match.UNKNOWN;
            }
        }
        return worst;
    }

    private boolean namespaceSelected(Review review, Image image) {
        if (review.type().kind().equals("Namespace") && review.type().group().isEmpty()) {
            return review.object()
                    .or(review::before)
                    .filter(o -> namespaces.matches(metadata(o)))
                    .isPresent();
        }
        if (!review.type().namespaced()) {
            return true;
        }
        Optional<Stored> namespace = image.get(new Key("namespaces", "", review.namespace()));
        return namespaces.matches(namespace.map(Stored::metadata).orElseGet(JsonObject::new));
    }

    private static boolean has(JsonObject rule, String field, String value) {
        List<String> wanted = Json.strings(rule, field);
        return wanted.contains("*") || wanted.contains(value);
    }

    private static boolean covers(String wanted, String resource) {
        boolean whole = !resource.contains("/");
        return wanted.equals("*/*")
                || wanted.equals(resource)
                || (wanted.equals("*") && whole)
                || (wanted.endsWith("/*") && resource.startsWith(wanted.substring(0, wanted.length() - 1)))
                || (wanted.startsWith("*/") && !whole && resource.endsWith(wanted.substring(1)));
    }

    private static boolean inScope(String scope, ResourceType type) {
        return switch (scope) {
            case "Namespaced" -> type.namespaced();
            case "Cluster" -> !type.namespaced();
            default -> true;
        };
    }

    private static JsonObject metadata(JsonObject object) {
        return Json.object(object, "metadata");
    }
}
