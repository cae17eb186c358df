package io.routelb.schema;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The CEL types of a schema, so that a rule about a field nobody declared is refused when the CRD is created. Every object with
 * properties is a type of its own; what the schema leaves open is dynamic.
 */
final class CelTypes {
    private final IdentityHashMap<SchemaNode, CelType> byNode = new IdentityHashMap<>();
    private final Map<String, CelType> structs = new LinkedHashMap<>();

    CelTypes(SchemaNode root) {
        declare(root, "selfType");
    }

    CelType of(SchemaNode node) {
        return Optional.ofNullable(byNode.get(node)).orElse(SimpleType.DYN);
    }

    CelTypeProvider provider() {
        ImmutableList<CelType> all = ImmutableList.copyOf(structs.values());
        ImmutableMap<String, CelType> known = ImmutableMap.copyOf(structs);
        return new CelTypeProvider() {
            @Override
            public ImmutableCollection<CelType> types() {
                return all;
            }

            @Override
            public Optional<CelType> findType(String name) {
                return Optional.ofNullable(known.get(name));
            }
        };
    }

    private CelType declare(SchemaNode node, String name) {
        CelType type = node.intOrString()
                ? SimpleType.DYN
                : switch (node.type()) {
                    case "object" -> object(node, name);
                    case "array" ->
                        ListType.create(node.items()
                                .map(items -> declare(items, name + ".@idx"))
                                .orElse(SimpleType.DYN));
                    case "string" -> text(node.format());
                    case "integer" -> SimpleType.INT;
                    case "number" -> SimpleType.DOUBLE;
                    case "boolean" -> SimpleType.BOOL;
                    default -> SimpleType.DYN;
                };
        byNode.put(node, type);
        return type;
    }

    private CelType object(SchemaNode node, String name) {
        if (node.additional().isPresent()) {
            return MapType.create(SimpleType.STRING, declare(node.additional().get(), name + ".@elem"));
        }
        Map<String, CelType> fields = new LinkedHashMap<>();
        node.properties().forEach((field, child) -> {
            String escaped = CelNames.escape(field);
            fields.put(escaped, declare(child, name + "." + escaped));
        });
        if (node.preservesUnknown() && node.properties().isEmpty()) {
            return MapType.create(SimpleType.STRING, SimpleType.DYN);
        }
        ImmutableMap<String, CelType> declared = ImmutableMap.copyOf(fields);
        StructType struct =
                StructType.create(name, declared.keySet(), field -> Optional.ofNullable(declared.get(field)));
        structs.put(name, struct);
        return struct;
    }

    private static CelType text(String format) {
        return switch (format) {
            case "date", "date-time", "datetime" -> SimpleType.TIMESTAMP;
            case "duration" -> SimpleType.DURATION;
            case "byte" -> SimpleType.BYTES;
            default -> SimpleType.STRING;
        };
    }
}
