package io.routelb.lab.apiserver.http;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.api.ResourceType;
import io.routelb.lab.apiserver.builtin.EventForms;
import io.routelb.lab.apiserver.registry.Lists;
import io.routelb.lab.apiserver.store.Json;
import io.routelb.lab.apiserver.store.Stored;
import io.routelb.lab.apiserver.table.IncludeObject;
import io.routelb.lab.apiserver.table.Tables;
import java.time.InstantSource;
import java.util.List;

/** The rows kubectl prints. Ages are reckoned when a row is sent, not when the request came. */
record TableView(IncludeObject include, InstantSource clock) implements View {
    @Override
    public String object(ResourceType type, Stored stored) {
        JsonObject table = render(type, List.of(stored));
        Json.object(table, "metadata").addProperty("resourceVersion", Long.toString(stored.revision()));
        return Json.text(table);
    }

    @Override
    public String list(ResourceType type, Lists.Chunk chunk) {
        JsonObject table = render(type, chunk.items());
        table.add("metadata", View.metadata(chunk));
        return Json.text(table);
    }

    private JsonObject render(ResourceType type, List<Stored> items) {
        List<JsonObject> objects = items.stream()
                .map(item -> EventForms.presented(type, item.object()))
                .toList();
        return Tables.render(type, objects, include, clock.instant());
    }
}
