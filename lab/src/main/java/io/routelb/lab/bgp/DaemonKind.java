package io.routelb.lab.bgp;

import io.routelb.lab.topology.Cable;
import java.nio.file.Path;
import java.util.Locale;

/** The routing daemons that the distribution has. */
public enum DaemonKind {
    BIRD,
    FRR,
    GOBGP,
    OPENBGPD;

    /** The name in verdicts. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** One at the far end of the cable, not started yet. */
    public RoutingDaemon at(Cable cable, Path folder, Path logs) {
        return switch (this) {
            case BIRD -> new BirdDaemon(cable, folder, logs);
            case FRR -> new FrrDaemon(cable, folder, logs);
            case GOBGP -> new GobgpDaemon(cable, folder, logs);
            case OPENBGPD -> new OpenBgpDaemon(cable, folder, logs);
        };
    }
}
