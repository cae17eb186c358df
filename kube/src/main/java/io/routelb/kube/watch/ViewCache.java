package io.routelb.kube.watch;

import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.routelb.model.FrozenMap;
import io.routelb.model.InvalidValueException;
import io.routelb.model.ObjectKey;
import io.routelb.model.Refusal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Views of one kind, converted once per resource version. An object that cannot be converted keeps its last good view (or has none) and
 * is named in the log once; the others are unaffected. Owned by one thread.
 */
final class ViewCache<T extends KubernetesObject, V> {
    private static final Logger LOG = LoggerFactory.getLogger(ViewCache.class);

    /** From raw object to view; the message of the exception goes to the log as it is. */
    @FunctionalInterface
    interface Conversion<T, V> {
        V convert(T object, V1ObjectMeta meta) throws InvalidValueException;
    }

    /**
     * Everything known of the kind. {@code version} differs whenever the views may.
     *
     * @param refused objects that could not be converted as they are now
     */
    record Views<V>(long version, Map<ObjectKey, V> byKey, Map<ObjectKey, Refusal> refused) {
        Views {
            byKey = FrozenMap.copyOf(byKey);
            refused = FrozenMap.copyOf(refused);
        }
    }

    private record Converted<V>(String resourceVersion, Optional<V> view, Optional<Refusal> refusal) {}

    private final String kind;
    private final Conversion<T, V> conversion;
    private Map<ObjectKey, Converted<V>> converted = Map.of();
    private Views<V> last = new Views<>(-1, Map.of(), Map.of());

    ViewCache(String kind, Conversion<T, V> conversion) {
        this.kind = kind;
        this.conversion = conversion;
    }

    /** Views of what {@code objects} gives, unless {@code version} says that nothing has changed since the last call. */
    Views<V> of(long version, Supplier<Map<ObjectKey, T>> objects) {
        if (version == last.version()) {
            return last;
        }
        Map<ObjectKey, T> present = objects.get();
        Map<ObjectKey, Converted<V>> now = HashMap.newHashMap(present.size());
        Map<ObjectKey, V> views = HashMap.newHashMap(present.size());
        Map<ObjectKey, Refusal> refused = new HashMap<>();
        present.forEach((key, object) -> {
            V1ObjectMeta meta = object.getMetadata() == null ? new V1ObjectMeta() : object.getMetadata();
            Converted<V> entry = convert(key, object, meta);
            now.put(key, entry);
            entry.view().ifPresent(view -> views.put(key, view));
            entry.refusal().ifPresent(refusal -> refused.put(key, refusal));
        });
        converted = now;
        last = new Views<>(version, views, refused);
        return last;
    }

    private Converted<V> convert(ObjectKey key, T object, V1ObjectMeta meta) {
        String resourceVersion = CoreViews.text(meta.getResourceVersion());
        Converted<V> before = converted.get(key);
        if (before != null && before.resourceVersion().equals(resourceVersion)) {
            return before;
        }
        try {
            return new Converted<>(resourceVersion, Optional.of(conversion.convert(object, meta)), Optional.empty());
        } catch (InvalidValueException e) {
            LOG.atWarn()
                    .addKeyValue("kind", kind)
                    .addKeyValue("object", key)
                    .addKeyValue("reason", e.getMessage())
                    .log("object refused; its last good form, if any, stays in force");
            Refusal refusal = new Refusal(meta.getGeneration() == null ? 0 : meta.getGeneration(), e.sentence());
            return new Converted<>(
                    resourceVersion, before == null ? Optional.empty() : before.view(), Optional.of(refusal));
        }
    }
}
