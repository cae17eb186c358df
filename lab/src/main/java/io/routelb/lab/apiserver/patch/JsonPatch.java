package io.routelb.lab.apiserver.patch;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

/** RFC 6902: a list of operations, applied in order, all or nothing. Refuses more than Kubernetes' 10,000 operations. */
public final class JsonPatch {
    private static final int MAX_OPERATIONS = 10_000;

    private JsonPatch() {}

    /** The document after all operations; 400 for a malformed operation, 422 for one that cannot be carried out. */
    public static JsonElement apply(JsonElement document, JsonArray operations) throws PatchException {
        if (operations.size() > MAX_OPERATIONS) {
            throw new PatchException(
                    413, "the JSON patch has " + operations.size() + " operations, more than " + MAX_OPERATIONS);
        }
        JsonElement result = document.deepCopy();
        for (JsonElement operation : operations) {
            if (!(operation instanceof JsonObject object)) {
                throw PatchException.badRequest("every JSON patch operation must be an object");
            }
            result = applyOne(result, object);
        }
        return result;
    }

    private static JsonElement applyOne(JsonElement document, JsonObject operation) throws PatchException {
        String op = text(operation, "op");
        JsonPointer path = JsonPointer.parse(text(operation, "path"));
        return switch (op) {
            case "add" -> add(document, path, value(operation));
            case "remove" -> remove(document, path);
            case "replace" -> replace(document, path, value(operation));
            case "move" -> move(document, JsonPointer.parse(text(operation, "from")), path);
            case "copy" ->
                add(
                        document,
                        path,
                        JsonPointer.parse(text(operation, "from"))
                                .find(document)
                                .deepCopy());
            case "test" -> test(document, path, value(operation));
            default -> throw PatchException.badRequest("unknown JSON patch operation \"" + op + "\"");
        };
    }

    private static JsonElement add(JsonElement document, JsonPointer path, JsonElement value) throws PatchException {
        if (path.isRoot()) {
            return value;
        }
        JsonElement parent = path.findParent(document);
        if (parent instanceof JsonObject object) {
            object.add(path.last(), value);
        } else if (parent instanceof JsonArray array) {
            insert(array, path.last().equals("-") ? array.size() : path.index(path.last(), array.size()), value);
        } else {
            throw path.missing();
        }
        return document;
    }

    private static void insert(JsonArray array, int index, JsonElement value) {
        array.asList().add(index, value);
    }

    private static JsonElement remove(JsonElement document, JsonPointer path) throws PatchException {
        if (path.isRoot()) {
            throw PatchException.unprocessable("the whole document cannot be removed");
        }
        JsonElement parent = path.findParent(document);
        if (parent instanceof JsonObject object && object.has(path.last())) {
            object.remove(path.last());
        } else if (parent instanceof JsonArray array) {
            array.remove(path.index(path.last(), array.size() - 1));
        } else {
            throw path.missing();
        }
        return document;
    }

    private static JsonElement replace(JsonElement document, JsonPointer path, JsonElement value)
            throws PatchException {
        if (path.isRoot()) {
            return value;
        }
        JsonElement parent = path.findParent(document);
        if (parent instanceof JsonObject object && object.has(path.last())) {
            object.add(path.last(), value);
        } else if (parent instanceof JsonArray array) {
            array.set(path.index(path.last(), array.size() - 1), value);
        } else {
            throw path.missing();
        }
        return document;
    }

    // RFC 6902 section 4.4: the "from" location must not be a proper prefix of the "path" location.
    private static JsonElement move(JsonElement document, JsonPointer from, JsonPointer to) throws PatchException {
        if (from.isProperPrefixOf(to)) {
            throw PatchException.unprocessable("cannot move \"" + from.text() + "\" into itself");
        }
        JsonElement value = from.find(document);
        return from.equals(to) ? document : add(remove(document, from), to, value);
    }

    private static JsonElement test(JsonElement document, JsonPointer path, JsonElement value) throws PatchException {
        if (!path.find(document).equals(value)) {
            throw PatchException.unprocessable("test failed: the value at \"" + path.text() + "\" is not the expected");
        }
        return document;
    }

    private static JsonElement value(JsonObject operation) throws PatchException {
        if (!operation.has("value")) {
            throw PatchException.badRequest(
                    "JSON patch operation \"" + text(operation, "op") + "\" needs the member \"value\"");
        }
        return operation.get("value").deepCopy();
    }

    private static String text(JsonObject operation, String member) throws PatchException {
        if (operation.get(member) instanceof JsonPrimitive primitive && primitive.isString()) {
            return primitive.getAsString();
        }
        throw PatchException.badRequest("every JSON patch operation here needs the string member \"" + member + "\"");
    }
}
