package io.routelb.schema;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Removing undeclared fields from a tree that belongs to the caller. */
final class Pruning {
    private static final Set<String> ENVELOPE = Set.of("apiVersion", "kind", "metadata");

    private Pruning() {}

    static void prune(JsonElement value, SchemaNode node, String path, List<String> unknown) {
        if (value instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                String at = path + "[" + i + "]";
                JsonElement element = array.get(i);
                node.items().ifPresent(items -> prune(element, items, at, unknown));
            }
        } else if (value instanceof JsonObject object) {
            fields(object, node, path, unknown);
        }
    }

    private static void fields(JsonObject object, SchemaNode node, String path, List<String> unknown) {
        Iterator<Map.Entry<String, JsonElement>> entries = object.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<String, JsonElement> entry = entries.next();
            String at = FieldPath.child(path, entry.getKey());
            Optional<SchemaNode> child =
                    Optional.ofNullable(node.properties().get(entry.getKey())).or(node::additional);
            boolean envelope = ENVELOPE.contains(entry.getKey()) && (path.isEmpty() || node.embedded());
            if (child.isPresent()) {
                prune(entry.getValue(), child.get(), at, unknown);
            } else if (!node.preservesUnknown() && !envelope) {
                unknown.add(at);
                entries.remove();
            }
        }
    }
}
