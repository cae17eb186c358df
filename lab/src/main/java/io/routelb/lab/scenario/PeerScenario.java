package io.routelb.lab.scenario;

import io.routelb.lab.bgp.DaemonKind;
import io.routelb.lab.bgp.UnsupportedException;
import java.io.IOException;
import java.util.List;

/**
 * A scenario of our speaker opposite one routing daemon, without a cluster; run against each daemon of {@link #daemons} at the same time,
 * each with a speaker and namespaces of its own.
 */
public sealed interface PeerScenario extends Scenario
        permits BgpEbgp,
                BgpIbgp,
                BgpDualstack,
                Bgp4Octet,
                BgpMd5,
                BgpGtsm,
                BgpMultihop,
                BgpAddpath,
                BgpExtendedNexthop,
                BgpLinkLocal,
                BgpRouteRefresh,
                BgpGracefulRestart,
                BgpSilentNode,
                BgpLlgr,
                BgpRoles,
                BgpShutdownCommunication,
                BgpMaxPrefix,
                BgpCollision,
                BgpReflector,
                BgpUnknownAttribute,
                BgpExabgpMalformed,
                BgpBmp,
                BgpBmpSlow,
                BfdBird,
                BfdFrr {
    @Override
    default Kind kind() {
        return Kind.PEERS;
    }

    /** The daemons it is run against. */
    default List<DaemonKind> daemons() {
        return List.of(DaemonKind.values());
    }

    /**
     * Acts and looks; whatever is not as promised is an {@code ExpectationException}.
     *
     * @throws UnsupportedException when the daemon lacks the feature; the verdict says so
     */
    void run(Peering peering) throws IOException, InterruptedException;
}
