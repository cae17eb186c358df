package io.routelb.kube.watch;

import io.kubernetes.client.openapi.models.V1Secret;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeKinds;
import io.routelb.model.FrozenMap;
import io.routelb.model.SecretView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The Secrets that some BGPPeer or RoutingConfig names, each with a watch of its own: nobody else's Secret is ever read, and who names none needs no
 * right to read any. Owned by whoever takes the snapshot.
 */
final class SecretsWatch {
    /** More than a cluster has uses for; each costs a connection. */
    private static final int MOST = 64;

    private final KubeApi api;
    private final String namespace;
    private final Runnable wake;
    private final Map<String, KindWatch<V1Secret, ?, SecretView>> watches = new HashMap<>();
    private boolean stopped;

    SecretsWatch(KubeApi api, String namespace, Runnable wake) {
        this.api = api;
        this.namespace = namespace;
        this.wake = wake;
    }

    /**
     * What is known.
     *
     * @param pending names of which nobody can say yet whether there is such a Secret
     */
    record Known(Map<String, SecretView> byName, Set<String> pending) {
        Known {
            byName = FrozenMap.copyOf(byName);
            pending = Set.copyOf(pending);
        }
    }

    /** Watches these, the first {@value #MOST} in the order of their names, and none else. */
    Known of(Set<String> wanted) {
        if (!stopped) {
            follow(wanted);
        }
        Set<String> pending = new HashSet<>();
        watches.forEach((name, watch) -> {
            if (!watch.synced() && watch.outage().isEmpty()) {
                pending.add(name);
            }
        });
        // Second: what is read meanwhile may still be called pending, not the other way round.
        Map<String, SecretView> known = new HashMap<>();
        watches.values().forEach(watch -> watch.views().byKey().values().forEach(view -> known.put(view.name(), view)));
        return new Known(known, pending);
    }

    private void follow(Set<String> wanted) {
        Set<String> names = new TreeSet<>();
        wanted.stream().sorted().limit(MOST).forEach(names::add);
        watches.entrySet().removeIf(entry -> {
            boolean over = !names.contains(entry.getKey());
            if (over) {
                entry.getValue().stop();
            }
            return over;
        });
        names.forEach(name -> watches.computeIfAbsent(name, this::start));
    }

    private KindWatch<V1Secret, ?, SecretView> start(String name) {
        KindWatch<V1Secret, ?, SecretView> watch =
                new KindWatch<>(api, KubeKinds.SECRET, namespace, name, PeerViews::secret, wake);
        watch.start();
        return watch;
    }

    /** What is known stays as it is. */
    void stop() {
        stopped = true;
        watches.values().forEach(KindWatch::stop);
    }
}
