package io.routelb.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.kube.write.ElectionWriter.Result;
import io.routelb.kube.write.Workers;
import io.routelb.model.Annotations;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.LeaseBoard;
import io.routelb.model.NodeLeaseView.Standing;
import io.routelb.model.NodeView;
import io.routelb.model.ObjectKey;
import io.routelb.model.Prefix;
import io.routelb.model.ServiceView;
import io.routelb.node.announce.Announcer;
import io.routelb.node.apply.FakeBackend;
import io.routelb.node.apply.FakeTable;
import io.routelb.node.apply.NodeReconciler;
import io.routelb.node.elect.LockWrite;
import io.routelb.node.elect.Timing;
import io.routelb.node.neighbour.Discovery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgentLoopTest {
    private final PassSignal signal = new PassSignal();
    private final List<ClusterSnapshot> acted = new ArrayList<>();
    private final FakeTable table = new FakeTable(new ArrayList<>());
    private final NodeReconciler reconciler = new NodeReconciler(
            "n1", table, new FakeBackend(new ArrayList<>()), Discovery.BLIND, Optional.empty(), now -> {});
    private final LocalElection election = new LocalElection(
            "n1",
            Timing.of(Duration.ofSeconds(10)),
            () -> LeaseBoard.UNSYNCED,
            new Refusing(),
            new Workers(Runnable::run, () -> {}),
            new Workers(Runnable::run, () -> {}),
            () -> 0);
    private ClusterSnapshot known = snapshot("198.51.100.10");
    private Runnable whileTheSnapshotIsTaken = () -> {};

    private final AgentLoop loop = new AgentLoop(
            new ViewSource(new Cluster(), Optional::empty),
            new NodeRound(
                    "n1", reconciler, election, new Announcer((link, address) -> {}), (learned, link) -> {}, () -> 0),
            election,
            reconciler,
            signal,
            acted::add,
            new Silence(),
            new Succession(OnStop.WITHDRAW, "n1", unused -> ""));

    private static final class Refusing implements LocalElection.Leases {
        @Override
        public Result renew(Standing standing, Collection<Prefix> subnets) {
            return new Result.Not("away");
        }

        @Override
        public Result write(LockWrite write) {
            return new Result.Not("away");
        }
    }

    private static final class Silence implements Reporting {
        @Override
        public void elected() {}

        @Override
        public void report(View view, NodeReconciler.Outcome pass, NodeRound.Result round) {}
    }

    private final class Cluster implements ViewSource.Cluster {
        @Override
        public boolean synced() {
            return true;
        }

        @Override
        public String outage() {
            return "";
        }

        @Override
        public ClusterSnapshot snapshot() {
            ClusterSnapshot taken = known;
            whileTheSnapshotIsTaken.run();
            return taken;
        }
    }

    private static ClusterSnapshot snapshot(String address) {
        ServiceView service = ServiceView.showing(
                new ObjectKey("shop", "web"),
                ServiceView.TrafficPolicy.CLUSTER,
                Map.of(Annotations.ALLOCATED_BY, Annotations.ALLOCATED_BY_VALUE, Annotations.POOL_TYPE, "remote"),
                List.of(address));
        NodeView node = new NodeView("n1", Map.of(), Map.of(), true, false, false, List.of(), List.of());
        return new ClusterSnapshot(
                Map.of(service.key(), service), Map.of(), Map.of("n1", node), Map.of(), Map.of(), Map.of());
    }

    @Test
    void whatChangesWhileTheViewIsTakenIsActedOnInTheNextTurn() {
        loop.look();
        whileTheSnapshotIsTaken = () -> {
            known = snapshot("198.51.100.20");
            signal.pass();
            whileTheSnapshotIsTaken = () -> {};
        };
        signal.pass();
        loop.look();
        loop.look();
        assertTrue(
                table.addresses().contains("198.51.100.20/32"),
                () -> table.addresses().toString());
        assertEquals(known, acted.getLast());
    }

    @Test
    void aTurnThatIsOnlyAboutLeasesMakesNoPass() {
        loop.look();
        signal.look();
        loop.look();
        assertEquals(1, acted.size());
    }
}
