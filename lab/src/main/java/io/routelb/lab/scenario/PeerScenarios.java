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
            new BgpRouteRefresh(),
            new BgpGracefulRestart(),
            new BgpRoles(),
            new BgpShutdownCommunication(),
            new BgpCollision(),
            new BgpExabgpMalformed(),
            new BfdBird(),
            new BfdFrr());

    private PeerScenarios() {}
}
