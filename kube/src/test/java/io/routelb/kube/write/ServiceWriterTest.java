package io.routelb.kube.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.models.V1Service;
import io.routelb.kube.StubApi;
import io.routelb.kube.api.KubeJson;
import io.routelb.model.Addresses;
import io.routelb.model.Condition;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceView;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceWriterTest {
    private static final String PATH = "/api/v1/namespaces/a/services/web";
    private static final ObjectKey KEY = new ObjectKey("a", "web");
    private static final Instant NOW = Instant.parse("2026-05-04T03:02:01.9Z");
    private static final Condition ALLOCATED =
            new Condition(ServiceWriter.ADDRESS_ALLOCATED, true, "Allocated", "from routed");
    private static final Condition PENDING =
            new Condition(ServiceWriter.ADDRESS_ALLOCATED, false, "Exhausted", "routed has no free address");
    private static final ServiceWriter.Assignment ASSIGNMENT = new ServiceWriter.Assignment(
            List.of(Addresses.of("198.51.100.10"), Addresses.of("2001:db8::10")), "routed", "remote", ALLOCATED);

    private StubApi api;
    private ServiceWriter writer;

    @BeforeEach
    void start() throws IOException {
        api = new StubApi(0);
        writer = new ServiceWriter(api.client(), this::known, Clock.fixed(NOW, ZoneOffset.UTC));
        api.put(
                PATH,
                "{\"metadata\":{\"namespace\":\"a\",\"name\":\"web\",\"annotations\":{\"theirs\":\"1\"}},"
                        + "\"spec\":{\"type\":\"LoadBalancer\"},\"status\":{\"conditions\":[{\"type\":\"Other\","
                        + "\"status\":\"True\",\"reason\":\"R\",\"message\":\"\","
                        + "\"lastTransitionTime\":\"2026-01-01T00:00:00Z\"}]}}");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private Optional<V1Service> known(ObjectKey key) {
        return api.at("/api/v1/namespaces/" + key.namespace() + "/services/" + key.name())
                .map(json -> KubeJson.gson().fromJson(json, V1Service.class));
    }

    private JsonObject stored() {
        return api.at(PATH).orElseThrow();
    }

    private String version() {
        return Json.text(Json.object(stored(), "metadata"), "resourceVersion");
    }

    private ServiceView view(String version) {
        return new ServiceView(
                KEY,
                "u",
                version,
                Instant.EPOCH,
                false,
                "LoadBalancer",
                "",
                "",
                List.of(),
                ServiceView.IpFamilyPolicy.SINGLE_STACK,
                List.of(),
                Map.of(),
                ServiceView.TrafficPolicy.CLUSTER,
                Map.of(),
                List.of(),
                List.of(),
                false,
                Set.of());
    }

    private JsonArray conditions() {
        return Json.array(Json.object(stored(), "status"), "conditions");
    }

    private JsonArray ingress() {
        return Json.array(Json.object(Json.object(stored(), "status"), "loadBalancer"), "ingress");
    }

    private JsonObject annotations() {
        return Json.object(Json.object(stored(), "metadata"), "annotations");
    }

    @Test
    void assignWritesTheMarkFirstThenTheAddresses() {
        assertEquals(new WriteResult.Written(), writer.assign(view(version()), ASSIGNMENT));
        assertEquals(
                "{\"theirs\":\"1\",\"purelb.io/allocated-by\":\"PureLB\",\"purelb.io/allocated-from\":\"routed\","
                        + "\"purelb.io/pool-type\":\"remote\"}",
                KubeJson.gson().toJson(sorted(annotations())));
        assertEquals(
                "[{\"ip\":\"198.51.100.10\",\"ipMode\":\"VIP\"},{\"ip\":\"2001:db8::10\",\"ipMode\":\"VIP\"}]",
                ingress().toString());
        List<StubApi.Request> writes = api.writes();
        assertEquals(
                List.of(PATH, PATH + "/status"),
                writes.stream().map(StubApi.Request::path).toList());
        assertTrue(writes.stream().allMatch(write -> write.contentType().equals("application/merge-patch+json")));
    }

    private static JsonObject sorted(JsonObject object) {
        JsonObject sorted = new JsonObject();
        List.of("theirs", "purelb.io/allocated-by", "purelb.io/allocated-from", "purelb.io/pool-type")
                .forEach(name -> sorted.add(name, object.get(name)));
        assertEquals(sorted.size(), object.size());
        return sorted;
    }

    @Test
    void conditionsOfOthersAreKept() {
        writer.assign(view(version()), ASSIGNMENT);
        assertEquals(2, conditions().size());
        JsonObject ours = ConditionList.find(conditions(), ServiceWriter.ADDRESS_ALLOCATED)
                .orElseThrow();
        assertEquals("2026-05-04T03:02:01Z", Json.text(ours, "lastTransitionTime"));
        assertEquals("True", Json.text(ours, "status"));
        JsonObject theirs = ConditionList.find(conditions(), "Other").orElseThrow();
        assertEquals("2026-01-01T00:00:00Z", Json.text(theirs, "lastTransitionTime"));
    }

    @Test
    void whatIsSoAlreadyIsNotWrittenAgain() {
        writer.assign(view(version()), ASSIGNMENT);
        int before = api.writes().size();
        assertEquals(new WriteResult.Written(), writer.assign(view(version()), ASSIGNMENT));
        assertEquals(new WriteResult.Written(), writer.condition(view(version()), ALLOCATED));
        assertEquals(before, api.writes().size());
    }

    @Test
    void aSecondRunAfterACrashBetweenTheTwoWritesCompletes() {
        api.fail(500, "/status");
        assertInstanceOf(WriteResult.Failed.class, writer.assign(view(version()), ASSIGNMENT));
        assertTrue(ingress().isEmpty());
        api.fail(0, "");
        assertEquals(new WriteResult.Written(), writer.assign(view(version()), ASSIGNMENT));
        assertEquals(2, ingress().size());
    }

    @Test
    void releaseClearsTheAddressFirstThenTheMark() {
        writer.assign(view(version()), ASSIGNMENT);
        int before = api.writes().size();
        assertEquals(new WriteResult.Written(), writer.release(view(version()), List.of()));
        assertTrue(ingress().isEmpty());
        assertEquals("{\"theirs\":\"1\"}", annotations().toString());
        assertEquals(1, conditions().size());
        assertEquals(
                List.of(PATH + "/status", PATH),
                api.writes().stream().skip(before).map(StubApi.Request::path).toList());
    }

    @Test
    void aMarkedServiceGetsItsNewAddressBeforeItIsToldTheGroup() {
        writer.assign(view(version()), ASSIGNMENT);
        int before = api.writes().size();
        writer.assign(
                view(version()),
                new ServiceWriter.Assignment(List.of(Addresses.of("203.0.113.1")), "other", "remote", ALLOCATED));
        assertEquals(
                List.of(PATH + "/status", PATH),
                api.writes().stream().skip(before).map(StubApi.Request::path).toList());
    }

    @Test
    void releaseLeavesWhatAnotherControllerWrote() {
        writer.assign(view(version()), ASSIGNMENT);
        writer.release(view(version()), List.of("2001:db8::10"));
        assertEquals("[{\"ip\":\"2001:db8::10\",\"ipMode\":\"VIP\"}]", ingress().toString());
        assertEquals("{\"theirs\":\"1\"}", annotations().toString());
    }

    @Test
    void anInterruptedReleaseLeavesTheMarkAndIsCompletedLater() {
        writer.assign(view(version()), ASSIGNMENT);
        writer.release(view(version()), PENDING);
        api.put(PATH, stored().toString().replace("\"theirs\":\"1\"", "\"purelb.io/allocated-by\":\"PureLB\""));
        assertEquals(new WriteResult.Written(), writer.release(view(version()), PENDING));
        assertEquals("{}", annotations().toString());
        assertEquals(
                "Exhausted",
                Json.text(
                        ConditionList.find(conditions(), ServiceWriter.ADDRESS_ALLOCATED)
                                .orElseThrow(),
                        "reason"));
    }

    @Test
    void aPendingServiceGetsOnlyItsCondition() {
        assertEquals(new WriteResult.Written(), writer.condition(view(version()), PENDING));
        assertEquals("{\"theirs\":\"1\"}", annotations().toString());
        assertTrue(ingress().isEmpty());
        assertEquals(2, conditions().size());
    }

    @Test
    void aServiceThatChangedSinceTheSnapshotIsNotTouched() {
        String old = version();
        api.put(PATH, stored().toString());
        assertEquals(new WriteResult.Conflict(), writer.assign(view(old), ASSIGNMENT));
        assertTrue(api.writes().isEmpty());
    }

    @Test
    void aServiceThatChangesWhileWeWriteIsAConflict() {
        ServiceWriter late = new ServiceWriter(
                api.client(),
                key -> {
                    Optional<V1Service> seen = known(key);
                    api.put(PATH, stored().toString());
                    return seen;
                },
                Clock.systemUTC());
        assertEquals(new WriteResult.Conflict(), late.assign(view(version()), ASSIGNMENT));
        assertFalse(annotations().has("purelb.io/allocated-by"));
    }

    @Test
    void aServiceThatIsGoneIsReportedAsGone() {
        ServiceView seen = view(version());
        Optional<V1Service> last = known(KEY);
        api.delete(PATH);
        assertEquals(new WriteResult.Gone(), writer.assign(seen, ASSIGNMENT));
        assertEquals(
                new WriteResult.Gone(),
                new ServiceWriter(api.client(), key -> last, Clock.systemUTC()).assign(seen, ASSIGNMENT));
    }

    @Test
    void aRefusedWriteSaysWhyInOneSentence() {
        api.fail(403, "services");
        WriteResult.Failed failed =
                assertInstanceOf(WriteResult.Failed.class, writer.condition(view(version()), PENDING));
        assertEquals("cannot patch " + PATH + "/status: stub says 403 ", failed.reason());
    }
}
