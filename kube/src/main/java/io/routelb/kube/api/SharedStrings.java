package io.routelb.kube.api;

import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads equal short strings as one instance, most of the time: ten thousand Services say "ClusterIP", "TCP" and the same names of
 * annotations. The table has a fixed size and forgets, so nothing that is read can fill it. Threads that race for a slot only lose the
 * sharing: a String is safe to publish without more.
 */
final class SharedStrings extends TypeAdapter<@Nullable String> {
    private static final int SLOTS = 4096;
    private static final int LONGEST = 64;

    private final @Nullable String[] table = new @Nullable String[SLOTS];

    @Override
    public @Nullable String read(JsonReader in) throws IOException {
        JsonToken next = in.peek();
        if (next == JsonToken.NULL) {
            in.nextNull();
            return null;
        }
        return next == JsonToken.BOOLEAN ? Boolean.toString(in.nextBoolean()) : shared(in.nextString());
    }

    @Override
    public void write(JsonWriter out, @Nullable String value) throws IOException {
        out.value(value);
    }

    /** The instance to use for it. */
    String shared(String value) {
        if (value.length() > LONGEST) {
            return value;
        }
        int hash = value.hashCode();
        int slot = (hash ^ hash >>> 16) & (SLOTS - 1);
        String known = table[slot];
        if (known != null && known.equals(value)) {
            return known;
        }
        table[slot] = value;
        return value;
    }
}
