package io.routelb.kube.watch;

import io.routelb.kube.crd.ServiceGroup;
import io.routelb.model.InvalidValueException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fields of a ServiceGroup that the API knows and the allocator does not act on yet. A group that asks for one of them is refused whole:
 * half of what was asked for would hand out addresses the user meant to keep.
 */
final class NotHonoured {
    private final List<String> fields = new ArrayList<>();

    private NotHonoured() {}

    static List<String> in(ServiceGroup.Spec spec) throws InvalidValueException {
        NotHonoured found = new NotHonoured();
        found.flag("spec.enforceNamespaces", spec.enforceNamespaces);
        found.flag("spec.namespaceDefault", spec.namespaceDefault);
        if (!Durations.parse("spec.releaseCooldown", spec.releaseCooldown, Duration.ZERO)
                .isZero()) {
            found.fields.add("spec.releaseCooldown");
        }
        ServiceGroup.Remote remote = spec.remote;
        if (remote != null) {
            found.flag("spec.remote.multiPool", remote.multiPool);
            found.flag("spec.remote.balancePools", remote.balancePools);
            found.pool("spec.remote.v4pool", remote.v4pool);
            found.pool("spec.remote.v6pool", remote.v6pool);
            found.pools("spec.remote.v4pools", remote.v4pools);
            found.pools("spec.remote.v6pools", remote.v6pools);
        }
        return List.copyOf(found.fields);
    }

    private void flag(String field, @Nullable Boolean value) {
        if (Boolean.TRUE.equals(value)) {
            fields.add(field);
        }
    }

    private void pools(String field, @Nullable List<ServiceGroup.AddressPool> pools) {
        int index = 0;
        for (ServiceGroup.AddressPool pool : pools == null ? List.<ServiceGroup.AddressPool>of() : pools) {
            pool(field + "[" + index++ + "]", pool);
        }
    }

    private void pool(String field, ServiceGroup.@Nullable AddressPool pool) {
        if (pool == null) {
            return;
        }
        flag(field + ".avoidEdges", pool.avoidEdges);
        if (pool.exclude != null && !pool.exclude.isEmpty()) {
            fields.add(field + ".exclude");
        }
    }
}
