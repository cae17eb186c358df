package io.routelb.lab.apiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.WatchLines.Event;
import io.routelb.lab.apiserver.store.Json;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Watches as controllers feel them: from a version, by selection, bookmarked, too late, closed, not read. */
class WatchTest {
    private static final int HISTORY = 50;
    private static ApiServer server;
    private static RestClient client;

    @BeforeAll
    static void start() throws IOException {
        server = ApiServer.start(Options.defaults().withWatchHistory(HISTORY));
        client = RestClient.admin(server);
    }

    @AfterAll
    static void stop() throws IOException {
        client.close();
        server.close();
    }

    /** A namespace of the test's own; its ConfigMaps. */
    private static String maps(String namespace) {
        client.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + namespace + "\"}}");
        return "/api/v1/namespaces/" + namespace + "/configmaps";
    }

    private static String create(String maps, String name) {
        return client.post(maps, "{\"metadata\":{\"name\":\"" + name + "\"}}").at("metadata/resourceVersion");
    }

    @Test
    void tellsEveryChangeAfterTheVersionOnceAndInOrder() throws IOException, InterruptedException {
        String maps = maps("ordered");
        String from = create(maps, "before");
        create(maps, "a");
        try (WatchLines watch = client.watch(maps + "?watch=true&resourceVersion=" + from)) {
            create(maps, "b");
            client.patch("merge-patch", maps + "/a", "{\"data\":{\"k\":\"v\"}}");
            String last = client.get(maps + "/b").at("metadata/resourceVersion");
            client.delete(maps + "/b");
            assertEquals(List.of("ADDED a", "ADDED b", "MODIFIED a"), watch.next(3));
            Event deleted = watch.next();
            assertEquals("DELETED b", deleted.toString());
            assertTrue(
                    Long.parseLong(deleted.revision()) > Long.parseLong(last), "a deletion has a version of its own");
            assertEquals("ConfigMap", Json.string(deleted.object(), "kind"));
        }
    }

    @Test
    void startsWithWhatIsThereWhenNoVersionIsNamed() throws IOException, InterruptedException {
        String maps = maps("initial");
        create(maps, "a");
        create(maps, "b");
        try (WatchLines watch = client.watch(maps + "?watch=1")) {
            assertEquals(List.of("ADDED a", "ADDED b"), watch.next(2));
        }
    }

    @Test
    void endsTheInitialEventsWithABookmark() throws IOException, InterruptedException {
        String maps = maps("streamed");
        create(maps, "a");
        String query = "?watch=1&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan";
        try (WatchLines watch = client.watch(maps + query)) {
            assertEquals("ADDED a", watch.next().toString());
            Event mark = watch.next();
            assertEquals("BOOKMARK", mark.type());
            JsonObject annotations = Json.object(Json.object(mark.object(), "metadata"), "annotations");
            assertEquals("true", Json.string(annotations, "k8s.io/initial-events-end"));
            create(maps, "b");
            assertEquals("ADDED b", watch.next().toString());
        }
    }

    @Test
    void bookmarksMoveOnWithOtherResources() throws IOException, InterruptedException {
        String maps = maps("marked");
        String from = create(maps, "a");
        try (WatchLines watch = client.watch(maps + "?watch=1&allowWatchBookmarks=true&resourceVersion=" + from)) {
            String later = client.post("/api/v1/namespaces/marked/secrets", "{\"metadata\":{\"name\":\"s\"}}")
                    .at("metadata/resourceVersion");
            Event mark = watch.next();
            assertEquals("BOOKMARK", mark.type());
            assertTrue(Long.parseLong(mark.revision()) >= Long.parseLong(later), mark.revision());
        }
    }

    @Test
    void showsObjectsEnteringAndLeavingTheSelection() throws IOException, InterruptedException {
        String maps = maps("selecting");
        String from = create(maps, "a");
        try (WatchLines watch = client.watch(maps + "?watch=1&labelSelector=in%3Dyes&resourceVersion=" + from)) {
            String label = "{\"metadata\":{\"labels\":{\"in\":\"%s\"}}}";
            client.patch("merge-patch", maps + "/a", label.formatted("yes"));
            client.patch("merge-patch", maps + "/a", "{\"data\":{\"k\":\"v\"}}");
            String left = client.patch("merge-patch", maps + "/a", label.formatted("no"))
                    .at("metadata/resourceVersion");
            client.delete(maps + "/a");
            create(maps, "other");
            assertEquals(List.of("ADDED a", "MODIFIED a"), watch.next(2));
            Event gone = watch.next();
            assertEquals("DELETED a", gone.toString());
            assertEquals(left, gone.revision());
            assertEquals("yes", Json.string(Json.object(Json.object(gone.object(), "metadata"), "labels"), "in"));
        }
    }

    @Test
    void refusesAVersionOlderThanItsHistory() throws IOException, InterruptedException {
        String maps = maps("forgotten");
        String from = create(maps, "a");
        for (int i = 0; i <= HISTORY; i++) {
            client.patch("merge-patch", maps + "/a", "{\"data\":{\"k\":\"" + i + "\"}}");
        }
        expired(maps, from);
    }

    @Test
    void refusesWhatWasCompacted() throws IOException, InterruptedException {
        String maps = maps("compacted");
        String from = create(maps, "a");
        create(maps, "b");
        server.faults().compact();
        expired(maps, from);
        try (WatchLines watch = client.watch(
                maps + "?watch=1&resourceVersion=" + client.get(maps).at("metadata/resourceVersion"))) {
            create(maps, "c");
            assertEquals("ADDED c", watch.next().toString());
        }
    }

    private static void expired(String maps, String from) throws IOException, InterruptedException {
        try (WatchLines watch = client.watch(maps + "?watch=1&resourceVersion=" + from)) {
            assertEquals(200, watch.code());
            Event error = watch.next();
            assertEquals("ERROR", error.type());
            assertEquals("410", Json.string(error.object(), "code"));
            assertEquals("Expired", Json.string(error.object(), "reason"));
            assertTrue(watch.ends());
        }
    }

    @Test
    void endsAfterItsTimeoutAndWhenToldTo() throws IOException, InterruptedException {
        String maps = maps("ending");
        try (WatchLines watch = client.watch(maps + "?watch=1&timeoutSeconds=1")) {
            assertTrue(watch.ends());
        }
        try (WatchLines watch = client.watch(maps + "?watch=1")) {
            create(maps, "a");
            assertEquals("ADDED a", watch.next().toString());
            assertTrue(server.faults().closeWatches() >= 1);
            assertTrue(watch.ends());
        }
    }

    @Test
    void cutsOffAWatcherThatDoesNotRead() throws IOException, InterruptedException {
        String maps = maps("deaf");
        create(maps, "a");
        String big = "x".repeat(200_000);
        try (StuckWatch stuck = StuckWatch.open(server, maps + "?watch=1")) {
            for (int i = 0; i < 2200; i++) {
                client.patch("merge-patch", maps + "/a", "{\"data\":{\"k\":\"" + i + (i < 60 ? big : "") + "\"}}");
            }
            assertTrue(stuck.wasCut(), "the server must not buffer for ever");
        }
        assertEquals(200, client.get(maps).code());
    }

    @Test
    void refusesParametersThatMakeNoSense() {
        String maps = maps("senseless");
        assertEquals(400, client.get(maps + "?watch=1&resourceVersion=abc").code());
        assertEquals(400, client.get(maps + "?watch=1&sendInitialEvents=true").code());
        assertEquals(504, client.get(maps + "?resourceVersion=999999999").code());
        assertThrows(AssertionError.class, () -> {
            try (WatchLines watch = client.watch(maps + "?watch=1&resourceVersion=0&timeoutSeconds=1")) {
                watch.next();
            }
        });
    }
}
