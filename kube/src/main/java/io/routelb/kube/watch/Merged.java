package io.routelb.kube.watch;

import io.routelb.model.ObjectKey;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Something made of all views of one kind, made again only when they have changed. Owned by one thread. */
final class Merged<R, V> {
    private record Made<R>(long version, R result) {}

    private final Function<Map<ObjectKey, V>, R> merge;
    private Optional<Made<R>> last = Optional.empty();

    Merged(Function<Map<ObjectKey, V>, R> merge) {
        this.merge = merge;
    }

    R of(ViewCache.Views<V> views) {
        Made<R> made = last.filter(before -> before.version() == views.version())
                .orElseGet(() -> new Made<>(views.version(), merge.apply(views.byKey())));
        last = Optional.of(made);
        return made.result();
    }
}
