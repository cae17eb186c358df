package io.routelb.kube.api;

import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a kind field by field, and of its fields only those that are used. A program that starts reads thousands of objects with code that
 * has not been compiled yet, and reflection takes longest then; later it is the greater part of what a change of an object costs.
 */
abstract class ObjectReader<T> extends TypeAdapter<T> {
    private final SharedStrings strings;

    ObjectReader(SharedStrings strings) {
        this.strings = strings;
    }

    /** What is done with an entry of a list; must take it from the reader. */
    @FunctionalInterface
    interface Entry<E> {
        E read() throws IOException;
    }

    /** The name of the object's first field; null when it has none or is itself null. Its value is to be taken before {@link #next}. */
    static @Nullable String first(JsonReader in) throws IOException {
        if (isNull(in)) {
            return null;
        }
        in.beginObject();
        return next(in);
    }

    /** The name of the object's next field; null after the last one. */
    static @Nullable String next(JsonReader in) throws IOException {
        if (in.hasNext()) {
            return in.nextName();
        }
        in.endObject();
        return null;
    }

    /** The entries of a list; none when it is null. */
    static <E> List<E> list(JsonReader in, Entry<E> entry) throws IOException {
        if (isNull(in)) {
            return List.of();
        }
        List<E> entries = new ArrayList<>();
        in.beginArray();
        while (in.hasNext()) {
            entries.add(entry.read());
        }
        in.endArray();
        return entries;
    }

    final @Nullable String text(JsonReader in) throws IOException {
        return strings.read(in);
    }

    final String textOrEmpty(JsonReader in) throws IOException {
        String text = strings.read(in);
        return text == null ? "" : text;
    }

    /** Without entries that are null, and without {@link KubeJson#LAST_APPLIED}. */
    final Map<String, String> map(JsonReader in) throws IOException {
        Map<String, String> entries = new HashMap<>();
        for (String name = first(in); name != null; name = next(in)) {
            if (name.equals(KubeJson.LAST_APPLIED)) {
                in.skipValue();
                continue;
            }
            String value = text(in);
            if (value != null) {
                entries.put(strings.shared(name), value);
            }
        }
        return entries;
    }

    /** Of a text that hardly two objects have, such as a name; it is not looked up among those seen before. */
    static String ownText(JsonReader in) throws IOException {
        return isNull(in) ? "" : in.nextString();
    }

    static @Nullable Boolean flag(JsonReader in) throws IOException {
        return isNull(in) ? null : in.nextBoolean();
    }

    /** A whole number; 0 when it is null. */
    static long number(JsonReader in) throws IOException {
        try {
            return isNull(in) ? 0 : in.nextLong();
        } catch (NumberFormatException e) {
            throw new JsonParseException("a whole number is expected at " + in.getPath(), e);
        }
    }

    static boolean isNull(JsonReader in) throws IOException {
        if (in.peek() != JsonToken.NULL) {
            return false;
        }
        in.nextNull();
        return true;
    }

    /** What is written are patches, never whole objects. */
    @Override
    public final void write(JsonWriter out, T object) {
        throw new UnsupportedOperationException("this kind is only read");
    }
}
