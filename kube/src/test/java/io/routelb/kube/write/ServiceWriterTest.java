package io.routelb.kube.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.routelb.kube.StubApi;
import io.routelb.kube.api.KubeJson;
import io.routelb.kube.api.Service;
import io.routelb.model.Condition;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceView;
import io.routelb.model.ServiceView.Ingress;
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
    private static final String BY = "purelb.io/allocated-by";
    private static final Condition OTHER = new Condition("Other", true, "R", "");
    private static final Condition ALLOCATED =
            new Condition(ServiceView.ADDRESS_ALLOCATED, true, "Allocated", "from routed");
    private static final Condition PENDING =
            new Condition(ServiceView.ADDRESS_ALLOCATED, false, "Exhausted", "routed has no free address");
    private static final Ingress V4 = new Ingress("198.51.100.10", "", "VIP");
    private static final Ingress V6 = new Ingress("2001:db8::10", "", "VIP");
    private static final Ingress THEIRS = new Ingress("", "lb.example.org", "");

    private StubApi api;
    private ServiceWriter writer;

    @BeforeEach
    void start() throws IOException {
        api = new StubApi(0);
        writer = new ServiceWriter(api.client(), this::known, Clock.fixed(NOW, ZoneOffset.UTC));
        api.put(
                PATH,
                "{\"metadata\":{\"namespace\":\"a\",\"name\":\"web\",\"annotations\":{\"theirs\":\"1\"},"
                        + "\"finalizers\":[\"z.example/1\",\"a.example/2\"]},"
                        + "\"spec\":{\"type\":\"LoadBalancer\"},\"status\":{\"conditions\":[{\"type\":\"Other\","
                        + "\"status\":\"True\",\"reason\":\"R\",\"message\":\"\","
                        + "\"lastTransitionTime\":\"2026-01-01T00:00:00Z\"}],\"loadBalancer\":{\"ingress\":"
                        + "[{\"hostname\":\"lb.example.org\",\"ports\":[{\"port\":1,\"protocol\":\"TCP\"}]}]}}}");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private Optional<Service> known(ObjectKey key) {
        return api.at("/api/v1/namespaces/" + key.namespace() + "/services/" + key.name())
                .map(json -> KubeJson.gson().fromJson(json, Service.class));
    }

    private JsonObject stored() {
        return api.at(PATH).orElseThrow();
    }

    private JsonObject metadata() {
        return Json.object(stored(), "metadata");
    }

    /** The Service as it was put there. */
    private ServiceView read() {
        return new ServiceView(
                KEY,
                "u",
                Json.text(metadata(), "resourceVersion"),
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
                Map.of("theirs", "1"),
                List.of(THEIRS),
                List.of(OTHER),
                false,
                Set.of("z.example/1", "a.example/2"));
    }

    private static ServiceView allocated(ServiceView view) {
        return view.with(
                view.resourceVersion(),
                Map.of("theirs", "1", BY, "PureLB"),
                Set.of("z.example/1", "a.example/2", "purelb.io/ipam"),
                List.of(THEIRS, V4, V6),
                List.of(OTHER, ALLOCATED));
    }

    private ServiceView writeAllocated() {
        assertEquals(new WriteResult.Written(), writer.write(read(), allocated(read())));
        return allocated(read());
    }

    private static ServiceView with(ServiceView view, Condition condition) {
        return view.with(
                view.resourceVersion(),
                view.annotations(),
                view.finalizers(),
                view.ingress(),
                List.of(OTHER, condition));
    }

    private JsonArray conditions() {
        return Json.array(Json.object(stored(), "status"), "conditions");
    }

    private JsonArray ingress() {
        return Json.array(Json.object(Json.object(stored(), "status"), "loadBalancer"), "ingress");
    }

    private JsonObject ours() {
        return ConditionList.find(conditions(), ServiceView.ADDRESS_ALLOCATED).orElseThrow();
    }

    @Test
    void marksFinalizersAddressesAndConditionAreOneRequest() {
        String version = read().resourceVersion();
        writeAllocated();
        assertEquals(1, api.writes().size());
        StubApi.Request write = api.writes().getFirst();
        assertEquals(PATH + "/status", write.path());
        assertEquals("application/merge-patch+json", write.contentType());
        assertEquals(version, Json.text(Json.object(write.body(), "metadata"), "resourceVersion"));
        assertEquals(
                "{\"theirs\":\"1\",\"purelb.io/allocated-by\":\"PureLB\"}",
                metadata().get("annotations").toString());
        assertEquals(
                "[\"z.example/1\",\"a.example/2\",\"purelb.io/ipam\"]",
                metadata().get("finalizers").toString());
        assertEquals("Allocated", Json.text(ours(), "reason"));
    }

    @Test
    void anEntryOfAnotherControllerKeepsWhatOurViewLeavesOut() {
        writeAllocated();
        assertEquals(
                "[{\"hostname\":\"lb.example.org\",\"ports\":[{\"port\":1,\"protocol\":\"TCP\"}]},"
                        + "{\"ip\":\"198.51.100.10\",\"ipMode\":\"VIP\"},{\"ip\":\"2001:db8::10\",\"ipMode\":\"VIP\"}]",
                ingress().toString());
    }

    @Test
    void conditionsOfOthersAreKept() {
        writeAllocated();
        assertEquals(2, conditions().size());
        assertEquals("2026-05-04T03:02:01Z", Json.text(ours(), "lastTransitionTime"));
        assertEquals("True", Json.text(ours(), "status"));
        JsonObject theirs = ConditionList.find(conditions(), "Other").orElseThrow();
        assertEquals("2026-01-01T00:00:00Z", Json.text(theirs, "lastTransitionTime"));
    }

    /** The API server takes an empty text for no time and would refuse the whole write. */
    @Test
    void aConditionOfAnotherThatHasNoTimeGetsNone() {
        JsonObject without = stored().deepCopy();
        Json.array(Json.object(without, "status"), "conditions")
                .get(0)
                .getAsJsonObject()
                .remove("lastTransitionTime");
        api.put(PATH, without.toString());
        writeAllocated();
        assertFalse(ConditionList.find(conditions(), "Other").orElseThrow().has("lastTransitionTime"));
        assertEquals(2, conditions().size());
    }

    @Test
    void whatIsSoAlreadyIsNotWrittenAgain() {
        ServiceView now = writeAllocated();
        assertEquals(new WriteResult.Written(), writer.write(now, now));
        assertEquals(1, api.writes().size());
    }

    @Test
    void releaseTakesEveryTraceAwayInOneRequest() {
        ServiceView now = writeAllocated();
        ServiceView free = now.with(
                now.resourceVersion(),
                Map.of("theirs", "1"),
                Set.of("z.example/1", "a.example/2"),
                List.of(THEIRS),
                List.of(OTHER));
        assertEquals(new WriteResult.Written(), writer.write(now, free));
        assertEquals(2, api.writes().size());
        assertEquals("{\"theirs\":\"1\"}", metadata().get("annotations").toString());
        assertEquals(
                "[\"z.example/1\",\"a.example/2\"]",
                metadata().get("finalizers").toString());
        assertEquals(1, ingress().size());
        assertEquals(1, conditions().size());
    }

    @Test
    void theLastEntriesOfAListTakeItWithThem() {
        ServiceView now = read();
        ServiceView bare = now.with(now.resourceVersion(), Map.of(), Set.of(), List.of(), List.of(OTHER));
        writer.write(now, bare);
        assertEquals("{}", metadata().get("annotations").toString());
        assertEquals("[]", metadata().get("finalizers").toString());
        assertTrue(ingress().isEmpty());
    }

    @Test
    void aUsersOneShotAnnotationGoesInTheSameRequest() {
        ServiceView now = read();
        ServiceView done = now.with(
                now.resourceVersion(), Map.of(), now.finalizers(), List.of(THEIRS, V4), List.of(OTHER, ALLOCATED));
        writer.write(now, done);
        assertEquals(1, api.writes().size());
        assertEquals("{}", metadata().get("annotations").toString());
        assertEquals(2, ingress().size());
    }

    @Test
    void aPendingServiceGetsOnlyItsCondition() {
        ServiceView now = read();
        assertEquals(new WriteResult.Written(), writer.write(now, with(now, PENDING)));
        assertEquals(
                Set.of("resourceVersion"),
                Json.object(api.writes().getFirst().body(), "metadata").keySet());
        assertEquals(
                Set.of("conditions"),
                Json.object(api.writes().getFirst().body(), "status").keySet());
        assertEquals("Exhausted", Json.text(ours(), "reason"));
    }

    @Test
    void aServiceThatChangedSinceTheSnapshotIsNotTouched() {
        ServiceView old = read();
        api.put(PATH, stored().toString());
        assertEquals(new WriteResult.Conflict(), writer.write(old, allocated(old)));
        assertTrue(api.writes().isEmpty());
    }

    @Test
    void aServiceThatChangesWhileWeWriteIsAConflictAndNothingOfItIsWritten() {
        ServiceWriter late = new ServiceWriter(
                api.client(),
                key -> {
                    Optional<Service> seen = known(key);
                    api.put(PATH, stored().toString());
                    return seen;
                },
                Clock.systemUTC());
        JsonObject before = stored();
        assertEquals(new WriteResult.Conflict(), late.write(read(), allocated(read())));
        assertEquals(before.get("status"), stored().get("status"));
        assertEquals(
                before.getAsJsonObject("metadata").get("annotations"),
                metadata().get("annotations"));
    }

    @Test
    void aServiceThatIsGoneIsReportedAsGone() {
        ServiceView seen = read();
        Optional<Service> last = known(KEY);
        api.delete(PATH);
        assertEquals(new WriteResult.Gone(), writer.write(seen, allocated(seen)));
        assertEquals(
                new WriteResult.Gone(),
                new ServiceWriter(api.client(), key -> last, Clock.systemUTC()).write(seen, allocated(seen)));
    }

    @Test
    void aRefusedWriteSaysWhyInOneSentence() {
        api.fail(403, "services");
        WriteResult.Failed failed =
                assertInstanceOf(WriteResult.Failed.class, writer.write(read(), with(read(), PENDING)));
        assertEquals("cannot patch " + PATH + "/status: stub says 403 ", failed.reason());
    }
}
