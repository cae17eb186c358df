package io.routelb.allocator.app;

import io.kubernetes.client.openapi.ApiClient;
import io.routelb.kube.daemon.StartupException;
import io.routelb.kube.daemon.WebhookServer;
import java.time.Clock;
import java.util.Optional;

/** The validating webhook, where the command line asks for one. Owned by the main thread. */
final class Webhook implements AutoCloseable {
    private final Optional<WebhookServer.Settings> wanted;
    private final Admission admission;
    private Optional<WebhookServer> server = Optional.empty();

    Webhook(Optional<WebhookServer.Settings> wanted, Admission admission) {
        this.wanted = wanted;
        this.admission = admission;
    }

    void start(ApiClient client) throws StartupException {
        if (wanted.isPresent()) {
            server = Optional.of(WebhookServer.start(client, wanted.get(), Clock.systemUTC(), admission));
        }
    }

    @Override
    public void close() {
        server.ifPresent(WebhookServer::close);
    }
}
