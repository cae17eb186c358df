package io.routelb.model;

import java.time.Duration;
import java.util.Optional;

/**
 * A RoutingConfig as written: how the selected nodes redistribute. Raw numbers; {@code kube} fills the contract's defaults.
 *
 * @param monitor where peers and routes are reported by BMP
 * @param externalIps which external IPs of Services may be announced
 * @param mesh what nodes tell each other
 */
public record RoutingConfigView(
        ObjectKey key,
        long generation,
        LabelSelector nodeSelector,
        Backend backend,
        long localAsn,
        String routerId,
        int listenPort,
        Duration withdrawDelay,
        PeerOptions.Restart restart,
        Optional<SpeakerOptions.Monitor> monitor,
        SpeakerOptions.BestPath bestPath,
        LearnedRoutesView learnedRoutes,
        ExternalIpsView externalIps,
        MeshView mesh) {
    /** What makes the addresses reachable. */
    public enum Backend {
        NATIVE,
        BIRD,
        FRR,
        KERNEL
    }
}
