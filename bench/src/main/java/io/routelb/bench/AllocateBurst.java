package io.routelb.bench;

import com.google.gson.JsonParser;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.daemon.KubeClients;
import io.routelb.kube.daemon.StartupException;
import io.routelb.lab.cluster.Allocator;
import io.routelb.lab.cluster.ControlPlane;
import io.routelb.lab.cluster.Workspace;
import io.routelb.lab.process.Await;
import io.routelb.lab.scenario.Figures;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Services created as fast as the API server takes them, with the allocator in a process of its own; then as many that wait for a group
 * which comes when all are there, against status patches of the same client that decide nothing. Both write with as many threads, and the
 * API server has nothing else to do: that pair is the ratio. In the burst itself the server is busy creating, on the same processors;
 * an allocation cannot be sooner than its Service. Then a restart with everything held, and the memory it takes.
 */
final class AllocateBurst implements Benchmark {
    private static final String NAMESPACE = "bench";
    private static final int SLICES_PER_SERVICE = 2;
    private static final int WARM_UP = 500;
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final String GROUP = """
            {"apiVersion":"purelb.io/v2","kind":"ServiceGroup","metadata":{"name":"default","namespace":"routelb-system"},
             "spec":{"remote":{"v4pool":{"pool":"10.0.0.0/15","subnet":"10.0.0.0/15","aggregation":"/32"}}}}""";
    private static final String LATE = """
            {"apiVersion":"purelb.io/v2","kind":"ServiceGroup","metadata":{"name":"late","namespace":"routelb-system"},
             "spec":{"remote":{"v4pool":{"pool":"10.2.0.0/16","subnet":"10.2.0.0/16","aggregation":"/32"}}}}""";

    @Override
    public String name() {
        return "allocate-burst";
    }

    @Override
    public String summary() {
        return "Services created at once: rate of allocation against bare status patches, restart, memory";
    }

    @Override
    public int defaultSize() {
        return 10_000;
    }

    @Override
    public Figures run(int size) throws IOException, InterruptedException {
        try (ControlPlane plane = ControlPlane.start(Workspace.current())) {
            plane.namespace(NAMESPACE);
            plane.objects().create(JsonParser.parseString(GROUP).getAsJsonObject());
            ServiceBurst burst = new ServiceBurst(api(plane), plane.api(), NAMESPACE);
            Figures figures = new Figures().put("services", size);
            Allocator allocator = plane.allocator();
            allocator.start();
            burst(burst, size, figures);
            double allocations = backlog(plane, allocator, burst, size, figures);
            allocator.stop();
            double patches = patches(plane, burst, size, figures);
            figures.put("ratio", hundredths(allocations / patches));
            restart(allocator, size + WARM_UP, burst, figures);
            return figures;
        }
    }

    /** Per second, from the first request to create a Service to the last address seen. */
    private static void burst(ServiceBurst burst, int size, Figures figures) throws IOException, InterruptedException {
        burst.allocated("warm", WARM_UP, LIMIT);
        ServiceBurst.Times times = burst.allocated("service", size, LIMIT);
        figures.put("created_per_s", Math.round(times.createdPerSecond()));
        figures.put("allocated_per_s", Math.round(times.allocatedPerSecond()));
        figures.put("steady_allocated_per_s", Math.round(times.steadyPerSecond()));
        figures.put(
                "created_to_allocated",
                JsonParser.parseString(times.latency().figures().line()));
    }

    /** Per second, from the request to create the group that all the Services wait for to the last address seen. */
    private static double backlog(
            ControlPlane plane, Allocator allocator, ServiceBurst burst, int size, Figures figures)
            throws IOException, InterruptedException {
        burst.waiting("waiting", size, "late", LIMIT);
        CpuMeter meter = new CpuMeter(Map.of("allocator", allocator.running().pid(), "api_server", plane.serverPid()));
        double rate = burst.servedFrom(
                "waiting",
                size,
                LIMIT,
                () -> plane.objects().create(JsonParser.parseString(LATE).getAsJsonObject()));
        figures.put("backlog_allocated_per_s", Math.round(rate));
        figures.put("backlog_cpu_us_each", meter.microsEach(size));
        burst.delete("waiting", size);
        return rate;
    }

    private static double patches(ControlPlane plane, ServiceBurst burst, int size, Figures figures)
            throws IOException, InterruptedException {
        burst.strangers("bare-warm", WARM_UP);
        burst.patched("bare-warm", WARM_UP);
        burst.strangers("bare", size);
        CpuMeter meter = new CpuMeter(Map.of("api_server", plane.serverPid()));
        double rate = burst.patched("bare", size);
        figures.put("bare_patches_per_s", Math.round(rate));
        figures.put("bare_cpu_us_each", meter.microsEach(size));
        burst.delete("bare-warm", WARM_UP);
        burst.delete("bare", size);
        return rate;
    }

    private static void restart(Allocator allocator, int held, ServiceBurst burst, Figures figures)
            throws IOException, InterruptedException {
        burst.endpointSlices("service", (held - WARM_UP), SLICES_PER_SERVICE);
        long start = System.nanoTime();
        allocator.start();
        Await.until(
                "the allocator being ready, leading, and knowing who holds what", LIMIT, () -> leads(allocator, held));
        figures.seconds("restart_to_planned_s", Duration.ofNanos(System.nanoTime() - start));
        figures.put("endpoint_slices", (held - WARM_UP) * SLICES_PER_SERVICE);
        figures.put("restart_rss_mib", new Memory(allocator.running().pid()).resident());
        burst.allocated("more", WARM_UP, LIMIT);
        figures.put("rss_mib", new Memory(allocator.running().pid()).resident());
        figures.put("java_flags", JavaFlags.of(allocator.running().pid()));
    }

    private static boolean leads(Allocator allocator, int held) throws InterruptedException {
        Optional<String> metrics = allocator.answer("/metrics");
        return allocator.answer("/readyz").isPresent()
                && metrics.isPresent()
                && metrics.get().contains("routelb_allocator_leader 1.0")
                && metrics.get().contains("purelb_address_pool_addresses_in_use{pool=\"default\",} " + (double) held);
    }

    private static double hundredths(double value) {
        return Math.round(value * 100) / 100.0;
    }

    private static KubeApi api(ControlPlane plane) throws IOException {
        try {
            return new KubeApi(KubeClients.connect(plane.adminKubeconfig().toString(), Map.of()));
        } catch (StartupException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
