package io.routelb.lab.apiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.routelb.lab.apiserver.RestClient.Answer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens and RBAC: who gets 401, who 403, and in which words. */
class AccessTest {
    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1";
    private static ApiServer server;
    private static RestClient admin;
    private static RestClient account;

    @BeforeAll
    static void start() throws IOException {
        server = ApiServer.start(Options.defaults());
        admin = RestClient.admin(server);
        admin.post("/api/v1/namespaces/default/serviceaccounts", "{\"metadata\":{\"name\":\"agent\"}}");
        account = admin.as(token("agent"));
        admin.post(RBAC + "/namespaces/default/roles", """
                {"metadata":{"name":"r"},"rules":[
                 {"apiGroups":[""],"resources":["configmaps"],"verbs":["get","list"]},
                 {"apiGroups":[""],"resources":["secrets"],"resourceNames":["mine"],"verbs":["get"]},
                 {"apiGroups":[""],"resources":["services/status"],"verbs":["patch"]}]}""");
        bind("/namespaces/default/rolebindings", "Role", "r");
        admin.post(RBAC + "/clusterroles", """
                {"metadata":{"name":"c"},"rules":[
                 {"apiGroups":["coordination.k8s.io"],"resources":["leases"],"verbs":["*"]},
                 {"nonResourceURLs":["/lab/*"],"verbs":["post"]}]}""");
        bind("/clusterrolebindings", "ClusterRole", "c");
    }

    @AfterAll
    static void stop() throws IOException {
        admin.close();
        server.close();
    }

    private static String token(String name) {
        return admin.post(
                        "/api/v1/namespaces/default/serviceaccounts/" + name + "/token",
                        "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenRequest\"}")
                .at("status/token");
    }

    private static void bind(String where, String kind, String role) {
        bind(where, kind, role, "agent");
    }

    private static void bind(String where, String kind, String role, String name) {
        Answer bound = admin.post(RBAC + where, """
                {"metadata":{"name":"%s"},"roleRef":{"kind":"%s","name":"%s"},
                 "subjects":[{"kind":"ServiceAccount","name":"%s","namespace":"default"}]}""".formatted(role, kind, role, name));
        assertEquals(201, bound.code(), bound.text());
    }

    @ParameterizedTest(name = "{0} {1} -> {2}")
    @CsvSource({
        "GET,/api/v1/namespaces/default/configmaps,200",
        "GET,/api/v1/namespaces/default/configmaps/nope,404",
        "GET,/api/v1/namespaces/default/configmaps?watch=true&timeoutSeconds=1,403",
        "GET,/api/v1/namespaces/kube-system/configmaps,403",
        "GET,/api/v1/configmaps,403",
        "DELETE,/api/v1/namespaces/default/configmaps/nope,403",
        "GET,/api/v1/namespaces/default/secrets/mine,404",
        "GET,/api/v1/namespaces/default/secrets/other,403",
        "GET,/api/v1/namespaces/default/secrets,403",
        "PATCH,/api/v1/namespaces/default/services/x/status,404",
        "PATCH,/api/v1/namespaces/default/services/x,403",
        "GET,/apis/coordination.k8s.io/v1/leases,200",
        "POST,/lab/faults,200",
        "GET,/apis,200",
        "GET,/secret/path,403"
    })
    void allowsWhatTheRolesSayAndNoMore(String method, String path, int code) {
        RestClient asked =
                method.equals("PATCH") ? account.with("Content-Type", "application/merge-patch+json") : account;
        Answer answer = asked.send(method, path, List.of("PATCH", "POST").contains(method) ? "{}" : "");
        assertEquals(code, answer.code(), answer.text());
    }

    @Test
    void refusesInTheWordsKubectlShows() {
        Answer list = account.get("/api/v1/namespaces/default/services");
        assertEquals(
                "services is forbidden: User \"system:serviceaccount:default:agent\" cannot list resource \"services\" in API"
                        + " group \"\" in the namespace \"default\"",
                list.at("message"));
        Answer one = account.get("/apis/apps/v1/namespaces/default/deployments/d");
        assertEquals(
                "deployments.apps \"d\" is forbidden: User \"system:serviceaccount:default:agent\" cannot get resource"
                        + " \"deployments\" in API group \"apps\" in the namespace \"default\"",
                one.at("message"));
        assertEquals("d", one.at("details/name"));
        assertEquals("deployments", one.at("details/kind"));
        assertEquals(
                "nodes is forbidden: User \"system:serviceaccount:default:agent\" cannot list resource \"nodes\" in API group"
                        + " \"\" at the cluster scope",
                account.get("/api/v1/nodes").at("message"));
        assertEquals(
                "forbidden: User \"system:anonymous\" cannot get path \"/apis\"",
                account.as("").get("/apis").at("message"));
    }

    @Test
    void refusesTokensItDidNotGive() {
        assertEquals(401, admin.as("nonsense").get("/api").code());
        String token = token("agent");
        String forged = token.substring(0, token.length() - 6) + "AAAAAA";
        assertEquals(401, admin.as(forged).get("/api").code());
        assertEquals("Unauthorized", admin.as("nonsense").get("/api").at("message"));
    }

    @Test
    void tokensDieWithTheirServiceAccount() {
        String accounts = "/api/v1/namespaces/default/serviceaccounts";
        admin.post(accounts, "{\"metadata\":{\"name\":\"brief\"}}");
        RestClient brief = admin.as(token("brief"));
        assertEquals(200, brief.get("/api").code());
        admin.delete(accounts + "/brief");
        assertEquals(401, brief.get("/api").code());
        admin.post(accounts, "{\"metadata\":{\"name\":\"brief\"}}");
        assertEquals(401, brief.get("/api").code(), "the same name with another uid is somebody else");
    }

    @Test
    void anApplyThatCreatesNeedsTheRightToCreate() {
        admin.post(RBAC + "/namespaces/default/roles", """
                {"metadata":{"name":"p"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["patch"]}]}""");
        bind("/namespaces/default/rolebindings", "Role", "p");
        Answer answer = account.patch(
                "application/apply-patch+yaml",
                "/api/v1/namespaces/default/pods/new?fieldManager=a",
                "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"new\"}}");
        assertEquals(403, answer.code());
    }

    @Test
    void reviewsTellWhoIAmAndWhatIMay() {
        Answer who = account.post("/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}");
        assertEquals("system:serviceaccount:default:agent", who.at("status/userInfo/username"));
        assertEquals("system:serviceaccounts:default", who.at("status/userInfo/groups/1"));
        Answer may = account.post(
                "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                "{\"spec\":{\"resourceAttributes\":{\"verb\":\"list\",\"resource\":\"configmaps\",\"namespace\":\"default\"}}}");
        assertEquals("true", may.at("status/allowed"));
    }

    @Test
    void tellsWhatOfARoleWasUsedAndWhatWasRefused() {
        admin.post("/api/v1/namespaces/default/serviceaccounts", "{\"metadata\":{\"name\":\"careful\"}}");
        admin.post(RBAC + "/namespaces/default/roles", """
                {"metadata":{"name":"few"},"rules":[
                 {"apiGroups":["coordination.k8s.io"],"resources":["leases"],"resourceNames":["mine"],"verbs":["get","update"]},
                 {"apiGroups":[""],"resources":["pods"],"verbs":["list"]}]}""");
        bind("/namespaces/default/rolebindings", "Role", "few", "careful");
        RestClient careful = admin.as(token("careful"));
        careful.get("/apis/coordination.k8s.io/v1/namespaces/default/leases/mine");
        careful.delete("/apis/coordination.k8s.io/v1/namespaces/default/leases/mine");
        admin.get("/api/v1/nodes");
        JsonObject report =
                JsonParser.parseString(admin.get("/lab/access").text()).getAsJsonObject();
        assertTrue(report.getAsJsonArray("used")
                .contains(new JsonPrimitive("roles/default/few: get leases.coordination.k8s.io [mine]")));
        assertEquals(
                List.of("roles/default/few: list pods", "roles/default/few: update leases.coordination.k8s.io [mine]"),
                report.getAsJsonArray("unused").asList().stream()
                        .map(JsonElement::getAsString)
                        .filter(permission -> permission.startsWith("roles/default/few:"))
                        .toList());
        assertEquals(
                1,
                report.getAsJsonObject("refused")
                        .get("User \"system:serviceaccount:default:careful\" cannot delete resource \"leases\" in API"
                                + " group \"coordination.k8s.io\" in the namespace \"default\"")
                        .getAsInt());
    }
}
