package io.routelb.schema;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/** A schema a CustomResourceDefinition may not have; the errors are for the 422 that refuses the CRD. */
public final class SchemaException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient List<FieldError> errors;

    SchemaException(List<FieldError> errors) {
        super(errors.stream().map(FieldError::message).collect(Collectors.joining(", ")));
        this.errors = List.copyOf(errors);
    }

    public List<FieldError> errors() {
        return errors;
    }
}
