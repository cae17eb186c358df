package io.routelb.kube.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.routelb.kube.Eventually;
import io.routelb.kube.StubApi;
import io.routelb.model.ObjectKey;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventWriterTest {
    private static final EventWriter.Regarding WEB =
            EventWriter.Regarding.service(new ObjectKey("a", "web"), "u1", "7");

    private StubApi api;
    private EventWriter writer;

    @BeforeEach
    void start() throws IOException {
        api = new StubApi(0);
        writer = new EventWriter(api.client(), "routelb.io/allocator", "pod-1", Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        writer.close();
        api.close();
    }

    private void exhausted(EventWriter.Regarding about, String note) {
        writer.record(about, EventWriter.Type.WARNING, "Exhausted", "Allocate", note);
    }

    @Test
    void anEventNamesItsObjectReasonAndReporter() {
        exhausted(WEB, "routed has no free address");
        Eventually.holds("sent", () -> api.writes().size() == 1);
        StubApi.Request create = api.writes().getFirst();
        assertEquals("/apis/events.k8s.io/v1/namespaces/a/events", create.path());
        JsonObject event = create.body();
        assertEquals("Warning", Json.text(event, "type"));
        assertEquals("Exhausted", Json.text(event, "reason"));
        assertEquals("Allocate", Json.text(event, "action"));
        assertEquals("routelb.io/allocator", Json.text(event, "reportingController"));
        assertEquals("pod-1", Json.text(event, "reportingInstance"));
        assertEquals("u1", Json.text(Json.object(event, "regarding"), "uid"));
        assertTrue(Json.text(event, "eventTime").matches("[0-9T:-]{19}\\.[0-9]{6}Z"));
    }

    @Test
    void aRepetitionRaisesTheCountOfTheEventAlreadyThere() {
        exhausted(WEB, "note");
        Eventually.holds("created", () -> api.writes().size() == 1);
        exhausted(WEB, "note");
        Eventually.holds("raised", () -> api.writes().size() == 2);
        StubApi.Request raise = api.writes().getLast();
        assertEquals("PATCH", raise.method());
        assertEquals("2", Json.text(Json.object(raise.body(), "series"), "count"));
    }

    @Test
    void anotherNoteIsANewEventBecauseOnlyTheSeriesOfOneMayChange() {
        exhausted(WEB, "note");
        Eventually.holds("created", () -> api.writes().size() == 1);
        exhausted(WEB, "another note");
        Eventually.holds("created again", () -> api.writes().size() == 2);
        assertEquals(
                List.of("POST", "POST"),
                api.writes().stream().map(StubApi.Request::method).toList());
    }

    @Test
    void eventsOfClusterScopedObjectsAreInNamespaceDefault() {
        exhausted(EventWriter.Regarding.node("n1", "u"), "note");
        Eventually.holds("sent", () -> api.writes().size() == 1);
        assertEquals(
                "/apis/events.k8s.io/v1/namespaces/default/events",
                api.writes().getFirst().path());
    }

    @Test
    void recordingNeverBlocksAndNeverKeepsMoreThanTheLimit() {
        api.fail(403, "events");
        for (int i = 0; i < 3 * EventWriter.MOST_WAITING; i++) {
            exhausted(EventWriter.Regarding.service(new ObjectKey("a", "s" + i), "u" + i, ""), "note");
            exhausted(WEB, "note");
        }
        assertTrue(writer.waitingNow() <= EventWriter.MOST_WAITING);
    }

    @Test
    void closingSendsWhatIsWaiting() {
        exhausted(WEB, "note");
        writer.close();
        assertEquals(1, api.writes().size());
    }
}
