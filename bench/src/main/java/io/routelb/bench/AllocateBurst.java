package io.routelb.bench;

import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.ApiClient;
import io.routelb.bench.measure.Memory;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.daemon.KubeClients;
import io.routelb.kube.daemon.StartupException;
import io.routelb.lab.cluster.Allocator;
import io.routelb.lab.cluster.ControlPlane;
import io.routelb.lab.cluster.Workspace;
import io.routelb.lab.process.Await;
import io.routelb.lab.scenario.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Services created as fast as the API server takes them, with the allocator in a process of its own; then a backlog: as many that wait
 * for a group which comes when all are there. Then a restart with everything held, and the memory it takes.
 *
 * <p>The backlog is held against status patches that decide nothing, by the client the allocator writes with, with its rights and as many threads, to
 * Services in the state in which the others waited. Each patch leaves behind what the allocator did (annotations, condition and address) under the
 * same precondition, so that the API server has the same to do; what is left is what deciding costs. A light watch takes the time from
 * start to the last address seen; nobody else watches where no allocator runs.
 *
 * <p>{@code ratio}: every program on all processors, so that a microsecond the allocator takes to decide is one less for the API server.
 * {@code ratio_to_address_only}: there, against patches that carry an address and nothing else, which no allocator that explains itself could
 * do. {@code server_apart}: the same with the API server on a processor of its own, as it mostly has in a cluster.
 *
 * <p>In the burst itself the server is busy creating; an allocation cannot be sooner than its Service.
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

    private static final ServiceLikeness ADDRESS = ServiceLikeness.bare("10.1.255.255");
    private static final String LATE_PATH = "/apis/purelb.io/v2/namespaces/routelb-system/servicegroups/late";

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
    public Figures run(Effort effort) throws IOException, InterruptedException {
        int size = effort.size();
        try (ControlPlane plane = ControlPlane.start(Workspace.current())) {
            plane.namespace(NAMESPACE);
            plane.objects().create(JsonParser.parseString(GROUP).getAsJsonObject());
            ServiceBurst burst = new ServiceBurst(
                    new KubeApi(client(plane.adminKubeconfig())),
                    client(plane.allocatorKubeconfig()),
                    plane.api(),
                    NAMESPACE);
            Figures figures = new Figures().put("services", size);
            Allocator allocator = plane.allocator();
            allocator.start();
            burst(burst, size, figures);
            Backlog backlog = ratio(plane, allocator, burst, size, figures);
            double addresses = patches(plane, burst, "address", backlog.waiting(), ADDRESS, size, figures);
            figures.put("ratio_to_address_only", hundredths(backlog.rate() / addresses));
            apart(plane, allocator);
            Figures apart = new Figures();
            ratio(plane, allocator, burst, size, apart);
            figures.put("server_apart", JsonParser.parseString(apart.line()));
            Processors.together(
                    List.of(plane.serverPid(), ProcessHandle.current().pid()));
            restart(allocator, size + WARM_UP, burst, figures);
            return figures;
        }
    }

    /** Per second, from the first request to create a Service to the last address seen. */
    private static void burst(ServiceBurst burst, int size, Figures figures) throws IOException, InterruptedException {
        burst.allocated("first", WARM_UP, LIMIT);
        ServiceBurst.Times times = burst.allocated("service", size, LIMIT);
        figures.put("created_per_s", Math.round(times.createdPerSecond()));
        figures.put("allocated_per_s", Math.round(times.allocatedPerSecond()));
        figures.put("steady_allocated_per_s", Math.round(times.steadyPerSecond()));
        figures.put(
                "created_to_allocated",
                JsonParser.parseString(times.latency().figures().line()));
    }

    /** The API server has a processor of its own from here on, as it has in a cluster. */
    private static void apart(ControlPlane plane, Allocator allocator) throws IOException, InterruptedException {
        plane.api().delete(LATE_PATH);
        allocator.start();
        Processors.apart(
                plane.serverPid(),
                List.of(ProcessHandle.current().pid(), allocator.running().pid()));
    }

    /** Allocations against patches that leave the same behind. Leaves the allocator stopped. */
    private static Backlog ratio(ControlPlane plane, Allocator allocator, ServiceBurst burst, int size, Figures figures)
            throws IOException, InterruptedException {
        burst.allocated("warm", WARM_UP, LIMIT);
        burst.delete("warm", WARM_UP);
        Backlog backlog = backlog(plane, allocator, burst, size, figures);
        allocator.stop();
        patches(plane, burst, "warming", backlog.waiting(), backlog.served(), WARM_UP, new Figures());
        double bare = patches(plane, burst, "bare", backlog.waiting(), backlog.served(), size, figures);
        figures.put("ratio", hundredths(backlog.rate() / bare));
        return backlog;
    }

    /** Measured: what an allocation is to be held against, for patches that leave the same behind. */
    private record Backlog(double rate, ServiceLikeness waiting, ServiceLikeness served) {}

    /** Per second, from the request to create the group that all the Services wait for to the last address seen. */
    private static Backlog backlog(
            ControlPlane plane, Allocator allocator, ServiceBurst burst, int size, Figures figures)
            throws IOException, InterruptedException {
        burst.waiting("waiting", size, "late", LIMIT);
        ServiceLikeness waiting = burst.likeness("waiting-0");
        CpuMeter meter = new CpuMeter(Map.of("allocator", allocator.running().pid(), "api_server", plane.serverPid()));
        double rate = burst.servedFrom("waiting", size, LIMIT, () -> {
            meter.begin();
            plane.objects().create(JsonParser.parseString(LATE).getAsJsonObject());
        });
        figures.put("backlog_cpu_us_each", meter.microsEach(size));
        figures.put("backlog_allocated_per_s", Math.round(rate));
        ServiceLikeness served = burst.likeness("waiting-0");
        burst.delete("waiting", size);
        return new Backlog(rate, waiting, served);
    }

    /** Per second, from the first request to patch one of the Services, which look like {@code before}, to the last address seen. */
    private static double patches(
            ControlPlane plane,
            ServiceBurst burst,
            String name,
            ServiceLikeness before,
            ServiceLikeness like,
            int size,
            Figures figures)
            throws IOException, InterruptedException {
        burst.strangers(name, size, before);
        CpuMeter meter = new CpuMeter(Map.of("api_server", plane.serverPid()));
        double rate = burst.patched(name, size, like, LIMIT, meter::begin);
        figures.put(name + "_cpu_us_each", meter.microsEach(size));
        figures.put(name + "_patches_per_s", Math.round(rate));
        burst.delete(name, size);
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

    /** Asked again and again while it starts: what it has to work out is asked for only when it is ready. */
    private static boolean leads(Allocator allocator, int held) throws InterruptedException {
        if (allocator.answer("/readyz").isEmpty()) {
            return false;
        }
        String metrics = allocator.answer("/metrics").orElse("");
        return metrics.contains("routelb_allocator_leader 1.0")
                && metrics.contains("purelb_address_pool_addresses_in_use{pool=\"default\",} " + (double) held);
    }

    private static double hundredths(double value) {
        return Math.round(value * 100) / 100.0;
    }

    private static ApiClient client(Path kubeconfig) throws IOException {
        try {
            return KubeClients.connect(kubeconfig.toString(), Map.of());
        } catch (StartupException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
