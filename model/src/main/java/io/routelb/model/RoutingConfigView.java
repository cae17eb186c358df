package io.routelb.model;

import java.time.Duration;

/** A RoutingConfig as written: how the selected nodes redistribute. Raw numbers; {@code kube} fills the contract's defaults. */
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
        LearnedRoutesView learnedRoutes) {
    /** One that says nothing of learned routes. */
    public RoutingConfigView(
            ObjectKey key,
            long generation,
            LabelSelector nodeSelector,
            Backend backend,
            long localAsn,
            String routerId,
            int listenPort,
            Duration withdrawDelay,
            PeerOptions.Restart restart) {
        this(
                key,
                generation,
                nodeSelector,
                backend,
                localAsn,
                routerId,
                listenPort,
                withdrawDelay,
                restart,
                LearnedRoutesView.DEFAULT);
    }

    /** What makes the addresses reachable. */
    public enum Backend {
        NATIVE,
        BIRD,
        FRR,
        KERNEL
    }
}
