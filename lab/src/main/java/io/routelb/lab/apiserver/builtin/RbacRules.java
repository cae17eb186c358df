package io.routelb.lab.apiserver.builtin;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.status.Cause;
import io.routelb.lab.apiserver.store.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Roles and bindings: their names are path segments, their rules name verbs, a binding's role cannot change. */
record RbacRules(boolean binding) implements KindRules {
    private static final String GROUP = "rbac.authorization.k8s.io";

    @Override
    public NameRule names() {
        return NameRule.PATH_SEGMENT;
    }

    @Override
    public JsonObject completed(JsonObject object, Optional<JsonObject> before) {
        if (!binding) {
            return object;
        }
        JsonObject role = Json.ensureObject(object, "roleRef");
        if (Json.isUnset(role, "apiGroup")) {
            role.addProperty("apiGroup", GROUP);
        }
        for (JsonObject subject : Json.objects(object, "subjects")) {
            boolean account = Json.string(subject, "kind").equals("ServiceAccount");
            if (!account && Json.isUnset(subject, "apiGroup")) {
                subject.addProperty("apiGroup", GROUP);
            }
        }
        return object;
    }

    @Override
    public List<Cause> validate(JsonObject object, Optional<JsonObject> before) {
        List<Cause> causes = new ArrayList<>();
        List<JsonObject> rules = Json.objects(object, "rules");
        for (int i = 0; i < rules.size(); i++) {
            rule("rules[" + i + "]", rules.get(i), causes);
        }
        if (binding) {
            JsonObject role = Json.object(object, "roleRef");
            if (!List.of("Role", "ClusterRole").contains(Json.string(role, "kind"))) {
                causes.add(Cause.notSupported("roleRef.kind", Json.string(role, "kind"), "ClusterRole", "Role"));
            }
            if (Json.isUnset(role, "name")) {
                causes.add(Cause.required("roleRef.name", ""));
            }
            if (before.isPresent() && !Json.object(before.get(), "roleRef").equals(role)) {
                causes.add(Cause.invalid("roleRef", Json.text(role), "cannot change roleRef"));
            }
            subjects(object, causes);
        }
        return causes;
    }

    private static void rule(String at, JsonObject rule, List<Cause> causes) {
        if (Json.strings(rule, "verbs").isEmpty()) {
            causes.add(Cause.required(at + ".verbs", "verbs must contain at least one value"));
        }
        if (!Json.strings(rule, "nonResourceURLs").isEmpty()) {
            return;
        }
        if (Json.strings(rule, "apiGroups").isEmpty()) {
            causes.add(Cause.required(at + ".apiGroups", "resource rules must supply at least one api group"));
        }
        if (Json.strings(rule, "resources").isEmpty()) {
            causes.add(Cause.required(at + ".resources", "resource rules must supply at least one resource"));
        }
    }

    private static void subjects(JsonObject binding, List<Cause> causes) {
        List<JsonObject> subjects = Json.objects(binding, "subjects");
        for (int i = 0; i < subjects.size(); i++) {
            String kind = Json.string(subjects.get(i), "kind");
            if (!List.of("ServiceAccount", "User", "Group").contains(kind)) {
                causes.add(Cause.notSupported("subjects[" + i + "].kind", kind, "Group", "ServiceAccount", "User"));
            }
            if (Json.isUnset(subjects.get(i), "name")) {
                causes.add(Cause.required("subjects[" + i + "].name", ""));
            }
        }
    }
}
