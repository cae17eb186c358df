package io.routelb.lab.scenario;

import com.google.gson.JsonObject;
import io.routelb.lab.cluster.Allocator;
import io.routelb.lab.cluster.Endpoint;
import io.routelb.lab.cluster.Lab;
import io.routelb.lab.cluster.ServiceRequest;
import io.routelb.lab.process.Await;
import io.routelb.lab.topology.Client;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.Monitor;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Two allocators: whichever way the leader goes, the other goes on in time, nothing moves, and a deposed leader keeps still. */
final class AllocFailover implements ClusterScenario {
    private static final String[] ALL = {"n1", "n2", "n3"};
    private static final List<Endpoint> ENDPOINTS = List.of(Endpoint.on("n1"));
    private static final Duration AFTER_STOP = Duration.ofSeconds(3);
    /** The default lease, and a second. */
    private static final Duration AFTER_CRASH = Duration.ofSeconds(16);

    private static final Duration WATCHED = Duration.ofSeconds(3);
    private static final String DEPOSED = "no longer leader";

    @Override
    public String name() {
        return "alloc-failover";
    }

    @Override
    public String summary() {
        return "a standby allocates soon after the leader is stopped, killed or frozen; a deposed leader writes nothing";
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        Allocator one = stage.lab().allocator();
        Allocator two = stage.lab().standby();
        stage.services().create(ServiceRequest.named("first").ipv4(), ENDPOINTS);
        List<String> first = stage.awaitAddresses("first");
        stage.awaitNextHops(first, ALL);
        startReady(two);
        Monitor router = stage.lab().monitor(LabNetwork.ROUTER);
        Client.Requests requests = stage.lab().client().start(first.getFirst());

        one.stop();
        takesOver(stage, "second", "clean_stop_to_address_s", AFTER_STOP);
        startReady(one);
        two.kill();
        takesOver(stage, "third", "kill_to_address_s", AFTER_CRASH);
        startReady(two);
        stage.services().delete("second");
        freeze(stage, one, two);

        stage.figures().put("requests_answered", Traffic.noneFailed("the leader changed", requests.stop()));
        boolean still =
                router.stop().stream().noneMatch(change -> change.toString().contains(first.getFirst()));
        Stage.require(still, "r1's route to " + first + " changed while the leader changed");
        Stage.require(
                stage.services().addresses("first").equals(first),
                "a change of the leader moved first from " + first + " to "
                        + stage.services().addresses("first"));
    }

    /** Stopped for longer than its lease, the old leader wakes up deposed. */
    private static void freeze(Stage stage, Allocator leader, Allocator other)
            throws IOException, InterruptedException {
        long deposedBefore = leader.running().logged(DEPOSED);
        leader.running().signal("STOP");
        takesOver(stage, "fourth", "freeze_to_address_s", AFTER_CRASH);
        Map<String, String> before = versions(stage);
        leader.running().signal("CONT");
        Await.until(
                "the old leader saying that it leads no longer",
                Stage.LIMIT,
                () -> leader.running().logged(DEPOSED) > deposedBefore);
        Await.throughout(
                "nothing is written on a Service",
                WATCHED,
                () -> versions(stage).equals(before));
        Await.until("one leader, and both ready", Stage.LIMIT, () -> leads(other, true) && leads(leader, false));
    }

    private static void takesOver(Stage stage, String service, String figure, Duration limit)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        stage.services().create(ServiceRequest.named(service).ipv4(), ENDPOINTS);
        stage.awaitAddresses(service);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        stage.figures().seconds(figure, took);
        Stage.require(
                took.compareTo(limit) <= 0,
                "it took " + took.toMillis() + " ms to allocate again, more than " + limit.toMillis() + " ms");
    }

    private static void startReady(Allocator allocator) throws IOException, InterruptedException {
        allocator.start();
        Await.until("a standby being ready", Stage.LIMIT, () -> leads(allocator, false));
    }

    /** Whether it is ready and says of itself that it leads, or that it does not. */
    private static boolean leads(Allocator allocator, boolean wanted) throws InterruptedException {
        String line = "routelb_allocator_leader " + (wanted ? "1.0" : "0.0");
        return allocator.answer("/readyz").isPresent()
                && allocator
                        .answer("/metrics")
                        .filter(metrics -> metrics.contains(line))
                        .isPresent();
    }

    private static Map<String, String> versions(Stage stage) throws IOException {
        Map<String, String> versions = new TreeMap<>();
        for (JsonObject service : stage.lab().api().list("/api/v1/namespaces/" + Lab.NAMESPACE + "/services", "")) {
            JsonObject metadata = service.getAsJsonObject("metadata");
            versions.put(
                    metadata.get("name").getAsString(),
                    metadata.get("resourceVersion").getAsString());
        }
        return versions;
    }
}
