package io.routelb.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.ClusterSnapshot;
import io.routelb.model.NodeView;
import io.routelb.node.resume.KeptState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ViewSourceTest {
    private static final long PATIENCE = ViewSource.PATIENCE.toNanos();

    private final FakeCluster cluster = new FakeCluster();
    private final KeptState kept = new KeptState("n1", Instant.EPOCH, snapshot("kept"));
    private Optional<KeptState> onDisk = Optional.of(kept);
    private int asked;
    private final ViewSource source = new ViewSource(cluster, () -> {
        asked++;
        return onDisk;
    });

    private static final class FakeCluster implements ViewSource.Cluster {
        boolean synced;
        String outage = "";

        @Override
        public boolean synced() {
            return synced;
        }

        @Override
        public String outage() {
            return outage;
        }

        @Override
        public ClusterSnapshot snapshot() {
            return ViewSourceTest.snapshot("live");
        }
    }

    private static ClusterSnapshot snapshot(String node) {
        NodeView view = new NodeView(node, Map.of(), Map.of(), true, false, false, List.of(), List.of());
        return new ClusterSnapshot(Map.of(), Map.of(), Map.of(node, view), Map.of(), Map.of(), Map.of());
    }

    private Optional<ClusterSnapshot> at(long now) {
        return source.view(now).map(View::snapshot);
    }

    @Test
    void aServerThatIsOnlySlowIsWaitedFor() {
        assertEquals(Optional.empty(), at(0));
        assertEquals(Optional.empty(), at(100 * PATIENCE));
        cluster.synced = true;
        assertEquals(Optional.of(snapshot("live")), at(101 * PATIENCE));
        assertEquals(0, asked, "the disk was not needed");
    }

    @Test
    void aServerThatFailsOnceIsNotAway() {
        cluster.outage = "refused";
        assertEquals(Optional.empty(), at(0));
        assertEquals(Optional.empty(), at(PATIENCE - 1));
        cluster.outage = "";
        assertEquals(Optional.empty(), at(PATIENCE));
        assertTrue(source.looking());
    }

    @Test
    void aServerThatIsAwayMakesTheAgentResume() {
        cluster.outage = "refused";
        assertEquals(Optional.empty(), at(0));
        assertEquals(Optional.of(new View.Resumed(kept, "refused")), source.view(PATIENCE));
        assertFalse(source.looking());
    }

    @Test
    void resumingLastsUntilEverythingHasBeenRead() {
        cluster.outage = "refused";
        at(0);
        at(PATIENCE);
        cluster.outage = "";
        assertEquals(Optional.of(snapshot("kept")), at(2 * PATIENCE), "the server answers, but not all has been read");
        cluster.synced = true;
        assertEquals(Optional.of(snapshot("live")), at(3 * PATIENCE));
        cluster.outage = "refused";
        assertEquals(Optional.of(snapshot("live")), at(4 * PATIENCE), "what was read stays in force");
        assertEquals(1, asked);
    }

    @Test
    void withNothingKeptNothingIsActedOn() {
        onDisk = Optional.empty();
        cluster.outage = "refused";
        at(0);
        assertEquals(Optional.empty(), at(PATIENCE));
        assertFalse(source.looking(), "nothing more can come but the server");
        assertEquals("refused", source.outage());
    }
}
