package io.routelb.lab.apiserver.registry;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.builtin.KindRules;
import io.routelb.lab.apiserver.status.Cause;
import io.routelb.schema.FieldError;
import io.routelb.schema.StructuralSchema;
import java.util.List;
import java.util.Optional;

/** A custom resource: its schema says everything. */
record CustomRules(StructuralSchema schema) implements KindRules {
    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public boolean mayUpdateUnconditionally() {
        return false;
    }

    @Override
    public boolean statusWritesMetadata() {
        return false;
    }

    @Override
    public JsonObject completed(JsonObject object, Optional<JsonObject> before) {
        return schema.withDefaults(object);
    }

    @Override
    public List<Cause> validate(JsonObject object, Optional<JsonObject> before) {
        return schema.validate(object, before).stream().map(CustomRules::cause).toList();
    }

    @Override
    public List<Cause> validateStatus(JsonObject object, JsonObject before) {
        return validate(object, Optional.of(before));
    }

    private static Cause cause(FieldError error) {
        return new Cause(error.reason().code(), error.field(), error.body());
    }
}
