package io.routelb.cli.offline;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.routelb.schema.FieldError;
import io.routelb.schema.SchemaException;
import io.routelb.schema.StructuralSchema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The schemas of our own kinds, as deploy/crds has them; compiled when one is first needed, for that takes a while. */
final class Schemas {
    private static final Map<String, String> FILES = Map.of(
            "purelb.io/v2 ServiceGroup", "servicegroups.purelb.io.yaml",
            "purelb.io/v2 LBNodeAgent", "lbnodeagents.purelb.io.yaml",
            "routelb.io/v1 RoutingConfig", "routingconfigs.routelb.io.yaml",
            "routelb.io/v1 BGPPeer", "bgppeers.routelb.io.yaml",
            "routelb.io/v1 BGPAdvertisement", "bgpadvertisements.routelb.io.yaml");

    private final Map<String, StructuralSchema> compiled = new HashMap<>();

    /** What the API server would say against the object, or drop of it; nothing of a kind that is not ours. */
    List<Finding> findings(Manifest manifest) {
        Optional<StructuralSchema> schema = of(manifest.apiVersion() + " " + manifest.kind());
        List<Finding> findings = new ArrayList<>();
        if (schema.isPresent()) {
            StructuralSchema.Pruned pruned = schema.get().prune(manifest.json());
            pruned.unknownFields()
                    .forEach(field -> findings.add(Finding.warning(
                            manifest, field, field + ": there is no such field; the API server drops it")));
            for (FieldError error :
                    schema.get().validate(schema.get().withDefaults(pruned.object()), Optional.empty())) {
                findings.add(Finding.fault(manifest, error.field(), error.message()));
            }
        }
        return findings;
    }

    /** Whether an object says it is of a group of ours, and is none we have. */
    static boolean isUnknown(Manifest manifest) {
        boolean ours = manifest.group().equals("purelb.io") || manifest.group().equals("routelb.io");
        return ours && !FILES.containsKey(manifest.apiVersion() + " " + manifest.kind());
    }

    private Optional<StructuralSchema> of(String kind) {
        return FILES.containsKey(kind)
                ? Optional.of(compiled.computeIfAbsent(kind, first -> compile(FILES.getOrDefault(kind, ""))))
                : Optional.empty();
    }

    private static StructuralSchema compile(String file) {
        try (InputStream input = Schemas.class.getResourceAsStream("crds/" + file)) {
            if (input == null) {
                throw new IllegalStateException("the program has no " + file);
            }
            String text = new String(input.readAllBytes(), StandardCharsets.UTF_8);
            JsonObject crd = YamlDocuments.parse(file, text).getFirst().json();
            JsonArray versions = crd.getAsJsonObject("spec").getAsJsonArray("versions");
            JsonObject schema =
                    versions.get(0).getAsJsonObject().getAsJsonObject("schema").getAsJsonObject("openAPIV3Schema");
            return StructuralSchema.parse(schema, "openAPIV3Schema");
        } catch (IOException | ManifestException | SchemaException e) {
            throw new IllegalStateException("the program's own " + file + " cannot be used", e);
        }
    }
}
