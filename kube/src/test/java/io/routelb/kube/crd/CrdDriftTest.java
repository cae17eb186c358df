package io.routelb.kube.crd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonPrimitive;
import com.google.gson.annotations.SerializedName;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1LabelSelectorRequirement;
import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The manifests in deploy/crds and the classes say the same, field by field. */
class CrdDriftTest {
    private static final Path CRDS = Path.of(System.getProperty("routelb.root"), "deploy", "crds");

    record Row(String file, Class<? extends CustomResource> type) {}

    static List<Row> crds() {
        return List.of(
                new Row("servicegroups.purelb.io.yaml", ServiceGroup.class),
                new Row("lbnodeagents.purelb.io.yaml", LBNodeAgent.class),
                new Row("routingconfigs.routelb.io.yaml", RoutingConfig.class),
                new Row("bgppeers.routelb.io.yaml", BgpPeer.class),
                new Row("bgpadvertisements.routelb.io.yaml", BgpAdvertisement.class),
                new Row("routingnodestatuses.routelb.io.yaml", RoutingNodeStatus.class));
    }

    @Test
    void everyManifestIsCompared() throws IOException {
        try (Stream<Path> files = Files.list(CRDS)) {
            List<String> manifests = files.map(path -> path.getFileName().toString())
                    .filter(name -> !name.equals("kustomization.yaml"))
                    .sorted()
                    .toList();
            assertEquals(crds().stream().map(Row::file).sorted().toList(), manifests);
        }
    }

    @ParameterizedTest
    @MethodSource("crds")
    void propertiesAreTheFieldsOfTheClass(Row row) throws IOException {
        Map<String, Object> schema = schema(row.file());
        Map<String, String> written = new TreeMap<>();
        flatten("", schema, written);
        List.of("apiVersion", "kind", "metadata").forEach(written::remove);
        Map<String, String> expected = new TreeMap<>();
        fieldsOf(row.type(), "", expected);
        assertEquals(expected, written);
    }

    @ParameterizedTest
    @MethodSource("crds")
    void everyPropertyIsDescribed(Row row) throws IOException {
        assertDescribed("", schema(row.file()));
    }

    private static void assertDescribed(String at, Map<String, Object> schema) {
        map(schema.get("properties")).forEach((name, property) -> {
            String path = at + "." + name;
            boolean typeMeta = List.of(".apiVersion", ".kind", ".metadata").contains(path);
            assertTrue(typeMeta || map(property).get("description") instanceof String, path + " has no description");
            assertDescribed(path, map(property));
        });
        if (schema.get("items") != null) {
            assertDescribed(at + "[]", map(schema.get("items")));
        }
    }

    private static Map<String, Object> schema(String file) throws IOException {
        try (Reader reader = Files.newBufferedReader(CRDS.resolve(file))) {
            Map<String, Object> crd = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
            List<?> versions =
                    (List<?>) Objects.requireNonNull(map(crd.get("spec")).get("versions"));
            assertEquals(1, versions.size());
            return map(map(map(versions.getFirst()).get("schema")).get("openAPIV3Schema"));
        }
    }

    private static void flatten(String at, Map<String, Object> schema, Map<String, String> into) {
        map(schema.get("properties")).forEach((name, property) -> {
            Map<String, Object> child = map(property);
            String path = at.isEmpty() ? name : at + "." + name;
            into.put(path, kind(child));
            flatten(path, child, into);
            if (child.get("items") != null) {
                into.put(path + "[]", kind(map(child.get("items"))));
                flatten(path + "[]", map(child.get("items")), into);
            }
        });
    }

    private static String kind(Map<String, Object> schema) {
        if (Boolean.TRUE.equals(schema.get("x-kubernetes-int-or-string"))) {
            return "int-or-string";
        }
        String format = schema.get("format") instanceof String text && text.startsWith("int") ? " " + text : "";
        return schema.get("type") + format;
    }

    private static void fieldsOf(Class<?> type, String at, Map<String, String> into) {
        if (type == V1LabelSelector.class) {
            into.put(at + "matchLabels", "object");
            into.put(at + "matchExpressions", "array");
            into.put(at + "matchExpressions[]", "object");
            fieldsOf(V1LabelSelectorRequirement.class, at + "matchExpressions[].", into);
            return;
        }
        for (Field field : type.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
                SerializedName renamed = field.getAnnotation(SerializedName.class);
                put(field.getGenericType(), at + (renamed == null ? field.getName() : renamed.value()), into);
            }
        }
    }

    private static void put(Type type, String at, Map<String, String> into) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            into.put(at, "array");
            put(list.getActualTypeArguments()[0], at + "[]", into);
        } else if (type == String.class || type == OffsetDateTime.class) {
            into.put(at, "string");
        } else if (type == Boolean.class) {
            into.put(at, "boolean");
        } else if (type == Integer.class) {
            into.put(at, "integer int32");
        } else if (type == Long.class) {
            into.put(at, "integer int64");
        } else if (type == JsonPrimitive.class) {
            into.put(at, "int-or-string");
        } else {
            into.put(at, "object");
            fieldsOf((Class<?>) type, at + ".", into);
        }
    }

    @SuppressWarnings("unchecked") // SnakeYAML's maps have text keys in these files.
    private static Map<String, Object> map(@Nullable Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }
}
