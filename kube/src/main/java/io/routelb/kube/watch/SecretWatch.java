package io.routelb.kube.watch;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1SecretList;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeKinds;
import io.routelb.model.ObjectKey;
import java.util.Map;
import java.util.Optional;

/**
 * One Secret, followed by its name: no other Secret is ever read, so a Role that names it is all it takes. The threads that read only wake.
 */
public final class SecretWatch implements AutoCloseable {
    private final KindWatch<V1Secret, V1SecretList, ObjectKey> watch;
    private final ObjectKey secret;

    private SecretWatch(ApiClient client, ObjectKey secret, Runnable wake) {
        this.secret = secret;
        this.watch = new KindWatch<>(
                new KubeApi(client),
                KubeKinds.SECRET,
                secret.namespace(),
                secret.name(),
                (object, meta) -> CoreViews.key(meta),
                wake);
    }

    /** Starts following and returns at once; {@code wake} is called whenever {@link #data} may have changed and must not block. */
    public static SecretWatch start(ApiClient client, ObjectKey secret, Runnable wake) {
        SecretWatch started = new SecretWatch(client, secret, wake);
        started.watch.start();
        return started;
    }

    /** Whether it has been read once, so that no data means no Secret. */
    public boolean synced() {
        return watch.synced();
    }

    /** Why it cannot be read at this moment; empty when it can. */
    public String outage() {
        return watch.outage();
    }

    /** What it holds, decoded; empty when there is no such Secret. Not to be changed. */
    public Optional<Map<String, byte[]>> data() {
        return watch.raw(secret).map(object -> object.getData() == null ? Map.of() : object.getData());
    }

    @Override
    public void close() {
        watch.stop();
    }
}
