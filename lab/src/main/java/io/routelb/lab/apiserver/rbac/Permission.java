package io.routelb.lab.apiserver.rbac;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.store.Json;
import io.routelb.lab.apiserver.store.Key;
import java.util.List;
import java.util.stream.Stream;

/**
 * The least that a rule of a role can be cut down to: one verb on one resource of one group.
 *
 * @param role whose rule it is
 * @param names the objects it is for; empty for all
 */
public record Permission(Key role, String verb, String group, String resource, List<String> names) {
    public Permission {
        names = List.copyOf(names);
    }

    /** What a rule about resources is made of; one about paths has none. */
    static Stream<Permission> of(Key role, JsonObject rule) {
        List<String> names = Json.strings(rule, "resourceNames");
        return Json.strings(rule, "apiGroups").stream()
                .flatMap(group -> Json.strings(rule, "resources").stream()
                        .flatMap(resource -> Json.strings(rule, "verbs").stream()
                                .map(verb -> new Permission(role, verb, group, resource, names))));
    }

    boolean allows(Action.OnResource on) {
        return holds(verb, on.verb())
                && holds(group, on.group())
                && resourceMatches(on.resource())
                && (names.isEmpty() || names.contains(on.name()));
    }

    private boolean resourceMatches(String asked) {
        int slash = asked.indexOf('/');
        return holds(resource, asked) || (slash >= 0 && resource.equals("*" + asked.substring(slash)));
    }

    private static boolean holds(String allowed, String wanted) {
        return allowed.equals("*") || allowed.equals(wanted);
    }

    /** As {@code roles/routelb-system/agent: get pods}, with group and names where there are any. */
    @Override
    public String toString() {
        String kind = role.resource().substring(role.resource().indexOf('/') + 1);
        String of = group.isEmpty() ? resource : resource + "." + group;
        return kind + "/" + role.path() + ": " + verb + " " + of + (names.isEmpty() ? "" : " " + names);
    }
}
