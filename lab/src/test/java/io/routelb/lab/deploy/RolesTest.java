package io.routelb.lab.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.store.Json;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The shipped roles: bound to the accounts the programs run as, and without a word that means everything. */
class RolesTest {
    private static final String NAMESPACE = "routelb-system";
    private static Rendered base = new Rendered(List.of());

    @BeforeAll
    static void render() throws IOException, InterruptedException {
        base = Rendered.of("base");
    }

    @Test
    void noRuleMeansEverything() {
        List<JsonObject> roles =
                Stream.of("Role", "ClusterRole").flatMap(base::kind).toList();
        assertEquals(4, roles.size());
        for (JsonObject role : roles) {
            for (JsonObject rule : Json.objects(role, "rules")) {
                for (String field : List.of("apiGroups", "resources", "verbs")) {
                    List<String> values = Json.strings(rule, field);
                    assertFalse(values.isEmpty() || values.contains("*"), () -> field + " of " + rule);
                }
            }
        }
    }

    @Test
    void eachProgramRunsAsAnAccountThatARoleAndAClusterRoleAreBoundTo() {
        Set<String> accounts = new TreeSet<>();
        base.kind("ServiceAccount").forEach(account -> accounts.add(name(account)));
        Set<String> used = new TreeSet<>();
        for (Workload workload : List.of(
                base.workload("Deployment", "routelb-allocator"), base.workload("DaemonSet", "routelb-lb-node"))) {
            used.add(Json.string(workload.pod(), "serviceAccountName"));
        }
        assertEquals(accounts, used);
        for (String account : accounts) {
            assertEquals(List.of(account), boundTo("RoleBinding", "Role", account));
            assertEquals(List.of(account), boundTo("ClusterRoleBinding", "ClusterRole", account));
        }
    }

    /** The roles that an account has by bindings of that kind; each has to be there. */
    private static List<String> boundTo(String bindings, String roles, String account) {
        return base.kind(bindings)
                .filter(binding -> Json.objects(binding, "subjects").stream()
                        .anyMatch(subject -> Json.string(subject, "kind").equals("ServiceAccount")
                                && Json.string(subject, "name").equals(account)
                                && Json.string(subject, "namespace").equals(NAMESPACE)))
                .map(binding -> Json.object(binding, "roleRef"))
                .filter(role -> Json.string(role, "kind").equals(roles))
                .map(role -> name(base.one(roles, Json.string(role, "name"))))
                .toList();
    }

    private static String name(JsonObject object) {
        return Json.string(Json.object(object, "metadata"), "name");
    }
}
