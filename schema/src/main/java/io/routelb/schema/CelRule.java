package io.routelb.schema;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.Map;
import java.util.Optional;

/**
 * One of {@code x-kubernetes-validations}, compiled.
 *
 * @param message what to say; empty to say {@code failed rule: ...}
 * @param messageProgram computes the message; wins over {@code message} when it gives a non-empty line
 * @param fieldPath below the place of the rule, in {@code .a.b['c']} notation; empty for the place itself
 * @param transition whether the rule needs the old value
 */
record CelRule(
        String rule,
        CelRuntime.Program program,
        String message,
        Optional<CelRuntime.Program> messageProgram,
        FieldError.Reason reason,
        String fieldPath,
        boolean transition) {

    boolean holds(Map<String, Object> variables) throws CelEvaluationException {
        return Boolean.TRUE.equals(program.eval(variables));
    }

    String explain(Map<String, Object> variables) {
        return messageProgram
                .flatMap(compiled -> evaluateMessage(compiled, variables))
                .orElse(message.isEmpty() ? "failed rule: " + rule : message);
    }

    private static Optional<String> evaluateMessage(CelRuntime.Program program, Map<String, Object> variables) {
        try {
            return program.eval(variables) instanceof String text && !text.isBlank() && text.indexOf('\n') < 0
                    ? Optional.of(text.strip())
                    : Optional.empty();
        } catch (CelEvaluationException e) {
            // Kubernetes, too, falls back to the fixed message; the rule's verdict stands.
            return Optional.empty();
        }
    }
}
