package io.routelb.lab.apiserver.registry;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.api.ResourceType;
import io.routelb.lab.apiserver.builtin.BuiltinTypes;
import io.routelb.lab.apiserver.store.Image;
import io.routelb.lab.apiserver.store.Json;
import io.routelb.lab.apiserver.store.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every served resource: the built-in ones, then each served version of each established CustomResourceDefinition. */
public record Types(List<ResourceType> all) {
    /** Where CustomResourceDefinitions are kept. */
    public static final String CRDS = "apiextensions.k8s.io/customresourcedefinitions";

    public Types {
        all = List.copyOf(all);
    }

    public static Types of(Image image) {
        List<ResourceType> all = new ArrayList<>(BuiltinTypes.all());
        for (Stored crd : image.list(CRDS, "")) {
            JsonObject spec = Json.object(crd.object(), "spec");
            if (isEstablished(crd.object())) {
                Json.objects(spec, "versions").stream()
                        .filter(version -> Json.isTrue(version, "served"))
                        .forEach(version -> all.add(custom(spec, version)));
            }
        }
        return new Types(all);
    }

    public Optional<ResourceType> find(String group, String version, String plural) {
        return all.stream()
                .filter(t -> t.plural().equals(plural)
                        && t.version().equals(version)
                        && t.group().equals(group))
                .findFirst();
    }

    /** The type of any version with this kind. */
    public Optional<ResourceType> ofKind(String group, String kind) {
        return all.stream()
                .filter(t -> t.kind().equals(kind) && t.group().equals(group))
                .findFirst();
    }

    private static boolean isEstablished(JsonObject crd) {
        return Json.objects(Json.object(crd, "status"), "conditions").stream()
                .anyMatch(c -> Json.string(c, "type").equals("Established")
                        && Json.string(c, "status").equals("True"));
    }

    private static ResourceType custom(JsonObject spec, JsonObject version) {
        JsonObject names = Json.object(spec, "names");
        JsonElement schema = Json.object(version, "schema").get("openAPIV3Schema");
        List<ResourceType.PrinterColumn> columns = new ArrayList<>();
        for (JsonObject column : Json.objects(version, "additionalPrinterColumns")) {
            columns.add(new ResourceType.PrinterColumn(
                    Json.string(column, "name"),
                    Json.string(column, "type"),
                    Json.string(column, "format"),
                    Json.string(column, "description"),
                    Json.integer(column, "priority", 0),
                    Json.string(column, "jsonPath")));
        }
        return new ResourceType(
                Json.string(spec, "group"),
                Json.string(version, "name"),
                Json.string(names, "kind"),
                Json.string(names, "plural"),
                Json.string(names, "singular"),
                Json.strings(names, "shortNames"),
                Json.strings(names, "categories"),
                Json.string(spec, "scope").equals("Namespaced"),
                Json.object(version, "subresources").has("status"),
                Optional.of(schema instanceof JsonObject object ? object : new JsonObject()),
                columns);
    }
}
