package io.routelb.kube.write;

import com.google.gson.JsonObject;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeApi.PatchType;
import io.routelb.kube.api.KubeFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes events of {@code events.k8s.io/v1} and paces them. Only {@code series} of a stored event may change, so a repetition with another
 * note is a new event. Owned by the thread of {@link EventWriter}.
 */
final class EventSender {
    static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final Duration SAME_SERIES = Duration.ofMinutes(10);
    private static final int MOST_REMEMBERED = 2_000;
    private static final long BURST = 25;
    private static final long NANOS_PER_EVENT = 200_000_000L;

    private record Sent(String path, String note, long count, Instant last) {}

    private final KubeApi api;
    private final String controller;
    private final String instance;
    private final Clock clock;
    private final Map<EventWriter.Key, Sent> sent = new LinkedHashMap<>();
    private long nextFreeNanos = System.nanoTime() - BURST * NANOS_PER_EVENT;
    private long serial;

    EventSender(KubeApi api, String controller, String instance, Clock clock) {
        this.api = api;
        this.controller = controller;
        this.instance = instance;
        this.clock = clock;
    }

    void send(EventWriter.Waiting event) throws KubeFailure, InterruptedException {
        pace();
        Instant now = clock.instant();
        Optional<Sent> before = Optional.ofNullable(sent.get(event.key()))
                .filter(same -> same.note().equals(event.note()))
                .filter(same -> same.last().plus(SAME_SERIES).isAfter(now));
        if (before.isEmpty() || !raise(event, before.get(), now)) {
            create(event, now);
        }
    }

    /** False when the stored event has expired and a new one is due. */
    private boolean raise(EventWriter.Waiting event, Sent before, Instant now) throws KubeFailure {
        long count = before.count() + event.count();
        try {
            api.patch(before.path(), PatchType.MERGE, Json.with("series", series(count, now)));
        } catch (KubeFailure e) {
            if (e.reason() == KubeFailure.Reason.NOT_FOUND) {
                return false;
            }
            throw e;
        }
        remember(event.key(), new Sent(before.path(), event.note(), count, now));
        return true;
    }

    private void create(EventWriter.Waiting event, Instant now) throws KubeFailure {
        EventWriter.Regarding about = event.regarding();
        String namespace =
                about.key().namespace().isEmpty() ? "default" : about.key().namespace();
        String name = about.key().name() + "." + Long.toHexString(now.toEpochMilli()) + Long.toHexString(serial++);
        JsonObject body = new JsonObject();
        body.addProperty("apiVersion", "events.k8s.io/v1");
        body.addProperty("kind", "Event");
        body.add("metadata", Json.map(Map.of("name", name, "namespace", namespace)));
        body.addProperty("eventTime", MICROS.format(now));
        body.addProperty("type", event.type());
        body.addProperty("reason", event.reason());
        body.addProperty("action", event.action());
        body.addProperty("note", event.note());
        if (event.count() > 1) {
            body.add("series", series(event.count(), now));
        }
        body.addProperty("reportingController", controller);
        body.addProperty("reportingInstance", instance);
        JsonObject regarding = Json.map(Map.of(
                "apiVersion", about.apiVersion(),
                "kind", about.kind(),
                "name", about.key().name(),
                "namespace", about.key().namespace(),
                "uid", about.uid(),
                "resourceVersion", about.resourceVersion()));
        regarding.entrySet().removeIf(field -> field.getValue().getAsString().isEmpty());
        body.add("regarding", regarding);
        String path = "/apis/events.k8s.io/v1/namespaces/" + namespace + "/events";
        api.create(path, body);
        remember(event.key(), new Sent(path + "/" + name, event.note(), event.count(), now));
    }

    private static JsonObject series(long count, Instant last) {
        JsonObject series = new JsonObject();
        series.addProperty("count", count);
        series.addProperty("lastObservedTime", MICROS.format(last));
        return series;
    }

    private void remember(EventWriter.Key key, Sent event) {
        sent.remove(key);
        sent.put(key, event);
        if (sent.size() > MOST_REMEMBERED) {
            sent.remove(sent.keySet().iterator().next());
        }
    }

    private void pace() throws InterruptedException {
        long now = System.nanoTime();
        nextFreeNanos = Math.max(nextFreeNanos, now - BURST * NANOS_PER_EVENT) + NANOS_PER_EVENT;
        if (nextFreeNanos > now) {
            Thread.sleep(Duration.ofNanos(nextFreeNanos - now));
        }
    }
}
