package io.routelb.kube.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.internal.bind.JsonTreeReader;
import com.google.gson.stream.JsonReader;
import io.kubernetes.client.openapi.models.V1Status;
import io.kubernetes.client.util.Watch;
import io.kubernetes.client.util.Watchable;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import okhttp3.Call;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * The events of one watch, a JSON object a line. Blocks in {@link #hasNext} until there is one, the server ends the watch, or it has been
 * silent for too long. Closing from another thread ends it.
 */
final class WatchStream<T> implements Watchable<T> {
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
            throw new UncheckedIOException("the watch broke", e);
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
            throw new UncheckedIOException("the watch broke", e);
        }
        if (line == null) {
            throw new NoSuchElementException("the watch has ended");
        }
        try {
            return event(KubeJson.gson().newJsonReader(new StringReader(line)));
        } catch (IOException | IllegalStateException e) {
            throw new JsonParseException("a watch event that is not understood: " + e.getMessage(), e);
        }
    }

    /** The API server sends the type first, so that the object can be read as what it is; any order is understood. */
    private Watch.Response<T> event(JsonReader in) throws IOException {
        Optional<String> kind = Optional.empty();
        Optional<Object> object = Optional.empty();
        in.beginObject();
        while (in.hasNext()) {
            switch (in.nextName()) {
                case "type" -> kind = Optional.of(in.nextString());
                case "object" ->
                    object = Optional.ofNullable(kind.isPresent() ? read(kind.get(), in) : JsonParser.parseReader(in));
                default -> in.skipValue();
            }
        }
        in.endObject();
        if (kind.isEmpty() || object.isEmpty()) {
            throw new JsonParseException("a watch event without type or object");
        }
        Object read =
                object.get() instanceof JsonElement tree ? read(kind.get(), new JsonTreeReader(tree)) : object.get();
        return read instanceof V1Status status && kind.get().equals("ERROR")
                ? new Watch.Response<>("ERROR", status)
                : new Watch.Response<>(kind.get(), type.cast(read));
    }

    private @Nullable Object read(String kind, JsonReader in) {
        return KubeJson.gson().fromJson(in, kind.equals("ERROR") ? V1Status.class : type);
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
