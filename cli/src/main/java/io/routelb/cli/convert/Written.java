package io.routelb.cli.convert;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.routelb.cli.offline.Manifest;
import io.routelb.cli.offline.ManifestException;
import io.routelb.model.Addresses;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Part of a foreign object. It remembers what has been read of it, so that what nobody has asked for can be told. */
final class Written {
    private final Manifest manifest;
    private final String path;
    private final JsonObject json;
    private final Set<String> read = new HashSet<>();
    private final Map<String, List<Written>> inner = new LinkedHashMap<>();

    private Written(Manifest manifest, String path, JsonObject json) {
        this.manifest = manifest;
        this.path = path;
        this.json = json;
    }

    /** The object's spec; empty when there is none. */
    static Written spec(Manifest manifest) throws ManifestException {
        return new Written(manifest, "", manifest.json()).object("spec");
    }

    /** Something that was made of an object rather than written in it. */
    static Written made(Manifest manifest, String path, JsonObject json) {
        return new Written(manifest, path, json);
    }

    Manifest manifest() {
        return manifest;
    }

    /** The path of itself. */
    String path() {
        return path;
    }

    /** The path of a field, as it is told. */
    String path(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    JsonObject json() {
        return json;
    }

    boolean has(String field) {
        return json.has(field) && !json.get(field).isJsonNull();
    }

    /** Empty when absent; a number is given as it is written. */
    String text(String field) throws ManifestException {
        return primitive(field, "a text").map(JsonPrimitive::getAsString).orElse("");
    }

    /** A whole number, also one that is written as a text. */
    OptionalLong number(String field) throws ManifestException {
        Optional<JsonPrimitive> value = primitive(field, "a number");
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(new BigDecimal(value.get().getAsString()).longValueExact());
        } catch (NumberFormatException | ArithmeticException e) {
            throw wrong(field, "a whole number");
        }
    }

    Optional<Boolean> flag(String field) throws ManifestException {
        Optional<JsonPrimitive> value = primitive(field, "true or false");
        if (value.isPresent() && !value.get().isBoolean()) {
            throw wrong(field, "true or false");
        }
        return value.map(JsonPrimitive::getAsBoolean);
    }

    boolean isTrue(String field) throws ManifestException {
        return flag(field).orElse(false);
    }

    /** Empty when absent. */
    Written object(String field) throws ManifestException {
        if (!has(field)) {
            read.add(field);
            return new Written(manifest, path(field), new JsonObject());
        }
        List<Written> known = inner.get(field);
        if (known != null) {
            return known.getFirst();
        }
        Written part = new Written(manifest, path(field), tree(field));
        inner.put(field, List.of(part));
        return part;
    }

    List<Written> objects(String field) throws ManifestException {
        List<Written> known = inner.get(field);
        if (known != null) {
            return known;
        }
        List<Written> all = new ArrayList<>();
        JsonArray array = array(field);
        for (int at = 0; at < array.size(); at++) {
            String item = field + "[" + at + "]";
            if (!(array.get(at) instanceof JsonObject object)) {
                throw wrong(item, "an object");
            }
            all.add(new Written(manifest, path(item), object));
        }
        inner.put(field, List.copyOf(all));
        return List.copyOf(all);
    }

    List<String> texts(String field) throws ManifestException {
        List<String> all = new ArrayList<>();
        for (JsonElement item : array(field)) {
            if (!(item instanceof JsonPrimitive text)) {
                throw wrong(field, "a list of texts");
            }
            all.add(text.getAsString());
        }
        return all;
    }

    /** An object that is taken over as it is; empty when absent. */
    JsonObject tree(String field) throws ManifestException {
        read.add(field);
        if (!has(field)) {
            return new JsonObject();
        }
        if (json.get(field) instanceof JsonObject object) {
            return object;
        }
        throw wrong(field, "an object");
    }

    /** These fields are known and mean nothing for us. */
    void ignore(String... fields) {
        read.addAll(List.of(fields));
    }

    /** The same for everything in it. */
    void ignoreAll() {
        read.addAll(json.keySet());
        inner.clear();
    }

    /** The paths of the fields that nobody has read, in the order written. */
    List<String> unread() {
        List<String> paths = new ArrayList<>();
        json.keySet().stream()
                .filter(field -> has(field) && !read.contains(field))
                .forEach(field -> paths.add(path(field)));
        inner.values().forEach(parts -> parts.forEach(part -> paths.addAll(part.unread())));
        return paths;
    }

    ManifestException wrong(String field, String what) {
        return new ManifestException(
                manifest.where(path(field)), manifest.title() + ": " + path(field) + " is not " + what);
    }

    ManifestException wrong(String field, Exception cause) {
        return new ManifestException(
                manifest.where(path(field)),
                manifest.title() + ": " + path(field) + ": "
                        + Addresses.shown(String.valueOf(cause.getMessage()), 300));
    }

    private Optional<JsonPrimitive> primitive(String field, String what) throws ManifestException {
        read.add(field);
        if (!has(field)) {
            return Optional.empty();
        }
        if (json.get(field) instanceof JsonPrimitive value) {
            return Optional.of(value);
        }
        throw wrong(field, what);
    }

    private JsonArray array(String field) throws ManifestException {
        read.add(field);
        if (!has(field)) {
            return new JsonArray();
        }
        if (json.get(field) instanceof JsonArray array) {
            return array;
        }
        throw wrong(field, "a list");
    }
}
