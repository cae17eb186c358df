package io.routelb.lab.scenario;

import java.util.List;

/** The scenarios with one daemon, in the order they are listed. */
final class PeerScenarios {
    static final List<PeerScenario> ALL = List.of(
            new BgpEbgp(),
            new BgpIbgp(),
            new BgpDualstack(),
            new Bgp4Octet(),
            new BgpMultihop(),
            new BgpRouteRefresh(),
            new BgpShutdownCommunication(),
            new BgpCollision());

    private PeerScenarios() {}
}
