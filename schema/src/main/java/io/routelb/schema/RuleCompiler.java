package io.routelb.schema;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.cel.bundle.Cel;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Compiles the CEL rules of a whole schema against the types it declares. What does not compile becomes an error of the CRD. */
final class RuleCompiler {
    private static final String KEYWORD = "x-kubernetes-validations";
    private static final Pattern OLD_SELF = Pattern.compile("\\boldSelf\\b");
    private static final Map<String, FieldError.Reason> REASONS = Map.of(
            "", FieldError.Reason.INVALID,
            "FieldValueInvalid", FieldError.Reason.INVALID,
            "FieldValueForbidden", FieldError.Reason.FORBIDDEN,
            "FieldValueRequired", FieldError.Reason.REQUIRED,
            "FieldValueDuplicate", FieldError.Reason.DUPLICATE);

    private final CelTypes types;
    private final List<FieldError> errors;

    RuleCompiler(SchemaNode root, List<FieldError> errors) {
        this.types = new CelTypes(root);
        this.errors = errors;
    }

    /** The node with all rules at and below it compiled; {@code correlatable} is false inside lists without keys. */
    SchemaNode compile(SchemaNode node, String path, boolean correlatable) {
        Map<String, SchemaNode> properties = new LinkedHashMap<>();
        node.properties()
                .forEach((name, child) ->
                        properties.put(name, compile(child, path + ".properties[" + name + "]", correlatable)));
        boolean keyed = correlatable && node.listType().equals("map");
        return node.with(
                properties,
                node.additional().map(child -> compile(child, path + ".additionalProperties", correlatable)),
                node.items().map(child -> compile(child, path + ".items", keyed)),
                rules(node, path, correlatable));
    }

    private List<CelRule> rules(SchemaNode node, String path, boolean correlatable) {
        if (!(node.json().get(KEYWORD) instanceof JsonArray declared) || declared.isEmpty()) {
            return List.of();
        }
        CelType self = types.of(node);
        Cel cel = CelEnvironment.extended(types.provider(), self);
        List<CelRule> compiled = new ArrayList<>();
        for (int i = 0; i < declared.size(); i++) {
            String at = FieldPath.element(path + "." + KEYWORD, i);
            JsonElement rule = declared.get(i);
            if (rule instanceof JsonObject object) {
                rule(object, cel, at, correlatable).ifPresent(compiled::add);
            } else {
                errors.add(FieldError.invalid(at, rule, "must be an object"));
            }
        }
        return List.copyOf(compiled);
    }

    private Optional<CelRule> rule(JsonObject json, Cel cel, String path, boolean correlatable) {
        String expression = SchemaNode.text(json, "rule").strip();
        boolean transition = OLD_SELF.matcher(expression).find();
        if (expression.isEmpty()) {
            errors.add(FieldError.required(path + ".rule", "rule is not specified"));
            return Optional.empty();
        }
        if (transition && !correlatable) {
            errors.add(FieldError.invalid(
                    path + ".rule", expression, "oldSelf cannot be used on the uncorrelatable portion of the schema"));
        }
        if (json.get("optionalOldSelf") instanceof JsonPrimitive optional && optional.getAsBoolean()) {
            errors.add(FieldError.forbidden(path + ".optionalOldSelf", "optionalOldSelf is not supported"));
        }
        Optional<FieldError.Reason> reason = Optional.ofNullable(REASONS.get(SchemaNode.text(json, "reason")));
        if (reason.isEmpty()) {
            errors.add(FieldError.notSupported(
                    path + ".reason",
                    json.get("reason"),
                    REASONS.keySet().stream()
                            .filter(name -> !name.isEmpty())
                            .sorted()
                            .<JsonElement>map(JsonPrimitive::new)
                            .toList()));
            return Optional.empty();
        }
        Optional<CelRuntime.Program> program = program(cel, expression, SimpleType.BOOL, path + ".rule");
        String messageExpression = SchemaNode.text(json, "messageExpression");
        Optional<CelRuntime.Program> message = messageExpression.isEmpty()
                ? Optional.empty()
                : program(cel, messageExpression, SimpleType.STRING, path + ".messageExpression");
        return program.map(compiled -> new CelRule(
                expression,
                compiled,
                SchemaNode.text(json, "message").strip(),
                message,
                reason.get(),
                SchemaNode.text(json, "fieldPath"),
                transition));
    }

    private Optional<CelRuntime.Program> program(Cel cel, String expression, CelType wanted, String path) {
        try {
            CelAbstractSyntaxTree tree = cel.compile(expression).getAst();
            if (!tree.getResultType().equals(wanted) && !tree.getResultType().equals(SimpleType.DYN)) {
                errors.add(FieldError.invalid(
                        path,
                        expression,
                        "must evaluate to a " + wanted.name() + ", not "
                                + tree.getResultType().name()));
                return Optional.empty();
            }
            return Optional.of(cel.createProgram(tree));
        } catch (CelValidationException | CelEvaluationException e) {
            errors.add(FieldError.invalid(path, expression, "compilation failed: " + e.getMessage()));
            return Optional.empty();
        }
    }
}
