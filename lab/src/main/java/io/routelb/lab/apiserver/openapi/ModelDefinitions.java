package io.routelb.lab.apiserver.openapi;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.annotations.SerializedName;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.custom.Quantity;
import io.routelb.lab.apiserver.api.ResourceType;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The definitions of built-in kinds, read off kubernetes-client-java's model classes. Filled once by {@link Definitions}. */
final class ModelDefinitions {
    static final String OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
    static final String REF = "#/definitions/";

    private static final String MODELS = "io.kubernetes.client.openapi.models.";
    private static final Set<String> META = Set.of(
            "ObjectMeta",
            "ListMeta",
            "OwnerReference",
            "ManagedFieldsEntry",
            "LabelSelector",
            "LabelSelectorRequirement",
            "Condition",
            "DeleteOptions",
            "Status",
            "StatusDetails",
            "StatusCause");
    private static final Pattern PREFIX =
            Pattern.compile("^(Core|Events|Rbac|Discovery|Storage)?V\\d+((alpha|beta)\\d+)?");

    private final Map<String, JsonObject> definitions = new TreeMap<>();
    private final Map<Class<?>, String> names = new java.util.HashMap<>();

    Map<String, JsonObject> all() {
        return definitions;
    }

    /** Adds a kind and everything below it; the name of its definition, or empty if there is no model of it. */
    Optional<String> add(ResourceType type) {
        String version = capital(type.version());
        String group = capital(shortGroup(type.group()));
        return Stream.of(group + version + type.kind(), version + type.kind())
                .flatMap(name -> model(name).stream())
                .findFirst()
                .map(found -> define(found, packageOf(type)));
    }

    String objectMeta() {
        return model("V1ObjectMeta").map(found -> define(found, "")).orElse(OBJECT_META);
    }

    private static Optional<Class<?>> model(String name) {
        try {
            return Optional.of(Class.forName(MODELS + name));
        } catch (ClassNotFoundException e) {
            // The answer to the question: this kind has no model.
            return Optional.empty();
        }
    }

    private static String packageOf(ResourceType type) {
        return "io.k8s.api." + shortGroup(type.group()) + "." + type.version();
    }

    private static String shortGroup(String group) {
        return group.isEmpty() ? "core" : group.split("\\.", 2)[0];
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private String define(Class<?> model, String home) {
        String known = names.get(model);
        if (known != null) {
            return known;
        }
        String simple = PREFIX.matcher(model.getSimpleName()).replaceFirst("");
        String name = (META.contains(simple) ? "io.k8s.apimachinery.pkg.apis.meta.v1" : home) + "." + simple;
        names.put(model, name);
        JsonObject schema = new JsonObject();
        definitions.put(name, schema);
        schema.addProperty("type", "object");
        required(model, schema);
        JsonObject properties = new JsonObject();
        for (Field field : model.getDeclaredFields()) {
            SerializedName serialized = field.getAnnotation(SerializedName.class);
            if (serialized != null) {
                JsonObject property = schemaOf(field.getGenericType(), home);
                MergeRules.mark(simple, serialized.value(), property);
                properties.add(serialized.value(), property);
            }
        }
        schema.add("properties", properties);
        if (MergeRules.isAtomicType(simple)) {
            schema.addProperty("x-kubernetes-map-type", "atomic");
        }
        return name;
    }

    private static void required(Class<?> model, JsonObject schema) {
        try {
            Object fields = model.getField("openapiRequiredFields").get(null);
            if (fields instanceof Collection<?> list && !list.isEmpty()) {
                JsonArray names = new JsonArray();
                list.stream().map(String::valueOf).sorted().forEach(names::add);
                schema.add("required", names);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the model " + model + " does not say what it requires", e);
        }
    }

    private JsonObject schemaOf(Type type, String home) {
        if (type instanceof ParameterizedType generic) {
            List<Type> arguments = List.of(generic.getActualTypeArguments());
            JsonObject schema = new JsonObject();
            boolean list = generic.getRawType() == List.class;
            schema.addProperty("type", list ? "array" : "object");
            schema.add(list ? "items" : "additionalProperties", schemaOf(arguments.getLast(), home));
            return schema;
        }
        if (type instanceof Class<?> model && model.getName().startsWith(MODELS)) {
            JsonObject reference = new JsonObject();
            reference.addProperty("$ref", REF + define(model, home));
            return reference;
        }
        if (type == IntOrString.class) {
            return shared("io.k8s.apimachinery.pkg.util.intstr.IntOrString", typed("string", "int-or-string"));
        }
        if (type == Quantity.class) {
            return shared("io.k8s.apimachinery.pkg.api.resource.Quantity", typed("string", ""));
        }
        return scalar(type);
    }

    private JsonObject shared(String name, JsonObject schema) {
        definitions.putIfAbsent(name, schema);
        JsonObject reference = new JsonObject();
        reference.addProperty("$ref", REF + name);
        return reference;
    }

    private static JsonObject scalar(Type type) {
        if (type == String.class) {
            return typed("string", "");
        }
        if (type == Integer.class) {
            return typed("integer", "int32");
        }
        if (type == Long.class) {
            return typed("integer", "int64");
        }
        if (type == Double.class) {
            return typed("number", "double");
        }
        if (type == Boolean.class) {
            return typed("boolean", "");
        }
        if (type == OffsetDateTime.class) {
            return typed("string", "date-time");
        }
        if (type == byte[].class) {
            return typed("string", "byte");
        }
        // An Object or an interface in Java is anything in JSON.
        return new JsonObject();
    }

    private static JsonObject typed(String type, String format) {
        JsonObject schema = new JsonObject();
        schema.addProperty("type", type);
        if (!format.isEmpty()) {
            schema.addProperty("format", format);
        }
        return schema;
    }
}
