package io.routelb.lab.apiserver.http;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.api.ResourceType;
import io.routelb.lab.apiserver.builtin.BuiltinTypes;
import io.routelb.lab.apiserver.registry.Lists;
import io.routelb.lab.apiserver.registry.Selection;
import io.routelb.lab.apiserver.status.ApiError;
import io.routelb.lab.apiserver.store.Change;
import io.routelb.lab.apiserver.store.ExpiredException;
import io.routelb.lab.apiserver.store.Image;
import io.routelb.lab.apiserver.store.Json;
import io.routelb.lab.apiserver.store.Store;
import io.routelb.lab.apiserver.store.Stored;
import io.routelb.lab.apiserver.store.Subscription;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Watch streams: one JSON document a line. Each runs on its request's thread and reads a bounded subscription; when the store closes that
 * because the client does not read, the thread is interrupted, which closes the connection.
 */
final class Watches {
    private static final int BUFFER = 2000;
    private static final int MIN_TIMEOUT_SECONDS = 1800;
    private static final int BOOKMARK_SECONDS = 2;
    private static final String INITIAL_EVENTS_END = "k8s.io/initial-events-end";

    private final Store store;

    Watches(Store store) {
        this.store = store;
    }

    private record Wanted(
            ResourceType type,
            Selection selection,
            View view,
            long from,
            boolean initial,
            boolean bookmarks,
            int seconds) {}

    Reply watch(ResourceType type, Selection selection, Request request) throws ApiError {
        View view = View.of(request);
        String version = request.parameter("resourceVersion");
        boolean sendInitial = request.flag("sendInitialEvents");
        String match = request.parameter("resourceVersionMatch");
        if (request.query().containsKey("sendInitialEvents") && !match.equals("NotOlderThan")) {
            throw ApiError.badRequest(
                    "resourceVersionMatch: Required value: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        }
        if (!request.query().containsKey("sendInitialEvents") && !match.isEmpty()) {
            throw ApiError.badRequest("resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch");
        }
        long from = Lists.version(version);
        boolean fromNow = from == 0 && request.query().containsKey("sendInitialEvents") && !sendInitial;
        int seconds = request.number(
                "timeoutSeconds",
                MIN_TIMEOUT_SECONDS + ThreadLocalRandom.current().nextInt(MIN_TIMEOUT_SECONDS));
        boolean initial = sendInitial || (from == 0 && !fromNow);
        Wanted wanted = new Wanted(type, selection, view, from, initial, request.flag("allowWatchBookmarks"), seconds);
        return new Reply.Stream("application/json", out -> stream(wanted, sendInitial, out));
    }

    private void stream(Wanted wanted, boolean markEnd, OutputStream out) throws IOException, InterruptedException {
        Thread reader = Thread.currentThread();
        Subscription subscription;
        try {
            Optional<Long> from =
                    wanted.initial() || wanted.from() == 0 ? Optional.empty() : Optional.of(wanted.from());
            subscription = store.subscribe(BuiltinTypes.storage(wanted.type()), from, BUFFER, reader::interrupt);
        } catch (ExpiredException expired) {
            String status = Json.text(
                    ApiError.expired(String.valueOf(expired.getMessage())).status());
            send(out, "ERROR", status);
            return;
        }
        try {
            if (wanted.initial()) {
                sendInitial(wanted, subscription.image(), markEnd, out);
            }
            for (Change change : subscription.backlog()) {
                send(wanted, change, out);
            }
            out.flush();
            follow(wanted, subscription, out);
        } finally {
            store.unsubscribe(subscription);
            Thread.interrupted();
        }
    }

    private static void sendInitial(Wanted wanted, Image image, boolean markEnd, OutputStream out) throws IOException {
        List<Stored> all = image.list(
                BuiltinTypes.storage(wanted.type()), wanted.selection().namespace());
        for (Stored stored : all) {
            if (wanted.selection().matches(stored)) {
                send(out, "ADDED", wanted.view().event(wanted.type(), stored));
            }
        }
        if (markEnd && wanted.bookmarks()) {
            send(out, "BOOKMARK", bookmark(wanted.type(), image.revision(), true));
        }
    }

    private static void follow(Wanted wanted, Subscription subscription, OutputStream out)
            throws IOException, InterruptedException {
        long now = System.nanoTime();
        long end = now + TimeUnit.SECONDS.toNanos(wanted.seconds());
        long nextBookmark = now + TimeUnit.SECONDS.toNanos(BOOKMARK_SECONDS);
        while (now < end && !subscription.closed()) {
            long delivered = subscription.deliveredRevision();
            long wait = TimeUnit.NANOSECONDS.toMillis(Math.min(end, nextBookmark) - now) + 1;
            Optional<Change> change = subscription.next(0);
            if (change.isEmpty()) {
                out.flush();
                if (now >= nextBookmark) {
                    nextBookmark = now + TimeUnit.SECONDS.toNanos(BOOKMARK_SECONDS);
                    if (wanted.bookmarks()) {
                        send(out, "BOOKMARK", bookmark(wanted.type(), delivered, false));
                        out.flush();
                    }
                }
                change = subscription.next(Math.max(1, wait));
            }
            if (change.isPresent()) {
                send(wanted, change.get(), out);
            }
            now = System.nanoTime();
        }
        out.flush();
    }

    private static void send(Wanted wanted, Change change, OutputStream out) throws IOException {
        Selection selection = wanted.selection();
        if (change.revision() <= wanted.from()) {
            return;
        }
        boolean after = !(change instanceof Change.Removed) && selection.matches(change.object());
        boolean before = switch (change) {
            case Change.Added added -> false;
            case Change.Modified modified -> selection.matches(modified.before());
            case Change.Removed removed -> selection.matches(removed.before());
        };
        if (!before && !after) {
            return;
        }
        Stored shown = change instanceof Change.Modified modified && !after
                ? modified.before().at(change.revision())
                : change.object();
        String type = !before ? "ADDED" : after ? "MODIFIED" : "DELETED";
        send(out, type, wanted.view().event(wanted.type(), shown));
    }

    private static String bookmark(ResourceType type, long revision, boolean initialEventsEnd) {
        JsonObject metadata = new JsonObject();
        metadata.addProperty("resourceVersion", Long.toString(revision));
        metadata.add("creationTimestamp", JsonNull.INSTANCE);
        if (initialEventsEnd) {
            JsonObject annotations = new JsonObject();
            annotations.addProperty(INITIAL_EVENTS_END, "true");
            metadata.add("annotations", annotations);
        }
        JsonObject bookmark = new JsonObject();
        bookmark.addProperty("kind", type.kind());
        bookmark.addProperty("apiVersion", type.apiVersion());
        bookmark.add("metadata", metadata);
        return Json.text(bookmark);
    }

    private static void send(OutputStream out, String type, String object) throws IOException {
        String line = "{\"type\":\"" + type + "\",\"object\":" + object + "}\n";
        out.write(line.getBytes(StandardCharsets.UTF_8));
    }
}
