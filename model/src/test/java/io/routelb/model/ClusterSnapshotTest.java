package io.routelb.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ClusterSnapshotTest {
    private static final ObjectKey KEY = new ObjectKey("a", "b");
    private static final ClusterSnapshot CLUSTER = new ClusterSnapshot(
            Map.of(),
            Map.of(KEY, List.of(new EndpointView("n", true, true, false))),
            Map.of("n", new NodeView("n", Map.of(), Map.of(), true, false, false, List.of(), List.of())),
            Map.of(),
            Map.of(
                    "r",
                    new RoutingConfigView(
                            KEY,
                            1,
                            LabelSelector.ALL,
                            backend(),
                            64512,
                            "",
                            179,
                            Set.of(),
                            Duration.ZERO,
                            PeerOptions.Restart.OFF,
                            Optional.empty(),
                            SpeakerOptions.BestPath.DEFAULT,
                            LearnedRoutesView.DEFAULT,
                            ExternalIpsView.NONE,
                            RoutingConfigView.Drain.DEFAULT,
                            MeshView.OFF,
                            HostDaemons.DEFAULT)),
            Map.of("p", peer()),
            Map.of(KEY, agent()));

    private static RoutingConfigView.Backend backend() {
        return RoutingConfigView.Backend.KERNEL;
    }

    private static BgpPeerView peer() {
        Duration second = Duration.ofSeconds(1);
        return new BgpPeerView(
                KEY,
                1,
                Instant.EPOCH,
                LabelSelector.ALL,
                "192.0.2.1",
                "1",
                0,
                179,
                "",
                second,
                second,
                second,
                1,
                List.of(),
                false,
                Optional.empty(),
                Optional.empty(),
                PeerOptions.DEFAULT,
                Optional.empty(),
                Map.of());
    }

    private static LBNodeAgentView agent() {
        return new LBNodeAgentView(
                KEY,
                1,
                LabelSelector.ALL,
                LBNodeAgentView.DEFAULT_INTERFACE,
                "kube-lb0",
                List.of(),
                LBNodeAgentView.Garp.DEFAULT,
                LBNodeAgentView.AddressConfig.LOCAL,
                LBNodeAgentView.AddressConfig.DUMMY);
    }

    @Test
    void aChangeOfOneKindKeepsEveryOther() {
        assertEquals(CLUSTER, CLUSTER.withServices(Map.of()));
        assertEquals(CLUSTER, CLUSTER.withServiceGroups(Map.of()));
    }
}
