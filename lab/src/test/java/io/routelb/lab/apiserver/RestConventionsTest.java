package io.routelb.lab.apiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.RestClient.Answer;
import io.routelb.lab.apiserver.store.Json;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published API conventions, rule by rule, over HTTPS. */
class RestConventionsTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static ApiServer server;
    private static RestClient client;

    @BeforeAll
    static void start() throws IOException {
        server = ApiServer.start(Options.defaults());
        client = RestClient.admin(server);
    }

    @AfterAll
    static void stop() throws IOException {
        client.close();
        server.close();
    }

    private static String map(String name, String rest) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name + "\"" + rest + "}";
    }

    private static String map(String name) {
        return map(name, "}");
    }

    @Test
    void givesUidTimestampAndVersionToWhatIsCreated() {
        Answer made = client.post(MAPS, map("made", "},\"data\":{\"a\":\"b\"}"));
        assertEquals(201, made.code(), made.text());
        assertEquals(36, made.at("metadata/uid").length());
        assertTrue(made.at("metadata/creationTimestamp").matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ"));
        assertEquals(made.json(), client.get(MAPS + "/made").json());
    }

    @ParameterizedTest(name = "{0} {1} -> {2} {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "GET|/api/v1/namespaces/default/configmaps/nope||404|NotFound|configmaps \"nope\" not found",
                "GET|/apis/apps/v1/namespaces/default/deployments/nope||404|NotFound|deployments.apps \"nope\" not found",
                "GET|/apis/example.org/v1/things||404|NotFound|the server could not find the requested resource",
                "POST|/api/v1/namespaces/absent/configmaps|{\"metadata\":{\"name\":\"a\"}}|404|NotFound|namespaces \"absent\" not found",
                "POST|/api/v1/namespaces/default/configmaps|{\"metadata\":{}}|422|Invalid|ConfigMap \"\" is invalid: metadata.name: Required value: name or generateName is required",
                "POST|/api/v1/namespaces/default/configmaps|{\"kind\":\"Secret\",\"metadata\":{\"name\":\"a\"}}|400|BadRequest|the kind in the data (Secret) does not match the expected kind (ConfigMap)",
                "POST|/api/v1/namespaces/default/configmaps|{\"metadata\":{\"name\":\"a\",\"namespace\":\"b\"}}|400|BadRequest|the namespace of the provided object does not match the namespace sent on the request",
                "POST|/api/v1/configmaps|{\"metadata\":{\"name\":\"a\"}}|405|MethodNotAllowed|the server does not allow this method on the requested resource",
                "PUT|/api/v1/namespaces/default/configmaps|{}|405|MethodNotAllowed|the server does not allow this method on the requested resource",
                "GET|/api/v1/namespaces/default/configmaps?fieldSelector=foo%3Dbar||400|BadRequest|Unable to find \"v1, Resource=configmaps\" that match label selector \"\", field selector \"foo=bar\": field label not supported: foo",
                "GET|/apis/apps/v1/namespaces/default/deployments/x/scale||404|NotFound|the server could not find the requested resource",
                "DELETE|/api/v1/namespaces/kube-system||403|Forbidden|namespaces \"kube-system\" is forbidden: this namespace may not be deleted"
            })
    void refusesInTheWordsOfTheRealServer(
            String method, String path, String body, int code, String reason, String message) {
        Answer answer = client.send(method, path, body == null ? "" : body);
        assertEquals(code, answer.code(), answer.text());
        assertEquals("Status", answer.at("kind"));
        assertEquals("Failure", answer.at("status"));
        assertEquals(reason, answer.at("reason"));
        assertEquals(message, answer.at("message"));
        assertEquals(Integer.toString(code), answer.at("code"));
    }

    @Test
    void refusesBadLabelsAndNamesWithOneCauseEach() {
        Answer answer = client.post(MAPS, map("Upper", ",\"labels\":{\"a b\":\"c\",\"d\":\"-e\"}}"));
        assertEquals(422, answer.code());
        assertEquals(
                3,
                answer.json()
                        .getAsJsonObject("details")
                        .getAsJsonArray("causes")
                        .size(),
                answer.text());
        assertEquals("FieldValueInvalid", answer.at("details/causes/0/reason"));
        assertEquals("metadata.name", answer.at("details/causes/0/field"));
    }

    @Test
    void makesUpNamesFromGenerateName() {
        Answer one = client.post(MAPS, "{\"metadata\":{\"generateName\":\"gen-\"}}");
        Answer two = client.post(MAPS, "{\"metadata\":{\"generateName\":\"gen-\"}}");
        assertTrue(one.at("metadata/name").matches("gen-[a-z0-9]{5}"), one.text());
        assertNotEquals(one.at("metadata/name"), two.at("metadata/name"));
    }

    @Test
    void refusesASecondCreationAndAStaleUpdate() {
        Answer first = client.post(MAPS, map("twice", "},\"data\":{\"a\":\"1\"}"));
        Answer second = client.post(MAPS, map("twice"));
        assertEquals(409, second.code());
        assertEquals("AlreadyExists", second.at("reason"));
        assertEquals("configmaps \"twice\" already exists", second.at("message"));
        JsonObject changed = first.json();
        changed.getAsJsonObject("data").addProperty("a", "2");
        assertEquals(200, client.put(MAPS + "/twice", changed.toString()).code());
        Answer stale = client.put(MAPS + "/twice", changed.toString());
        assertEquals(409, stale.code());
        assertEquals(
                "Operation cannot be fulfilled on configmaps \"twice\": the object has been modified; please apply your changes"
                        + " to the latest version and try again",
                stale.at("message"));
        String old = first.at("metadata/resourceVersion");
        Answer patch = client.patch(
                "merge-patch",
                MAPS + "/twice",
                "{\"metadata\":{\"resourceVersion\":\"" + old + "\"},\"data\":{\"a\":\"3\"}}");
        assertEquals(409, patch.code(), "a patch with a stale version is a conflict too");
        assertEquals(
                200, client.put(MAPS + "/twice", map("twice")).code(), "without a version an update is unconditional");
    }

    @Test
    void leavesTheVersionAloneWhenNothingChanges() {
        Answer first = client.post(MAPS, map("same", "},\"data\":{\"a\":\"1\"}"));
        Answer put = client.put(MAPS + "/same", first.text());
        Answer patch = client.patch("merge-patch", MAPS + "/same", "{\"data\":{\"a\":\"1\"}}");
        assertEquals(first.at("metadata/resourceVersion"), put.at("metadata/resourceVersion"));
        assertEquals(first.at("metadata/resourceVersion"), patch.at("metadata/resourceVersion"));
    }

    @Test
    void patchesInFourWaysAndRefusesAFifth() {
        String services = "/api/v1/namespaces/default/services";
        client.post(services, "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"ports\":[{\"name\":\"a\",\"port\":80}]}}");
        String path = services + "/p";
        Answer strategic =
                client.patch("strategic-merge-patch", path, "{\"spec\":{\"ports\":[{\"name\":\"b\",\"port\":81}]}}");
        assertEquals(
                2,
                strategic.json().getAsJsonObject("spec").getAsJsonArray("ports").size(),
                strategic.text());
        Answer json = client.patch("json-patch", path, "[{\"op\":\"remove\",\"path\":\"/spec/ports/0\"}]");
        assertEquals(
                1, json.json().getAsJsonObject("spec").getAsJsonArray("ports").size(), json.text());
        Answer merge = client.patch("merge-patch", path, "{\"metadata\":{\"labels\":{\"x\":\"y\"}}}");
        assertEquals("y", merge.at("metadata/labels/x"));
        Answer apply = client.patch(
                "application/apply-patch+yaml",
                path + "?fieldManager=me",
                "apiVersion: v1\nkind: Service\nmetadata:\n  labels:\n    z: w\n");
        assertEquals("w", apply.at("metadata/labels/z"), apply.text());
        assertEquals("y", apply.at("metadata/labels/x"));
        Answer conflict = client.patch(
                "application/apply-patch+yaml",
                path + "?fieldManager=other",
                "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"labels\":{\"z\":\"v\"}}}");
        assertEquals(409, conflict.code());
        assertEquals("FieldManagerConflict", conflict.at("details/causes/0/reason"));
        assertEquals(415, client.patch("text/plain", path, "{}").code());
        assertEquals(
                422,
                client.patch("json-patch", path, "[{\"op\":\"test\",\"path\":\"/spec/type\",\"value\":\"x\"}]")
                        .code());
    }

    @Test
    void listsInConsistentChunks() {
        client.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"chunks\"}}");
        String maps = "/api/v1/namespaces/chunks/configmaps";
        for (int i = 0; i < 5; i++) {
            client.post(maps, map("c" + i));
        }
        Answer first = client.get(maps + "?limit=2");
        assertEquals("3", first.at("metadata/remainingItemCount"));
        String token = first.at("metadata/continue");
        client.delete(maps + "/c3");
        client.post(maps, map("c9"));
        Answer second = client.get(maps + "?limit=3&continue=" + token);
        assertEquals(List.of("c2", "c3", "c4"), names(second));
        assertEquals("", second.at("metadata/continue"));
        assertEquals(first.at("metadata/resourceVersion"), second.at("metadata/resourceVersion"));
        server.faults().compact();
        Answer expired = client.get(maps + "?limit=3&continue=" + token);
        assertEquals(410, expired.code());
        assertEquals("Expired", expired.at("reason"));
        Answer resumed = client.get(maps + "?limit=3&continue=" + expired.at("metadata/continue"));
        assertEquals(List.of("c2", "c4", "c9"), names(resumed));
    }

    @Test
    void compressesWhatIsLargeForWhoeverTakesItSo() {
        client.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"large\"}}");
        String maps = "/api/v1/namespaces/large/configmaps";
        String filler = "x".repeat(50_000);
        RestClient willing = client.with("Accept-Encoding", "gzip");
        for (int i = 0; i < 3; i++) {
            client.post(maps, "{\"metadata\":{\"name\":\"c" + i + "\"},\"data\":{\"filler\":\"" + filler + "\"}}");
            assertEquals(i == 2, willing.get(maps).headers().containsKey("content-encoding"), "with " + (i + 1));
        }
        Answer plain = client.get(maps);
        assertFalse(plain.headers().containsKey("content-encoding"));
        assertEquals(plain.text(), willing.get(maps).text());
    }

    @ParameterizedTest(name = "{0} selects {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "labelSelector=app%3Da|s1",
                "labelSelector=app%3D%3Da|s1",
                "labelSelector=app!%3Da|s2 s3",
                "labelSelector=app|s1 s2",
                "labelSelector=!app|s3",
                "labelSelector=app+in+(a,b)|s1 s2",
                "labelSelector=app+notin+(a)|s2 s3",
                "labelSelector=app,n%3E1|s2",
                "labelSelector=n%3C2|s1",
                "fieldSelector=metadata.name%3Ds2|s2",
                "fieldSelector=metadata.name!%3Ds2|s1 s3"
            })
    void selectsByLabelsAndFields(String query, String expected) {
        String maps = "/api/v1/namespaces/selected/configmaps";
        client.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"selected\"}}");
        client.post(maps, map("s1", ",\"labels\":{\"app\":\"a\",\"n\":\"1\"}}"));
        client.post(maps, map("s2", ",\"labels\":{\"app\":\"b\",\"n\":\"2\"}}"));
        client.post(maps, map("s3"));
        assertEquals(List.of(expected.split(" ", -1)), names(client.get(maps + "?" + query)));
    }

    @Test
    void listItemsOfBuiltInKindsLeaveTheirTypeOut() {
        client.post(MAPS, map("untyped"));
        JsonObject item = client.get(MAPS + "?fieldSelector=metadata.name=untyped")
                .json()
                .getAsJsonArray("items")
                .get(0)
                .getAsJsonObject();
        assertFalse(
                item.has("kind"), "a client that trusts the kind of list items must fail here as it does in earnest");
    }

    @Test
    void dryRunAnswersAndKeepsNothing() {
        assertEquals(201, client.post(MAPS + "?dryRun=All", map("dry")).code());
        assertEquals(404, client.get(MAPS + "/dry").code());
        client.post(MAPS, map("wet"));
        assertEquals(
                "v",
                client.patch("merge-patch", MAPS + "/wet?dryRun=All", "{\"data\":{\"k\":\"v\"}}")
                        .at("data/k"));
        assertEquals(200, client.delete(MAPS + "/wet?dryRun=All").code());
        assertEquals("", client.get(MAPS + "/wet").at("data/k"));
    }

    @Test
    void unknownFieldsAreRefusedWarnedOfOrIgnoredAndNeverKept() {
        String body = map("odd", "},\"bogus\":1");
        Answer strict = client.post(MAPS + "?fieldValidation=Strict", body);
        assertEquals(400, strict.code());
        assertTrue(strict.at("message").contains("strict decoding error: unknown field \"bogus\""), strict.text());
        Answer warned = client.post(MAPS + "?fieldValidation=Warn", body);
        assertEquals("299 - \"unknown field \\\"bogus\\\"\"", warned.headers().get("warning"));
        assertFalse(warned.json().has("bogus"));
        assertFalse(
                client.put(MAPS + "/odd?fieldValidation=Ignore", body).headers().containsKey("warning"));
    }

    @Test
    void deletesUnderPreconditionsAndWaitsForFinalizers() {
        Answer made = client.post(MAPS, map("held", ",\"finalizers\":[\"example.org/hold\"]}"));
        Answer wrong = client.send("DELETE", MAPS + "/held", "{\"preconditions\":{\"uid\":\"other\"}}");
        assertEquals(409, wrong.code());
        String uid = made.at("metadata/uid");
        Answer deleted = client.send("DELETE", MAPS + "/held", "{\"preconditions\":{\"uid\":\"" + uid + "\"}}");
        assertFalse(deleted.at("metadata/deletionTimestamp").isEmpty(), deleted.text());
        Answer added = client.patch(
                "merge-patch",
                MAPS + "/held",
                "{\"metadata\":{\"finalizers\":[\"example.org/hold\",\"example.org/more\"]}}");
        assertEquals(422, added.code(), "no finalizer may be added while it is being deleted");
        assertEquals(
                200,
                client.patch("merge-patch", MAPS + "/held", "{\"metadata\":{\"finalizers\":null}}")
                        .code());
        assertEquals(404, client.get(MAPS + "/held").code());
    }

    @Test
    void answersOfferedFormsOnly() {
        assertEquals(406, client.with("Accept", "text/html").get(MAPS).code());
        assertEquals(
                200,
                client.with("Accept", "application/vnd.kubernetes.protobuf")
                        .get(MAPS)
                        .code());
        assertEquals(
                415,
                client.with("Content-Type", "text/plain").post(MAPS, map("x")).code());
        Answer table = client.with("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json")
                .get(MAPS);
        assertEquals("Table", table.at("kind"));
        assertEquals("Name", table.at("columnDefinitions/0/name"));
        Answer partial = client.with("Accept", "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io")
                .get(MAPS);
        assertEquals("PartialObjectMetadataList", partial.at("kind"));
    }

    @Test
    void faultsRefuseOnDemand() {
        server.faults().refuseNext(1, 429);
        Answer refused = client.get(MAPS);
        assertEquals(429, refused.code());
        assertEquals("1", refused.headers().get("retry-after"));
        assertEquals(200, client.get(MAPS).code());
        assertEquals(
                200, client.post("/lab/faults", "{\"next\":1,\"code\":500}").code());
        assertEquals(500, client.get(MAPS).code());
        assertEquals(200, client.get("/healthz").code());
    }

    @Test
    void anAnswerComesNoSoonerThanTheLatencyAskedFor() {
        assertEquals(200, client.post("/lab/faults", "{\"latencyMillis\":120}").code());
        long asked = System.nanoTime();
        assertEquals(200, client.get(MAPS).code());
        long took = System.nanoTime() - asked;
        server.faults().clear();
        assertTrue(took >= 120_000_000L, took + " ns");
    }

    @Test
    void tellsWhatItServes() {
        assertEquals("v1.34.0", client.get("/version").at("gitVersion"));
        assertEquals("APIVersions", client.get("/api").at("kind"));
        assertTrue(client.get("/apis").text().contains("coordination.k8s.io/v1"));
        assertFalse(client.get("/api/v1").text().contains("\"endpoints\""));
        assertTrue(client.get("/openapi/v3").text().contains("apis/apps/v1"));
        for (String path : List.of("/healthz", "/readyz", "/livez")) {
            assertEquals("ok", client.as("").get(path).text());
        }
    }

    private static List<String> names(Answer list) {
        return Json.objects(list.json(), "items").stream()
                .map(item -> Json.string(Json.object(item, "metadata"), "name"))
                .toList();
    }
}
