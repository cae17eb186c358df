package io.routelb.kube.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import io.kubernetes.client.openapi.models.V1Status;
import io.kubernetes.client.util.Watch;
import io.kubernetes.client.util.Watchable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import okhttp3.Call;
import okhttp3.Response;
import okio.BufferedSource;

/**
 * The events of one watch, a JSON object a line. Blocks in {@link #hasNext} until there is one, the server ends the watch, or it has been
 * silent for too long. Closing from another thread ends it.
 */
final class WatchStream<T> implements Watchable<T> {
    /** What client-java's reflector takes for an ordinary end of a watch. */
    private static final String ORDINARY_END = "IO Exception during hasNext method.";

    private final Call call;
    private final Response response;
    private final BufferedSource lines;
    private final Class<T> type;

    WatchStream(Call call, Response response, Class<T> type) {
        this.call = call;
        this.response = response;
        this.lines = response.body().source();
        this.type = type;
    }

    @Override
    public boolean hasNext() {
        boolean over = true;
        try {
            over = lines.exhausted();
            return !over;
        } catch (IOException e) {
            throw new UncheckedIOException(ORDINARY_END, e);
        } finally {
            if (over) {
                response.close();
            }
        }
    }

    @Override
    public Watch.Response<T> next() {
        String line;
        try {
            line = lines.readUtf8Line();
        } catch (IOException e) {
            throw new UncheckedIOException(ORDINARY_END, e);
        }
        if (line == null) {
            throw new NoSuchElementException("the watch has ended");
        }
        JsonObject event = KubeJson.gson().fromJson(line, JsonObject.class);
        JsonElement object = event.get("object");
        if (!(event.get("type") instanceof JsonPrimitive kind) || object == null) {
            throw new JsonParseException("a watch event without type or object");
        }
        return kind.getAsString().equals("ERROR")
                ? new Watch.Response<>("ERROR", KubeJson.gson().fromJson(object, V1Status.class))
                : new Watch.Response<>(kind.getAsString(), KubeJson.gson().fromJson(object, type));
    }

    @Override
    public Iterator<Watch.Response<T>> iterator() {
        return this;
    }

    /** Only breaks the connection: the body belongs to the thread that reads it, and okio forbids closing it under its hands. */
    @Override
    public void close() {
        call.cancel();
    }
}
