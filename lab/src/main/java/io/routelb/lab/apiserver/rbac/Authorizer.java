package io.routelb.lab.apiserver.rbac;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.store.Image;
import io.routelb.lab.apiserver.store.Json;
import io.routelb.lab.apiserver.store.Key;
import io.routelb.lab.apiserver.store.Stored;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** RBAC over one image: the union of what every role bound to the user allows. */
public final class Authorizer {
    private static final String GROUP = "rbac.authorization.k8s.io/";

    private Authorizer() {}

    public static boolean allows(Image image, User user, Action action) {
        if (user.isMaster()) {
            return true;
        }
        return switch (action) {
            case Action.OnPath path ->
                roles(image, user, "")
                        .flatMap(role -> Json.objects(role.object(), "rules").stream())
                        .anyMatch(rule -> pathAllowed(rule, path));
            case Action.OnResource on -> permission(image, user, on).isPresent();
        };
    }

    /** By which permission the user may do it; empty when he may not, and for the administrator, who needs none. */
    public static Optional<Permission> permission(Image image, User user, Action.OnResource on) {
        return permissions(image, user, on.namespace())
                .filter(one -> one.allows(on))
                .findFirst();
    }

    /** All that the user may do to resources of a namespace, or, where it is empty, in all namespaces and outside them. */
    static Stream<Permission> permissions(Image image, User user, String namespace) {
        return roles(image, user, namespace)
                .flatMap(role ->
                        Json.objects(role.object(), "rules").stream().flatMap(rule -> Permission.of(role.key(), rule)));
    }

    private static Stream<Stored> roles(Image image, User user, String namespace) {
        Stream<Stored> everywhere = image.list(GROUP + "clusterrolebindings", "").stream()
                .filter(binding -> binds(binding.object(), user, ""))
                .flatMap(binding -> role(image, binding.object(), "").stream());
        if (namespace.isEmpty()) {
            return everywhere;
        }
        return Stream.concat(
                everywhere,
                image.list(GROUP + "rolebindings", namespace).stream()
                        .filter(binding -> binds(binding.object(), user, namespace))
                        .flatMap(binding -> role(image, binding.object(), namespace).stream()));
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
                    yield user.name().equals(User.ACCOUNT + in + ":" + name);
                }
                default -> false;
            };
            if (matches) {
                return true;
            }
        }
        return false;
    }

    private static Optional<Stored> role(Image image, JsonObject binding, String namespace) {
        JsonObject reference = Json.object(binding, "roleRef");
        String name = Json.string(reference, "name");
        return image.get(
                Json.string(reference, "kind").equals("Role")
                        ? new Key(GROUP + "roles", namespace, name)
                        : new Key(GROUP + "clusterroles", "", name));
    }

    private static boolean pathAllowed(JsonObject rule, Action.OnPath asked) {
        List<String> verbs = Json.strings(rule, "verbs");
        return (verbs.contains("*") || verbs.contains(asked.verb()))
                && Json.strings(rule, "nonResourceURLs").stream()
                        .anyMatch(pattern -> pathMatches(pattern, asked.path()));
    }

    private static boolean pathMatches(String pattern, String path) {
        return pattern.endsWith("*")
                ? path.startsWith(pattern.substring(0, pattern.length() - 1))
                : pattern.equals(path);
    }
}
