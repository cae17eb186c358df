package io.routelb.lab.apiserver.rbac;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.store.Image;
import io.routelb.lab.apiserver.store.Json;
import io.routelb.lab.apiserver.store.Key;
import io.routelb.lab.apiserver.store.Stored;
import java.util.List;

/** RBAC over one image: the union of what every role bound to the user allows. */
public final class Authorizer {
    private static final String GROUP = "rbac.authorization.k8s.io/";

    private Authorizer() {}

    public static boolean allows(Image image, User user, Action action) {
        if (user.isMaster()) {
            return true;
        }
        for (Stored binding : image.list(GROUP + "clusterrolebindings", "")) {
            if (binds(binding.object(), user, "") && roleAllows(image, binding.object(), "", action)) {
                return true;
            }
        }
        if (!(action instanceof Action.OnResource on) || on.namespace().isEmpty()) {
            return false;
        }
        for (Stored binding : image.list(GROUP + "rolebindings", on.namespace())) {
            if (binds(binding.object(), user, on.namespace())
                    && roleAllows(image, binding.object(), on.namespace(), action)) {
                return true;
            }
        }
        return false;
    }

    private static boolean binds(JsonObject binding, User user, String bindingNamespace) {
        for (JsonObject subject : Json.objects(binding, "subjects")) {
            String name = Json.string(subject, "name");
            boolean matches = switch (Json.string(subject, "kind")) {
                case "User" -> user.name().equals(name);
                case "Group" -> user.groups().contains(name);
                case "ServiceAccount" -> {
                    String namespace = Json.string(subject, "namespace");
                    String in = namespace.isEmpty() ? bindingNamespace : namespace;
                    yield user.name().equals("system:serviceaccount:" + in + ":" + name);
                }
                default -> false;
            };
            if (matches) {
                return true;
            }
        }
        return false;
    }

    private static boolean roleAllows(Image image, JsonObject binding, String namespace, Action action) {
        JsonObject reference = Json.object(binding, "roleRef");
        String name = Json.string(reference, "name");
        Key key = Json.string(reference, "kind").equals("Role")
                ? new Key(GROUP + "roles", namespace, name)
                : new Key(GROUP + "clusterroles", "", name);
        return image.get(key).stream()
                .flatMap(role -> Json.objects(role.object(), "rules").stream())
                .anyMatch(rule -> ruleAllows(rule, action));
    }

    private static boolean ruleAllows(JsonObject rule, Action action) {
        if (!holds(Json.strings(rule, "verbs"), action.verb())) {
            return false;
        }
        return switch (action) {
            case Action.OnPath path ->
                Json.strings(rule, "nonResourceURLs").stream().anyMatch(pattern -> pathMatches(pattern, path.path()));
            case Action.OnResource on -> {
                List<String> names = Json.strings(rule, "resourceNames");
                yield holds(Json.strings(rule, "apiGroups"), on.group())
                        && resourceMatches(Json.strings(rule, "resources"), on.resource())
                        && (names.isEmpty() || names.contains(on.name()));
            }
        };
    }

    private static boolean resourceMatches(List<String> allowed, String resource) {
        int slash = resource.indexOf('/');
        return holds(allowed, resource) || (slash >= 0 && allowed.contains("*" + resource.substring(slash)));
    }

    private static boolean pathMatches(String pattern, String path) {
        return pattern.endsWith("*")
                ? path.startsWith(pattern.substring(0, pattern.length() - 1))
                : pattern.equals(path);
    }

    private static boolean holds(List<String> allowed, String wanted) {
        return allowed.contains("*") || allowed.contains(wanted);
    }
}
