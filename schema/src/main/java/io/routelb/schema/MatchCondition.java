package io.routelb.schema;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import dev.cel.bundle.Cel;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A {@code matchConditions} expression of a webhook, over {@code object}, {@code oldObject} and {@code request}; what is absent is null.
 * Left out: {@code authorizer}.
 */
public final class MatchCondition {
    private static final Cel CEL = CelEnvironment.dynamic(List.of("object", "oldObject", "request"));

    private final CelRuntime.Program program;

    private MatchCondition(CelRuntime.Program program) {
        this.program = program;
    }

    /** Compiles it; what does not compile or is no condition is refused. */
    public static MatchCondition compile(String expression) throws SchemaException {
        try {
            CelAbstractSyntaxTree tree = CEL.compile(expression).getAst();
            if (!tree.getResultType().equals(SimpleType.BOOL)
                    && !tree.getResultType().equals(SimpleType.DYN)) {
                throw refused(expression, "must evaluate to bool");
            }
            return new MatchCondition(CEL.createProgram(tree));
        } catch (CelValidationException | CelEvaluationException e) {
            throw refused(expression, "compilation failed: " + e.getMessage());
        }
    }

    /** Whether it holds; empty when it cannot be computed, as for a field that is not there. */
    public Optional<Boolean> holds(
            Optional<? extends JsonElement> object, Optional<? extends JsonElement> oldObject, JsonElement request) {
        try {
            Object value = program.eval(Map.of(
                    "object", value(object), "oldObject", value(oldObject), "request", value(Optional.of(request))));
            return Optional.of(Boolean.TRUE.equals(value));
        } catch (CelEvaluationException e) {
            return Optional.empty();
        }
    }

    private static Object value(Optional<? extends JsonElement> json) {
        return CelValues.of(json.isPresent() ? json.get() : JsonNull.INSTANCE, Optional.empty());
    }

    private static SchemaException refused(String expression, String why) {
        return new SchemaException(List.of(FieldError.invalid("expression", new JsonPrimitive(expression), why)));
    }
}
