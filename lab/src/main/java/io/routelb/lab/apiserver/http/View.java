package io.routelb.lab.apiserver.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.api.ResourceType;
import io.routelb.lab.apiserver.builtin.EventForms;
import io.routelb.lab.apiserver.registry.Lists;
import io.routelb.lab.apiserver.status.ApiError;
import io.routelb.lab.apiserver.store.Json;
import io.routelb.lab.apiserver.store.Stored;
import io.routelb.lab.apiserver.table.IncludeObject;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How objects are shown to this client: whole, or their metadata only. Chosen by the Accept header, best first. */
interface View {
    /** One object of a type. */
    String object(ResourceType type, Stored stored);

    /** A list of objects of a type. */
    String list(ResourceType type, Lists.Chunk chunk);

    /** One object inside a watch event. */
    default String event(ResourceType type, Stored stored) {
        return object(type, stored);
    }

    static View of(Request request) throws ApiError {
        String accept = request.header("accept");
        if (accept.isBlank()) {
            return new Whole();
        }
        for (String range : accept.split(",", -1)) {
            Optional<View> view = of(range.strip(), request);
            if (view.isPresent()) {
                return view.get();
            }
        }
        throw new ApiError(
                406,
                "NotAcceptable",
                "only the following media types are accepted: application/json, application/yaml,"
                        + " application/vnd.kubernetes.protobuf");
    }

    private static Optional<View> of(String range, Request request) throws ApiError {
        List<String> parts =
                Arrays.stream(range.split(";", -1)).map(String::strip).toList();
        boolean json = List.of("application/json", "application/*", "*/*").contains(parts.getFirst());
        boolean protobuf = parts.getFirst().startsWith("application/vnd.kubernetes.protobuf");
        boolean v1 = parts.contains("g=meta.k8s.io") && parts.contains("v=v1");
        Optional<String> as = parts.stream().filter(p -> p.startsWith("as=")).findFirst();
        if (as.isEmpty()) {
            return json || protobuf ? Optional.of(new Whole()) : Optional.empty();
        }
        if (!json || !v1) {
            return Optional.empty();
        }
        return switch (as.get()) {
            case "as=PartialObjectMetadata", "as=PartialObjectMetadataList" -> Optional.of(new MetadataOnly());
            case "as=Table" ->
                Optional.of(new TableView(
                        IncludeObject.parse(request.parameter("includeObject"))
                                .orElseThrow(() -> ApiError.badRequest("includeObject: Unsupported value")),
                        InstantSource.system()));
            default -> Optional.empty();
        };
    }

    /** The object as it is. */
    record Whole() implements View {
        @Override
        public String object(ResourceType type, Stored stored) {
            return EventForms.differs(type)
                    ? Json.text(EventForms.presented(type, stored.object()))
                    : stored.json(type.apiVersion(), type.kind());
        }

        @Override
        public String list(ResourceType type, Lists.Chunk chunk) {
            StringBuilder text = new StringBuilder(256 + 1024 * chunk.items().size())
                    .append(head(type.kind() + "List", type.apiVersion(), chunk));
            String separator = "";
            boolean custom = type.schema().isPresent();
            for (Stored item : chunk.items()) {
                text.append(separator);
                if (custom || EventForms.differs(type)) {
                    text.append(object(type, item));
                } else {
                    text.append('{').append(item.tail());
                }
                separator = ",";
            }
            return text.append("]}").toString();
        }
    }

    /** {@code PartialObjectMetadata}. */
    record MetadataOnly() implements View {
        @Override
        public String object(ResourceType type, Stored stored) {
            return Json.text(partial(stored));
        }

        @Override
        public String list(ResourceType type, Lists.Chunk chunk) {
            JsonArray items = new JsonArray();
            chunk.items().forEach(item -> items.add(partial(item)));
            String all = Json.text(items);
            return head("PartialObjectMetadataList", "meta.k8s.io/v1", chunk) + all.substring(1) + "}";
        }

        private static JsonObject partial(Stored stored) {
            JsonObject partial = new JsonObject();
            partial.addProperty("kind", "PartialObjectMetadata");
            partial.addProperty("apiVersion", "meta.k8s.io/v1");
            partial.add("metadata", stored.metadata());
            return partial;
        }
    }

    /** What a list says of itself. */
    static JsonObject metadata(Lists.Chunk chunk) {
        JsonObject metadata = new JsonObject();
        metadata.addProperty("resourceVersion", Long.toString(chunk.revision()));
        if (!chunk.token().isEmpty()) {
            metadata.addProperty("continue", chunk.token());
        }
        chunk.remaining().ifPresent(remaining -> metadata.addProperty("remainingItemCount", remaining));
        return metadata;
    }

    /** A list up to and with the bracket that opens its items. */
    static String head(String kind, String apiVersion, Lists.Chunk chunk) {
        JsonObject metadata = metadata(chunk);
        return "{\"kind\":" + Json.text(kind) + ",\"apiVersion\":" + Json.text(apiVersion) + ",\"metadata\":"
                + Json.text(metadata) + ",\"items\":[";
    }
}
