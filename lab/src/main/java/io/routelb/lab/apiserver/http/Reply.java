package io.routelb.lab.apiserver.http;

import com.google.gson.JsonElement;
import io.routelb.lab.apiserver.store.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What is sent back. */
sealed interface Reply {
    /** Everything at once. */
    record Whole(int code, String contentType, ByteBuffer body, List<String> warnings) implements Reply {
        public Whole {
            body = body.asReadOnlyBuffer();
            warnings = List.copyOf(warnings);
        }
    }

    /** Code 200 and a body that comes bit by bit. */
    record Stream(String contentType, Body body) implements Reply {}

    /** Writes until it has nothing more to say. */
    @FunctionalInterface
    interface Body {
        void writeTo(OutputStream out) throws IOException, InterruptedException;
    }

    static Reply json(int code, String json) {
        return json(code, json, List.of());
    }

    static Reply json(int code, String json, List<String> warnings) {
        return new Whole(code, "application/json", utf8(json), warnings);
    }

    static Reply json(JsonElement json) {
        return json(200, Json.text(json));
    }

    static Reply text(int code, String text) {
        return new Whole(code, "text/plain; charset=utf-8", utf8(text), List.of());
    }

    /** A list of thousands of objects is megabytes: an encoder takes it letter by letter, a String as a whole. */
    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
