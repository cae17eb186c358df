package io.routelb.model;

import inet.ipaddr.IPAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A RoutingConfig as written: how the selected nodes redistribute. Raw numbers; {@code kube} fills the contract's defaults.
 *
 * @param listenAddresses where the selected nodes are dialled; empty = at all addresses they have
 * @param monitor where peers and routes are reported by BMP
 * @param externalIps which external IPs of Services may be announced
 * @param mesh what nodes tell each other
 * @param hostDaemons the host's, one of which may be the backend
 */
public record RoutingConfigView(
        ObjectKey key,
        long generation,
        LabelSelector nodeSelector,
        Backend backend,
        long localAsn,
        String routerId,
        int listenPort,
        Set<IPAddress> listenAddresses,
        Duration withdrawDelay,
        PeerOptions.Restart restart,
        Optional<SpeakerOptions.Monitor> monitor,
        SpeakerOptions.BestPath bestPath,
        LearnedRoutesView learnedRoutes,
        ExternalIpsView externalIps,
        Drain drain,
        MeshView mesh,
        HostDaemons hostDaemons) {
    public RoutingConfigView {
        listenAddresses = Set.copyOf(listenAddresses);
    }

    /** What makes the addresses reachable. */
    public enum Backend {
        NATIVE,
        BIRD,
        FRR,
        KERNEL;

        /** Whether the agent has peers told through it. */
        public boolean speaks() {
            return this != KERNEL;
        }
    }

    /** Who is to make routes reachable, as {@link #backend} says. */
    public BackendChoice choice() {
        return switch (backend) {
            case BIRD -> new BackendChoice.Bird(hostDaemons.bird());
            case FRR -> new BackendChoice.Frr(hostDaemons.frr());
            case NATIVE, KERNEL -> BackendChoice.SPEAKER;
        };
    }

    /**
     * How a node is taken out.
     *
     * @param onCordon a cordoned node is
     * @param gracefulShutdown how long routes stand back (RFC 8326) before they are withdrawn; zero = not at all
     */
    public record Drain(boolean onCordon, Duration gracefulShutdown) {
        public static final Drain DEFAULT = new Drain(false, Duration.ofSeconds(10));
        public static final Duration LONGEST = Duration.ofMinutes(10);
    }
}
