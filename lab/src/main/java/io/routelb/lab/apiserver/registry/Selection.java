package io.routelb.lab.apiserver.registry;

import io.routelb.lab.apiserver.api.ResourceType;
import io.routelb.lab.apiserver.status.ApiError;
import io.routelb.lab.apiserver.store.Stored;
import java.util.Optional;

/** Which objects of a collection are meant: a namespace (empty for all), labels and fields. */
public record Selection(String namespace, Optional<LabelSelector> labels, Optional<FieldSelector> fields) {
    public static Selection parse(ResourceType type, String namespace, String labels, String fields) throws ApiError {
        return new Selection(
                namespace,
                labels.isEmpty() ? Optional.empty() : Optional.of(LabelSelector.parse(labels)),
                fields.isEmpty() ? Optional.empty() : Optional.of(FieldSelector.parse(type, fields)));
    }

    public boolean matches(Stored stored) {
        return (namespace.isEmpty() || stored.key().namespace().equals(namespace))
                && labels.map(l -> l.matches(stored.metadata())).orElse(true)
                && fields.map(f -> f.matches(stored.object())).orElse(true);
    }

    /** Whether it is more than a namespace. */
    public boolean selects() {
        return labels.isPresent() || fields.isPresent();
    }

    /** The one name asked for, as far as authorization is concerned. */
    public String name() {
        return fields.flatMap(FieldSelector::name).orElse("");
    }
}
