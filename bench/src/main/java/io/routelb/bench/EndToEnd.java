package io.routelb.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import inet.ipaddr.IPAddress;
import io.routelb.bench.measure.Percentiles;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.daemon.KubeClients;
import io.routelb.kube.daemon.StartupException;
import io.routelb.lab.cluster.Lab;
import io.routelb.lab.cluster.Workspace;
import io.routelb.lab.process.Await;
import io.routelb.lab.scenario.Figures;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.LabNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * From the request that creates a Service to its route with a next hop per node in the router's kernel, one Service after the other on an
 * idle lab, with the time split by stage. Every time is taken in this process, on one clock, from the API server's watch and the kernels' multicast.
 */
final class EndToEnd implements Benchmark {
    private static final String GROUP = """
            {"apiVersion":"purelb.io/v2","kind":"ServiceGroup","metadata":{"name":"bench","namespace":"routelb-system"},
             "spec":{"remote":{"v4pool":{"pool":"198.18.0.1-198.18.15.250","subnet":"198.18.0.0/16","aggregation":"/32"}}}}""";
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int WARM_UP = 20;

    private final Map<String, List<Long>> stages = new LinkedHashMap<>();

    @Override
    public String name() {
        return "end-to-end";
    }

    @Override
    public String summary() {
        return "Service created -> route with three next hops in the router's kernel, by stage";
    }

    @Override
    public int defaultSize() {
        return 200;
    }

    @Override
    public Figures run(Effort effort) throws IOException, InterruptedException {
        int size = effort.size();
        Lab lab = Lab.start(Workspace.current(), System.getenv());
        lab.configureRouting();
        lab.objects().create(JsonParser.parseString(GROUP).getAsJsonObject());
        awaitSessions(lab);
        Timeline timeline = new Timeline();
        for (LabNode node : LabNetwork.NODES) {
            KernelObserver.start(node.name(), timeline);
        }
        KernelObserver.start(LabNetwork.ROUTER, timeline);
        ServiceObserver services = ServiceObserver.start(api(lab), Lab.NAMESPACE, timeline);
        for (int i = 0; i < WARM_UP; i++) {
            measure(lab, "warm-up-" + i, timeline, services);
        }
        stages.clear();
        for (int i = 0; i < size; i++) {
            measure(lab, "service-" + i, timeline, services);
        }
        Figures split = new Figures();
        stages.forEach((stage, times) -> split.put(stage, json(new Percentiles(times).figures())));
        Percentiles whole = new Percentiles(stages.getOrDefault("whole", List.of()));
        lab.takeAway();
        return new Figures()
                .put("services", size)
                .put("p50_ms", whole.millis(50))
                .put("p99_ms", whole.millis(99))
                .put("stages", json(split));
    }

    /** One Service from request to three next hops; the Services stay, so the last one is measured among all the others. */
    private void measure(Lab lab, String name, Timeline timeline, ServiceObserver services)
            throws IOException, InterruptedException {
        JsonObject service = service(name);
        long start = System.nanoTime();
        lab.api().create("/api/v1/namespaces/" + Lab.NAMESPACE + "/services", service);
        long accepted = System.nanoTime();
        long allocated = timeline.await(ServiceObserver.allocated(name), LIMIT);
        IPAddress address = services.address(name);
        long onNodes = 0;
        for (LabNode node : LabNetwork.NODES) {
            onNodes = Math.max(onNodes, timeline.await(KernelObserver.address(node.name(), address), LIMIT));
        }
        long whole = timeline.await(KernelObserver.route(LabNetwork.ROUTER, address, LabNetwork.NODES.size()), LIMIT);
        long first = timeline.time(KernelObserver.route(LabNetwork.ROUTER, address, 1))
                .orElse(whole);
        stage("request_to_accepted", accepted - start);
        stage("request_to_allocated", allocated - start);
        stage("allocated_to_on_three_nodes", onNodes - allocated);
        stage("on_three_nodes_to_three_nexthops", whole - onNodes);
        stage("request_to_first_nexthop", first - start);
        stage("whole", whole - start);
    }

    private static JsonObject service(String name) {
        return JsonParser.parseString("""
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"%s","namespace":"%s",
              "labels":{"routelb.io/lab":"true"},"annotations":{"purelb.io/service-group":"bench"}},
             "spec":{"type":"LoadBalancer","ipFamilyPolicy":"SingleStack","ipFamilies":["IPv4"],"selector":{"app":"bench"},
              "ports":[{"port":80}]}}""".formatted(name, Lab.NAMESPACE)).getAsJsonObject();
    }

    private void stage(String name, long nanos) {
        stages.computeIfAbsent(name, stage -> new ArrayList<>()).add(nanos);
    }

    private static JsonObject json(Figures figures) {
        return JsonParser.parseString(figures.line()).getAsJsonObject();
    }

    private static KubeApi api(Lab lab) throws IOException {
        try {
            return new KubeApi(
                    KubeClients.connect(lab.server().adminKubeconfig().toString(), Map.of()));
        } catch (StartupException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static void awaitSessions(Lab lab) throws IOException, InterruptedException {
        Await.until("three BGP sessions", LIMIT, () -> {
            JsonObject peers =
                    lab.router().json("show bgp ipv4 unicast summary").getAsJsonObject("peers");
            return peers != null
                    && peers.size() == LabNetwork.NODES.size()
                    && peers.entrySet().stream()
                            .allMatch(peer -> peer.getValue()
                                    .getAsJsonObject()
                                    .get("state")
                                    .getAsString()
                                    .equals("Established"));
        });
    }
}
