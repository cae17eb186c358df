package io.routelb.kube.crd;

import org.jspecify.annotations.Nullable;

/** Graceful restart (RFC 4724, 8538, 9494), of a RoutingConfig or of one BGPPeer. Durations as text. */
public final class GracefulRestart {
    public @Nullable Boolean enabled;
    public @Nullable String restartTime;
    public @Nullable Boolean notification;
    public @Nullable String longLivedStaleTime;
}
