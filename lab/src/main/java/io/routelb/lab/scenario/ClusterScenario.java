package io.routelb.lab.scenario;

import java.io.IOException;
import java.util.List;

/** A scenario of the whole cluster: a fresh lab with API server, allocator, agents and the router r1. */
public sealed interface ClusterScenario extends Scenario
        permits AllocDualStack,
                AllocExhaustion,
                AllocFailover,
                AllocExternalIpam,
                AllocPinMove,
                AllocPoolEdit,
                AllocSharing,
                AnycastEcmp,
                BgpLearnedRoutes,
                BgpUnnumbered,
                BgpPasswordSecret,
                DualStack,
                EtpLocal,
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
                ServiceDelete {
    /** Every one, in the order they are listed. */
    List<ClusterScenario> ALL = List.of(
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
            new NodeTerminating(),
            new NodeDummyKernel(),
            new BgpLearnedRoutes(),
            new BgpUnnumbered(),
            new BgpPasswordSecret());

    /** Acts and looks; whatever is not as promised is an {@code ExpectationException}. */
    void run(Stage stage) throws IOException, InterruptedException;
}
