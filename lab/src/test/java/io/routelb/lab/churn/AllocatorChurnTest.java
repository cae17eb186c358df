package io.routelb.lab.churn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.ApiException;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeKinds;
import io.routelb.kube.daemon.KubeClients;
import io.routelb.kube.daemon.StartupException;
import io.routelb.lab.cluster.Allocator;
import io.routelb.lab.cluster.ControlPlane;
import io.routelb.lab.process.Await;
import io.routelb.lab.process.JavaProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The allocators as users run them: two processes, the API over HTTPS, Services that come, go and change their minds, and a leader that is
 * killed, or stopped for longer than its Lease, at random instants. A witness looks at every single change.
 */
@Tag("whole-system")
class AllocatorChurnTest {
    private static final int SERVICES = 500;
    private static final int KILLS = 10;
    private static final int STOPS = 2;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String NAMESPACE = "churn";
    private static final String LEASE =
            "/apis/coordination.k8s.io/v1/namespaces/routelb-system/leases/routelb-allocator";
    private static final String GROUP = "/apis/purelb.io/v2/namespaces/routelb-system/servicegroups/default";
    /** Fewer addresses than Services want now and then. */
    private static final Set<String> POOL = IntStream.rangeClosed(0, 399)
            .mapToObj(i -> "198.18." + i / 200 + "." + (i % 200 + 10))
            .collect(Collectors.toUnmodifiableSet());

    private static final String[] LEASE_TIMES = {
        "--lease-duration", "2s", "--lease-renew-deadline", "1500ms", "--lease-retry-period", "300ms"
    };

    private final long seed = Long.getLong("routelb.churn.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Set<String> present = new TreeSet<>();
    private int created;

    @TempDir
    private Path folder = Path.of("unset");

    @Test
    void nothingIsGivenTwiceMovedOrLostHoweverOftenTheLeaderDies()
            throws IOException, InterruptedException, ApiException, StartupException {
        System.out.println("churn seed " + seed + " (-Droutelb.churn.seed=" + seed + ")");
        Path root = Path.of(System.getProperty("routelb.root"));
        JavaProgram programs = JavaProgram.ofClassPath(root, System.getProperty("java.class.path"), folder);
        try (ControlPlane plane = ControlPlane.start(programs, root.resolve("deploy"), folder)) {
            plane.namespace(NAMESPACE);
            plane.objects().create(JsonParser.parseString("""
                    {"apiVersion":"purelb.io/v2","kind":"ServiceGroup","metadata":{"name":"default","namespace":"routelb-system"},
                     "spec":{"remote":{"v4pools":[{"pool":"198.18.0.10-198.18.0.209","subnet":"198.18.0.0/24"},
                      {"pool":"198.18.1.10-198.18.1.209","subnet":"198.18.1.0/24"}]}}}""").getAsJsonObject());
            Witness witness = witness(plane);
            List<Allocator> allocators = List.of(plane.allocator(LEASE_TIMES), plane.allocator(LEASE_TIMES));
            for (Allocator allocator : allocators) {
                allocator.start();
            }
            disturb(plane, allocators);
            assertEquals(List.of(), witness.violations(), "seed " + seed);
            settle(plane, witness);
            witness.stop();
            assertEquals(List.of(), witness.violations(), "seed " + seed);
            assertTrue(witness.events() > SERVICES, "the witness saw " + witness.events() + " changes");
        }
    }

    private void disturb(ControlPlane plane, List<Allocator> allocators) throws IOException, InterruptedException {
        List<Boolean> kills = new ArrayList<>();
        IntStream.range(0, KILLS + STOPS).forEach(i -> kills.add(i % ((KILLS + STOPS) / STOPS) != 2));
        for (boolean kill : kills) {
            Allocator leader = leader(plane, allocators);
            churn(plane, 20 + random.nextInt(100));
            if (kill) {
                leader.kill();
                churn(plane, random.nextInt(20));
                leader.start();
            } else {
                leader.running().signal("STOP");
                Await.until("another leader", LIMIT, () -> {
                    churn(plane, 5);
                    return !holder(plane).equals(leader.identity());
                });
                churn(plane, 50);
                leader.running().signal("CONT");
            }
        }
    }

    private static Allocator leader(ControlPlane plane, List<Allocator> allocators)
            throws IOException, InterruptedException {
        Await.until("a leader", LIMIT, () -> leading(plane, allocators).isPresent());
        return leading(plane, allocators).orElseThrow();
    }

    private static Optional<Allocator> leading(ControlPlane plane, List<Allocator> allocators) throws IOException {
        String holder = holder(plane);
        return allocators.stream()
                .filter(allocator -> allocator.identity().equals(holder))
                .findFirst();
    }

    private static String holder(ControlPlane plane) throws IOException {
        return plane.api()
                .get(LEASE)
                .map(lease ->
                        lease.getAsJsonObject("spec").get("holderIdentity").getAsString())
                .orElse("");
    }

    private void churn(ControlPlane plane, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            String some = present.stream()
                    .skip(random.nextInt(present.size() + 1))
                    .findFirst()
                    .orElse("");
            if (some.isEmpty() || (created < SERVICES + 100 && present.size() < SERVICES && random.nextInt(3) > 0)) {
                create(plane);
            } else {
                change(plane, some);
            }
        }
    }

    private void create(ControlPlane plane) throws IOException {
        String name = "s" + created;
        created++;
        JsonObject annotations = new JsonObject();
        if (random.nextInt(4) == 0) {
            annotations.addProperty("purelb.io/allow-shared-ip", "key" + random.nextInt(5));
        } else if (random.nextInt(8) == 0) {
            annotations.addProperty("purelb.io/addresses", anAddress());
        }
        JsonObject service = JsonParser.parseString("""
                {"apiVersion":"v1","kind":"Service","metadata":{"name":"%s","namespace":"%s"},
                 "spec":{"type":"LoadBalancer","allocateLoadBalancerNodePorts":false,"ipFamilyPolicy":"SingleStack",
                  "ipFamilies":["IPv4"],"selector":{"app":"churn"},"ports":[{"port":%d}]}}""".formatted(name, NAMESPACE, 1000 + created))
                .getAsJsonObject();
        service.getAsJsonObject("metadata").add("annotations", annotations);
        plane.api().create("/api/v1/namespaces/" + NAMESPACE + "/services", service);
        present.add(name);
    }

    private void change(ControlPlane plane, String name) throws IOException {
        String path = "/api/v1/namespaces/" + NAMESPACE + "/services/" + name;
        switch (random.nextInt(4)) {
            case 0 -> {
                plane.api().delete(path);
                present.remove(name);
            }
            case 1 ->
                merge(
                        plane,
                        path,
                        "{\"metadata\":{\"annotations\":{\"purelb.io/addresses\":\"" + anAddress() + "\"}}}");
            case 2 -> merge(plane, path, "{\"metadata\":{\"annotations\":{\"purelb.io/addresses\":null}}}");
            default ->
                merge(
                        plane,
                        path,
                        "{\"spec\":{\"type\":\"" + (random.nextBoolean() ? "ClusterIP" : "LoadBalancer")
                                + "\",\"allocateLoadBalancerNodePorts\":null}}");
        }
    }

    private static void merge(ControlPlane plane, String path, String patch) throws IOException {
        plane.api().merge(path, JsonParser.parseString(patch).getAsJsonObject());
    }

    private String anAddress() {
        return "198.18." + random.nextInt(2) + "." + (10 + random.nextInt(200));
    }

    /** At the end everybody has what there is, nobody more, and the group counts it right. */
    private void settle(ControlPlane plane, Witness witness) throws IOException, InterruptedException {
        while (present.size() < SERVICES) {
            create(plane);
        }
        Await.until(
                "every Service served or rightly pending, and the counters right",
                LIMIT,
                () -> witness.leftOver().isEmpty()
                        && rightlyPending(plane, witness)
                        && count(plane, "allocatedIPv4") == witness.held().size()
                        && count(plane, "availableIPv4")
                                == POOL.size() - witness.held().size(),
                () -> "left over " + witness.shown(witness.leftOver()) + ", pending " + witness.pending() + ", held "
                        + witness.held().size() + ", counted " + count(plane, "allocatedIPv4") + "; seed " + seed);
    }

    /** For want of any address, or of the very one it asks for. */
    private static boolean rightlyPending(ControlPlane plane, Witness witness) throws IOException {
        Set<String> held = witness.held();
        for (String name : witness.pending()) {
            JsonObject service = plane.api()
                    .get("/api/v1/namespaces/" + NAMESPACE + "/services/" + name)
                    .orElseThrow();
            JsonObject annotations = service.getAsJsonObject("metadata").getAsJsonObject("annotations");
            boolean pinned = annotations != null && annotations.has("purelb.io/addresses");
            boolean inVain = pinned
                    ? held.contains(annotations.get("purelb.io/addresses").getAsString())
                    : held.size() == POOL.size();
            if (!inVain) {
                return false;
            }
        }
        return true;
    }

    private static long count(ControlPlane plane, String field) throws IOException {
        return plane.api()
                .get(GROUP)
                .map(group -> group.getAsJsonObject("status"))
                .filter(status -> status.has(field))
                .map(status -> status.get(field).getAsLong())
                .orElse(-1L);
    }

    private static Witness witness(ControlPlane plane) throws IOException, ApiException, StartupException {
        KubeApi api = new KubeApi(KubeClients.connect(plane.adminKubeconfig().toString(), Map.of()));
        String version = plane.api()
                .get("/api/v1/namespaces/" + NAMESPACE + "/services")
                .map(list ->
                        list.getAsJsonObject("metadata").get("resourceVersion").getAsString())
                .orElseThrow();
        return Witness.start(POOL, api.watch(KubeKinds.SERVICE, NAMESPACE, version, Duration.ofMinutes(10)));
    }
}
