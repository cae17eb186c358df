package io.routelb.lab.apiserver;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.routelb.lab.apiserver.store.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The events of one watch, read by a thread of their own so that a test can wait with a deadline. */
final class WatchLines implements AutoCloseable {
    private static final String END = "";

    private final int code;
    private final InputStream stream;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    WatchLines(int code, InputStream stream) {
        this.code = code;
        this.stream = stream;
        Thread.ofVirtual().start(this::read);
    }

    /** One event: its type and its object. */
    record Event(String type, JsonObject object) {
        String name() {
            return Json.string(Json.object(object, "metadata"), "name");
        }

        String revision() {
            return Json.string(Json.object(object, "metadata"), "resourceVersion");
        }

        @Override
        public String toString() {
            return type + " " + name();
        }
    }

    int code() {
        return code;
    }

    /** The next event; fails after ten seconds, or when the stream ends. */
    Event next() throws InterruptedException {
        String line = lines.poll(10, TimeUnit.SECONDS);
        if (line == null || line.equals(END)) {
            throw new AssertionError(line == null ? "no event within 10 s" : "the watch ended");
        }
        JsonObject event = JsonParser.parseString(line).getAsJsonObject();
        return new Event(Json.string(event, "type"), Json.object(event, "object"));
    }

    /** The next events as {@code TYPE name}. */
    List<String> next(int count) throws InterruptedException {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(next().toString());
        }
        return events;
    }

    /** Waits until the stream ends, at most ten seconds; events before that are dropped. */
    boolean ends() throws InterruptedException {
        for (String line = lines.poll(10, TimeUnit.SECONDS); line != null; line = lines.poll(10, TimeUnit.SECONDS)) {
            if (line.equals(END)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    private void read() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
            lines.add(END);
        } catch (IOException ended) {
            lines.add(END);
        }
    }
}
