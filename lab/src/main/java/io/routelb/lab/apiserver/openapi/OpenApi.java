package io.routelb.lab.apiserver.openapi;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.api.ResourceType;
import io.routelb.lab.apiserver.patch.ListKeys;
import io.routelb.schema.StructuralSchema;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The documents that describe one set of served types, and what follows from them for writes. Immutable; trees are not to be changed. */
public final class OpenApi {
    /** What clients put into Accept to get {@link #v2Protobuf}. */
    public static final String V2_PROTOBUF_ACCEPT = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";
    /** The Content-Type to answer with: Go refuses to parse a media type with an at sign in it. */
    public static final String V2_PROTOBUF_CONTENT_TYPE = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    private final Definitions definitions;
    private final JsonObject v2;
    private final byte[] v2Protobuf;
    private final Map<String, JsonObject> v3;

    private OpenApi(Definitions definitions, JsonObject v2, Map<String, JsonObject> v3) {
        this.definitions = definitions;
        this.v2 = v2;
        this.v2Protobuf = SwaggerProtobuf.encode(v2);
        this.v3 = v3;
    }

    public static OpenApi of(List<ResourceType> types) {
        Definitions definitions = Definitions.of(types);
        JsonObject v2 = new JsonObject();
        v2.addProperty("swagger", "2.0");
        v2.add("info", info());
        JsonObject paths = new JsonObject();
        types.forEach(type -> ApiPaths.add(paths, type, false));
        v2.add("paths", paths);
        JsonObject schemas = new JsonObject();
        definitions.byName().forEach((name, schema) -> schemas.add(name, CustomDefinitions.forV2(schema)));
        v2.add("definitions", schemas);
        Map<String, JsonObject> v3 = new TreeMap<>();
        for (ResourceType type : types) {
            JsonObject document = v3.getOrDefault(ApiPaths.root(type), document());
            ApiPaths.add(document.getAsJsonObject("paths"), type, true);
            Reachable.copy(
                    definitions, type, document.getAsJsonObject("components").getAsJsonObject("schemas"));
            v3.put(ApiPaths.root(type), document);
        }
        return new OpenApi(definitions, v2, v3);
    }

    private static JsonObject info() {
        JsonObject info = new JsonObject();
        info.addProperty("title", "Kubernetes");
        info.addProperty("version", "v1.32.0");
        return info;
    }

    private static JsonObject document() {
        JsonObject document = new JsonObject();
        document.addProperty("openapi", "3.0.0");
        document.add("info", info());
        document.add("paths", new JsonObject());
        JsonObject components = new JsonObject();
        components.add("schemas", new JsonObject());
        document.add("components", components);
        return document;
    }

    /** {@code /openapi/v2} as JSON. */
    public JsonObject v2() {
        return v2;
    }

    /** {@code /openapi/v2} as a gnostic {@code openapi.v2.Document}, which kubectl before 1.27 reads alone. */
    public byte[] v2Protobuf() {
        return v2Protobuf.clone();
    }

    /** {@code /openapi/v3}: where each group version's document is, with a hash for caches. */
    public JsonObject v3Index() {
        JsonObject paths = new JsonObject();
        v3.forEach((path, document) -> {
            JsonObject entry = new JsonObject();
            entry.addProperty("serverRelativeURL", "/openapi/v3/" + path + "?hash=" + hash(document));
            paths.add(path, entry);
        });
        JsonObject index = new JsonObject();
        index.add("paths", paths);
        return index;
    }

    /** {@code /openapi/v3/PATH}, where the path is {@code api/v1} or {@code apis/apps/v1}. */
    public Optional<JsonObject> v3(String path) {
        return Optional.ofNullable(v3.get(path));
    }

    /** How objects of a type merge; a type this was not made of knows metadata only. */
    public ListKeys listKeys(ResourceType type) {
        if (type.schema().isPresent()) {
            return ListKeys.ofCustomResource(type.schema().get());
        }
        return definitions
                .of(type)
                .map(definition -> ListKeys.ofBuiltin(definition, definitions::resolve))
                .orElseGet(ListKeys::unknown);
    }

    /** An object of a built-in kind without the fields its kind does not have; custom kinds go through their own schema. */
    public StructuralSchema.Pruned prune(ResourceType type, JsonObject object) {
        return BuiltinPruning.prune(definitions, type, object);
    }

    private static String hash(JsonObject document) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(document.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().withUpperCase().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
