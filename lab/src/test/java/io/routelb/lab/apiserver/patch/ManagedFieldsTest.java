package io.routelb.lab.apiserver.patch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Ownership after ordinary writes. */
class ManagedFieldsTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private static JsonObject write(Optional<JsonObject> before, String after, String manager, String subresource) {
        return ManagedFields.onUpdate(
                before, Json.object(after), new FieldWriter(manager, "v1", subresource, NOW), ListKeys.unknown());
    }

    private static String owners(JsonObject object) {
        StringBuilder text = new StringBuilder();
        Managers.list(object)
                .forEach(entry -> text.append(
                                entry.getAsJsonObject().get("manager").getAsString())
                        .append(entry.getAsJsonObject().get("fieldsV1"))
                        .append('\n'));
        return text.toString().replace('"', '\'');
    }

    @Test
    void givesTheCreatorEverythingButTheEnvelope() {
        JsonObject made = write(
                Optional.empty(),
                "{'apiVersion':'v1','kind':'X','metadata':{'name':'n','uid':'u','labels':{'a':'b'}},'spec':{'x':1}}",
                "maker",
                "");
        assertEquals("maker{'f:metadata':{'f:labels':{'.':{},'f:a':{}}},'f:spec':{'.':{},'f:x':{}}}\n", owners(made));
    }

    @Test
    void movesChangedFieldsAndForgetsWhoOwnsNothing() {
        JsonObject made = write(Optional.empty(), "{'metadata':{},'spec':{'x':1,'y':1}}", "maker", "");
        JsonObject changed = write(Optional.of(made), "{'metadata':{},'spec':{'x':2,'y':1}}", "other", "");
        assertEquals("maker{'f:spec':{'.':{},'f:y':{}}}\nother{'f:spec':{'f:x':{}}}\n", owners(changed));
        JsonObject emptied = write(Optional.of(changed), "{'metadata':{}}", "last", "");
        assertEquals("", owners(emptied));
    }

    @Test
    void keepsASubresourceApart() {
        JsonObject made = write(Optional.empty(), "{'metadata':{},'spec':{'x':1}}", "maker", "");
        JsonObject status =
                write(Optional.of(made), "{'metadata':{},'spec':{'x':1},'status':{'ok':true}}", "maker", "status");
        assertEquals(2, Managers.list(status).size());
        assertEquals(
                "status",
                Managers.list(status)
                        .get(1)
                        .getAsJsonObject()
                        .get("subresource")
                        .getAsString());
    }

    @Test
    void leavesTimesAloneWhenNothingChanges() {
        JsonObject made = write(Optional.empty(), "{'metadata':{},'spec':{'x':1}}", "maker", "");
        JsonObject same = ManagedFields.onUpdate(
                Optional.of(made),
                Json.object("{'metadata':{},'spec':{'x':1}}"),
                new FieldWriter("maker", "v1", "", NOW.plusSeconds(99)),
                ListKeys.unknown());
        assertEquals(made, same);
    }

    @Test
    void forgetsEverybodyWhenAskedTo() {
        JsonObject made = write(Optional.empty(), "{'metadata':{},'spec':{'x':1}}", "maker", "");
        JsonObject reset = write(Optional.of(made), "{'metadata':{'managedFields':[{}]},'spec':{'x':1}}", "maker", "");
        assertEquals("", owners(reset));
    }

    @Test
    void foldsTheOldestOfManyWriters() {
        JsonObject live = write(Optional.empty(), "{'metadata':{},'spec':{}}", "w00", "");
        for (int i = 1; i < 30; i++) {
            JsonObject next = Managers.stripped(live);
            next.getAsJsonObject("spec").addProperty("f" + i, i);
            live = ManagedFields.onUpdate(
                    Optional.of(live),
                    next,
                    new FieldWriter("w" + (100 + i), "v1", "", NOW.plusSeconds(i)),
                    ListKeys.unknown());
        }
        JsonArray entries = Managers.list(live);
        assertEquals(10, entries.size());
        assertTrue(owners(live).contains("ancient-changes"));
    }
}
