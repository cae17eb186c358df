package io.routelb.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.kube.write.ElectionWriter.Result;
import io.routelb.kube.write.Workers;
import io.routelb.model.Annotations;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.LeaseBoard;
import io.routelb.model.NodeLeaseView;
import io.routelb.model.NodeLeaseView.Standing;
import io.routelb.model.NodeView;
import io.routelb.model.ObjectKey;
import io.routelb.model.Prefix;
import io.routelb.model.ServiceView;
import io.routelb.netlink.value.Link;
import io.routelb.netlink.value.OperState;
import io.routelb.node.announce.Announcer;
import io.routelb.node.apply.FakeBackend;
import io.routelb.node.apply.FakeTable;
import io.routelb.node.apply.HeldAddress.Detection;
import io.routelb.node.apply.KernelException;
import io.routelb.node.apply.NodeReconciler;
import io.routelb.node.desired.Lifetime;
import io.routelb.node.elect.LockWrite;
import io.routelb.node.elect.Timing;
import io.routelb.node.neighbour.Discovery;
import io.routelb.node.resume.KeptState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node alone, its requests answered at once. */
class NodeRoundTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String LOCAL = "192.0.2.240/32 on eth0";
    private static final String REMOTE = "198.51.100.10/32";

    private final List<String> log = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();
    private final FakeTable table = new FakeTable(log);
    private final NodeReconciler reconciler = new NodeReconciler(
            "n1", table, new FakeBackend(new ArrayList<>()), Discovery.BLIND, Optional.empty(), now -> {});
    private LeaseBoard board = LeaseBoard.UNSYNCED;
    private long now;
    private int version;

    private final LocalElection election = new LocalElection(
            "n1",
            Timing.of(Duration.ofSeconds(10)),
            () -> board,
            new Accepting(),
            new Workers(Runnable::run, () -> {}),
            new Workers(Runnable::run, () -> {}),
            () -> now);
    private final NodeRound round = new NodeRound(
            "n1",
            reconciler,
            election,
            new Announcer((link, address) -> requests.add("tell " + address)),
            (learned, link) -> {},
            () -> now);

    private final class Accepting implements LocalElection.Leases {
        @Override
        public Result renew(Standing standing, Collection<Prefix> subnets) {
            requests.add("renew " + standing);
            String made = String.valueOf(++version);
            board = board.renewed(
                    new NodeLeaseView("n1", made, standing, Duration.ofSeconds(10), Set.copyOf(subnets)), now);
            return new Result.Done(made);
        }

        @Override
        public Result write(LockWrite write) {
            requests.add(write.getClass().getSimpleName() + " " + write.address());
            return new Result.Done(String.valueOf(++version));
        }
    }

    @BeforeEach
    void aNodeWithOneInterface() {
        table.links(new Link(2, "eth0", "", 0x1_0041, 1500, "02:00:00:00:00:01", OperState.UP));
        table.put("eth0", "192.0.2.11", 24, false, Detection.OVER, Lifetime.ENDLESS);
    }

    private static ServiceView service(String kind, String address) {
        return ServiceView.showing(
                new ObjectKey("shop", kind),
                ServiceView.TrafficPolicy.CLUSTER,
                Map.of(Annotations.ALLOCATED_BY, Annotations.ALLOCATED_BY_VALUE, Annotations.POOL_TYPE, kind),
                List.of(address));
    }

    private static ClusterSnapshot snapshot() {
        ServiceView local = service("local", "192.0.2.240");
        ServiceView remote = service("remote", "198.51.100.10");
        NodeView node = new NodeView("n1", Map.of(), Map.of(), true, false, false, List.of(), List.of());
        return new ClusterSnapshot(
                Map.of(local.key(), local, remote.key(), remote),
                Map.of(),
                Map.of("n1", node),
                Map.of(),
                Map.of(),
                Map.of());
    }

    private static View remembered() {
        return new View.Resumed(new KeptState("n1", Instant.EPOCH, snapshot()), "connection refused");
    }

    private void leasesAreRead() {
        board = LeaseBoard.UNSYNCED.listed(List.of(), List.of(), now);
    }

    private void rounds(View view, int seconds) throws KernelException {
        for (int i = 0; i < seconds; i++) {
            round.run(view, true);
            now += SECOND;
        }
    }

    @Test
    void whatTheServerSaysIsElectedAndPutOnTheLinks() throws KernelException {
        leasesAreRead();
        rounds(new View.Live(snapshot()), 6);
        assertTrue(table.addresses().containsAll(Set.of(LOCAL, REMOTE)), () -> log + " " + requests);
        assertTrue(requests.contains("Claim 192.0.2.240"), requests::toString);
    }

    @Test
    void fromMemoryRemoteAddressesComeBackAndLocalOnesAreNeitherTakenNorClaimed() throws KernelException {
        leasesAreRead();
        rounds(remembered(), 30);
        assertTrue(table.addresses().contains(REMOTE));
        assertEquals(List.of("add " + REMOTE), log);
        assertEquals(
                List.of(),
                requests.stream()
                        .filter(request -> !request.equals("renew JOINING"))
                        .toList());
    }

    @Test
    void fromMemoryALocalAddressOfAnEarlierRunIsLeftToItsLifetime() throws KernelException {
        table.put("eth0", "192.0.2.240", 32, true, Detection.OVER, 7);
        rounds(remembered(), 3);
        assertEquals(List.of("add " + REMOTE), log);
        assertTrue(table.addresses().contains(LOCAL));
    }

    @Test
    void theServersWordEndsTheMemorysAbstention() throws KernelException {
        rounds(remembered(), 3);
        leasesAreRead();
        rounds(new View.Live(snapshot()), 6);
        assertTrue(table.addresses().contains(LOCAL), () -> log + " " + requests);
    }
}
