package io.routelb.lab.apiserver.patch;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Optional;

/** Field ownership of ordinary writes: POST, PUT and every PATCH that is not an apply. */
public final class ManagedFields {
    private ManagedFields() {}

    /**
     * The object to store: {@code after} with its {@code metadata.managedFields} brought up to date. The writer owns what changed,
     * others lose it. An {@code after} without managedFields keeps those of {@code before}; one with a single empty entry resets them.
     *
     * @param before empty on create
     * @param after as it will be stored, defaults included; without {@code metadata} it is only copied
     */
    public static JsonObject onUpdate(
            Optional<JsonObject> before, JsonObject after, FieldWriter writer, ListKeys keys) {
        JsonArray given = Managers.list(after);
        boolean reset = given.size() == 1 && given.get(0) instanceof JsonObject entry && entry.isEmpty();
        boolean inherit = given.isEmpty() && !reset;
        Managers managers = Managers.read(inherit ? before.orElse(after) : after);
        JsonObject result = Managers.stripped(after);
        JsonObject old = before.map(Managers::stripped).orElseGet(JsonObject::new);
        Comparison comparison = Comparison.of(old, result, keys);
        FieldSet taken = Managers.ownable(comparison.taken());
        managers.release(comparison.taken().union(comparison.removed()));
        if (!taken.isEmpty()) {
            Managers.Identity self = Managers.updater(writer);
            managers.set(self, managers.of(self).union(taken), writer);
        }
        managers.foldOldUpdaters(writer.now());
        managers.writeInto(result);
        return result;
    }
}
