package io.routelb.kube.watch;

import io.kubernetes.client.openapi.models.V1Secret;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeKinds;
import io.routelb.model.FrozenMap;
import io.routelb.model.SecretView;
import java.util.HashMap;
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

    /** Watches these, the first {@value #MOST} in the order of their names, and none else; gives what is known of them. */
    Map<String, SecretView> of(Set<String> wanted) {
        if (!stopped) {
            follow(wanted);
        }
        Map<String, SecretView> known = new HashMap<>();
        watches.values().forEach(watch -> watch.views().byKey().values().forEach(view -> known.put(view.name(), view)));
        return FrozenMap.copyOf(known);
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
