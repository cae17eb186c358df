package io.routelb.lab.scenario;

import java.io.IOException;
import java.util.List;

/** One scenario. */
public sealed interface Scenario
        permits AllocDualStack,
                AllocExhaustion,
                AllocFailover,
                AllocExternalIpam,
                AllocPinMove,
                AllocPoolEdit,
                AllocSharing,
                AnycastEcmp,
                DualStack,
                EtpLocal,
                NodeApiOutage,
                NodeCrashLeftovers,
                NodeDummyKernel,
                NodeRemote,
                NodeRestartOffline,
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
    /** Every scenario, in the order they are listed. */
    List<Scenario> ALL = List.of(
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
            new NodeDummyKernel());

    /** The name on the command line. */
    String name();

    /** What it shows, in one line. */
    String summary();

    /** Acts and looks; whatever is not as promised is an {@code ExpectationException}. */
    void run(Stage stage) throws IOException, InterruptedException;
}
