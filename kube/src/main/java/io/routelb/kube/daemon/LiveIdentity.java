package io.routelb.kube.daemon;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * What a TLS server shows, replaceable while it serves: each handshake takes the newest identity and stays with it, also when it is
 * replaced in the middle. Any thread. The nullable parameters and results are the interface's.
 */
final class LiveIdentity extends X509ExtendedKeyManager {
    /** One identity under a name of its own; the one before is kept for handshakes that began with it. */
    private record Shown(String alias, ServerIdentity identity, Optional<ServerIdentity> before) {}

    private volatile Optional<Shown> shown = Optional.empty();
    private long serial;

    /** Called by one thread. */
    void show(ServerIdentity identity) {
        Optional<ServerIdentity> before = shown.map(Shown::identity);
        serial++;
        shown = Optional.of(new Shown(Long.toString(serial), identity, before));
    }

    private Optional<ServerIdentity> named(String alias) {
        return shown.flatMap(now -> now.alias().equals(alias) ? Optional.of(now.identity()) : now.before());
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return shown.filter(now -> now.identity().key().getAlgorithm().equals(keyType))
                .map(Shown::alias)
                .orElse(null);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineServerAlias(keyType, issuers, null);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return named(alias)
                .map(identity -> identity.chain().toArray(X509Certificate[]::new))
                .orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return named(alias).map(ServerIdentity::key).orElse(null);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = chooseEngineServerAlias(keyType, issuers, null);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
