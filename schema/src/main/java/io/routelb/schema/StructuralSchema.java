package io.routelb.schema;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The schema of one CRD version, checked and compiled once and then used for every write. Immutable and safe to share. */
public final class StructuralSchema {
    /** An object without the fields nobody declared, and the paths of those. */
    public record Pruned(JsonObject object, List<String> unknownFields) {}

    private final SchemaNode root;

    private StructuralSchema(SchemaNode root) {
        this.root = root;
    }

    /**
     * Checks that the schema is structural and uses only what is supported here, and compiles patterns and CEL rules.
     *
     * @param path where the schema stands in the CRD, for the errors
     */
    public static StructuralSchema parse(JsonObject openApiV3Schema, String path) throws SchemaException {
        List<FieldError> errors = new ArrayList<>();
        StructureCheck.root(openApiV3Schema, path, errors);
        if (!errors.isEmpty()) {
            throw new SchemaException(errors);
        }
        SchemaNode plain = SchemaNode.of(RootFields.added(openApiV3Schema));
        SchemaNode compiled = new RuleCompiler(plain, errors).compile(plain, path, true);
        StructureCheck.defaults(compiled, path, errors);
        if (!errors.isEmpty()) {
            throw new SchemaException(errors);
        }
        return new StructuralSchema(compiled);
    }

    /** Drops undeclared fields. {@code apiVersion}, {@code kind} and {@code metadata} always stay. */
    public Pruned prune(JsonObject object) {
        JsonObject copy = object.deepCopy();
        List<String> unknown = new ArrayList<>();
        Pruning.prune(copy, root, "", unknown);
        return new Pruned(copy, List.copyOf(unknown));
    }

    /** Fills in declared defaults, nested ones included; a null that may not be null counts as absent. */
    public JsonObject withDefaults(JsonObject object) {
        JsonObject copy = object.deepCopy();
        Defaulting.fill(copy, root);
        return copy;
    }

    /**
     * Everything wrong with an object, empty if it is fine. CEL rules run only when the rest is right.
     *
     * @param old the stored object on update, for transition rules
     */
    public List<FieldError> validate(JsonObject object, Optional<JsonObject> old) {
        List<FieldError> errors = new ArrayList<>();
        Validation.check(object, root, "", errors);
        if (errors.isEmpty()) {
            RuleEvaluation.check(object, old.map(JsonElement.class::cast), root, "", errors);
        }
        return List.copyOf(errors);
    }
}
