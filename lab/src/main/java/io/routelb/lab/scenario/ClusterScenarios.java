package io.routelb.lab.scenario;

import java.util.List;

/** The scenarios of a whole cluster, in the order they are listed. */
final class ClusterScenarios {
    static final List<ClusterScenario> ALL = List.of(
            new AnycastEcmp(),
            new EtpLocal(),
            new ServiceDelete(),
            new DualStack(),
            new AllocPinMove(),
            new AllocSharing(),
            new AllocExhaustion(),
            new AllocDualStack(),
            new AllocPoolEdit(),
            new AllocFailover(),
            new AllocExternalIpam(),
            new NodeRemote(),
            new NodeApiOutage(),
            new NodeRestartOffline(),
            new NodeRestartBfd(),
            new NodeRestartGraceful(),
            new NodeUpgradeRolling(),
            new NodeCrashLeftovers(),
            new NodeLocalElection(),
            new NodeGarp(),
            new NodeIpv6(),
            new NodeMultiNic(),
            new NodeRepair(),
            new NodeExcludeLabel(),
            new NodeEtpLocal(),
            new Drain(),
            new NodeTerminating(),
            new NodeDummyKernel(),
            new RouteCommunities(),
            new RouteMedLocalPref(),
            new RoutePrepend(),
            new RouteMaxNextHops(),
            new RouteWeightedEcmp(),
            new RouteClusterIp(),
            new RouteExternalIps(),
            new MultiAs(),
            new AnnotationsKubeRouter(),
            new DefaultGatewayPeer(),
            new BadPeer(),
            new MeshPodRoutes(),
            new BgpLearnedRoutes(),
            new BgpObserved(),
            new BgpUnnumbered(),
            new BgpPasswordSecret());

    private ClusterScenarios() {}
}
