package io.routelb.lab.scenario;

import java.util.List;

/** The scenarios with one daemon, in the order they are listed. */
final class PeerScenarios {
    static final List<PeerScenario> ALL = List.of(
            new BgpEbgp(),
            new BgpIbgp(),
            new BgpDualstack(),
            new Bgp4Octet(),
            new BgpMd5(),
            new BgpGtsm(),
            new BgpMultihop(),
            new BgpAddpath(),
            new BgpExtendedNexthop(),
            new BgpLinkLocal(),
            new BgpRouteRefresh(),
            new BgpGracefulRestart(),
            new BgpSilentNode(),
            new BgpLlgr(),
            new BgpRoles(),
            new BgpShutdownCommunication(),
            new BgpMaxPrefix(),
            new BgpCollision(),
            new BgpReflector(),
            new BgpUnknownAttribute(),
            new BgpExabgpMalformed(),
            new BgpBmp(),
            new BgpBmpSlow(),
            new BfdBird(),
            new BfdFrr());

    private PeerScenarios() {}
}
