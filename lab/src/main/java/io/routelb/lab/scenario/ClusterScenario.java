package io.routelb.lab.scenario;

import java.io.IOException;

/** A scenario of the whole cluster: a fresh lab with API server, allocator, agents and the router r1. */
public sealed interface ClusterScenario extends Scenario
        permits AllocDualStack,
                AllocExhaustion,
                AllocFailover,
                AllocExternalIpam,
                AllocPinMove,
                AllocPoolEdit,
                AnnotationsKubeRouter,
                BackendEquivalence,
                BackendSwitching,
                FrrRestarts,
                LeakCheck,
                BadPeer,
                DefaultGatewayPeer,
                LiveReconfigure,
                MultiAs,
                AllocSharing,
                AnycastEcmp,
                BgpLearnedRoutes,
                BgpObserved,
                BgpUnnumbered,
                BirdRefusesConfig,
                CalicoLikeHost,
                CliViews,
                BgpPasswordSecret,
                Drain,
                DrainLocal,
                DualStack,
                EtpLocal,
                HostileRoutes,
                MeshGuest,
                MeshJoinLeave,
                HostGuest,
                HostRouter,
                LeastPrivilege,
                MeshPodRoutes,
                NodeApiOutage,
                NodeCrashLeftovers,
                NodeDummyKernel,
                NodeRemote,
                NodeRestartOffline,
                NodeRestartBfd,
                NodeRestartGraceful,
                NodeUpgradeRolling,
                NodeEtpLocal,
                NodeExcludeLabel,
                NodeGarp,
                NodeIpv6,
                NodeLocalElection,
                NodeMultiNic,
                NodeRepair,
                NodeTerminating,
                RouteClusterIp,
                RouteCommunities,
                RouteExternalIps,
                RouteMaxNextHops,
                RouteReflector,
                RouteMedLocalPref,
                RouteNoEndpoints,
                RoutePrepend,
                RouteWeightedEcmp,
                ServiceDelete,
                TwoDc {
    @Override
    default Kind kind() {
        return Kind.CLUSTER;
    }

    /** Acts and looks; whatever is not as promised is an {@code ExpectationException}. */
    void run(Stage stage) throws IOException, InterruptedException;
}
