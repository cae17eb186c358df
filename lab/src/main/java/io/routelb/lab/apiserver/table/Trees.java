package io.routelb.lab.apiserver.table;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reading an object that may lack anything. */
final class Trees {
    static final String NONE = "<none>";

    private Trees() {}

    static Optional<JsonElement> find(JsonObject object, String... path) {
        Optional<JsonElement> at = Optional.of(object);
        for (String name : path) {
            at = at.flatMap(element -> element instanceof JsonObject holder
                    ? Optional.ofNullable(holder.get(name)).filter(found -> !found.isJsonNull())
                    : Optional.empty());
        }
        return at;
    }

    /** The scalar as text, empty if there is none. */
    static String text(JsonObject object, String... path) {
        return find(object, path)
                .filter(JsonPrimitive.class::isInstance)
                .map(JsonElement::getAsString)
                .orElse("");
    }

    static String textOr(String otherwise, JsonObject object, String... path) {
        String found = text(object, path);
        return found.isEmpty() ? otherwise : found;
    }

    static long number(JsonObject object, String... path) {
        return find(object, path)
                .filter(value -> value instanceof JsonPrimitive primitive && primitive.isNumber())
                .map(JsonElement::getAsLong)
                .orElse(0L);
    }

    static boolean isTrue(JsonObject object, String... path) {
        return text(object, path).equals("true");
    }

    static int size(JsonObject object, String... path) {
        return find(object, path)
                .map(value -> switch (value) {
                    case JsonArray array -> array.size();
                    case JsonObject map -> map.size();
                    default -> 0;
                })
                .orElse(0);
    }

    static List<JsonObject> objects(JsonObject object, String... path) {
        return elements(object, path)
                .filter(JsonObject.class::isInstance)
                .map(JsonElement::getAsJsonObject)
                .toList();
    }

    static List<String> texts(JsonObject object, String... path) {
        return elements(object, path)
                .filter(JsonPrimitive.class::isInstance)
                .map(JsonElement::getAsString)
                .toList();
    }

    private static Stream<JsonElement> elements(JsonObject object, String... path) {
        return find(object, path)
                .filter(JsonArray.class::isInstance)
                .map(array -> StreamSupport.stream(array.getAsJsonArray().spliterator(), false))
                .orElseGet(Stream::empty);
    }

    /** {@code a=1,b=2} in the order of the keys, or {@code <none>}. */
    static String labels(JsonObject object, String... path) {
        return find(object, path)
                .filter(value -> value instanceof JsonObject map && !map.isEmpty())
                .map(value -> value.getAsJsonObject().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> entry.getKey() + "=" + entry.getValue().getAsString())
                        .collect(Collectors.joining(",")))
                .orElse(NONE);
    }

    static String orNone(String text) {
        return text.isEmpty() ? NONE : text;
    }

    /** The first three and how many more there are. */
    static String firstThree(List<String> all, String separatorOfMore) {
        String shown = String.join(",", all.subList(0, Math.min(3, all.size())));
        return all.size() > 3 ? shown + separatorOfMore + (all.size() - 3) + " more..." : shown;
    }
}
