package io.routelb.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import inet.ipaddr.IPAddress;
import io.routelb.bench.measure.Percentiles;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeFailure;
import io.routelb.kube.daemon.KubeClients;
import io.routelb.kube.daemon.StartupException;
import io.routelb.lab.cluster.Lab;
import io.routelb.lab.cluster.Workspace;
import io.routelb.lab.scenario.Figures;
import io.routelb.lab.topology.LabNetwork;
import io.routelb.lab.topology.LabNode;
import io.routelb.model.Addresses;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * From the status of a Service being written to its address on kube-lb0 of all three nodes, one Service after the other. The status is
 * written here, as an allocator would; the lab's own allocator is stopped, so that nothing but the agents is measured. BGP sessions are up.
 */
final class NodeConvergence implements Benchmark {
    private static final IPAddress FIRST = Addresses.of("198.18.0.1");
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int WARM_UP = 30;
    private static final String COLLECTION = "/api/v1/namespaces/" + Lab.NAMESPACE + "/services";

    private final List<Long> sinceRequest = new ArrayList<>();
    private final List<Long> sinceAnswer = new ArrayList<>();
    private final List<Long> firstNode = new ArrayList<>();

    @Override
    public String name() {
        return "node-convergence";
    }

    @Override
    public String summary() {
        return "Service status written -> address on kube-lb0 of all three nodes";
    }

    @Override
    public int defaultSize() {
        return 300;
    }

    @Override
    public Figures run(Effort effort) throws IOException, InterruptedException {
        int size = effort.size();
        Lab lab = Lab.start(Workspace.current(), System.getenv());
        lab.configureRouting();
        lab.allocator().stop();
        Timeline timeline = new Timeline();
        for (LabNode node : LabNetwork.NODES) {
            KernelObserver.start(node.name(), timeline);
        }
        KubeApi api = api(lab);
        for (int i = 0; i < WARM_UP + size; i++) {
            if (i == WARM_UP) {
                sinceRequest.clear();
                sinceAnswer.clear();
                firstNode.clear();
            }
            measure(api, i, timeline);
        }
        lab.takeAway();
        return new Figures()
                .put("services", size)
                .put("p50_ms", new Percentiles(sinceRequest).millis(50))
                .put("p99_ms", new Percentiles(sinceRequest).millis(99))
                .put("max_ms", new Percentiles(sinceRequest).millis(100))
                .put("since_the_servers_answer", json(new Percentiles(sinceAnswer).figures()))
                .put("first_node", json(new Percentiles(firstNode).figures()));
    }

    /** The Services stay, so the last one is measured among all the others. */
    private void measure(KubeApi api, int number, Timeline timeline) throws IOException, InterruptedException {
        String name = "service-" + number;
        IPAddress address = FIRST.increment(number);
        try {
            api.create(COLLECTION, service(name));
            long start = System.nanoTime();
            api.patch(COLLECTION + "/" + name + "/status", KubeApi.PatchType.MERGE, allocated(address));
            long answered = System.nanoTime();
            long last = 0;
            long first = Long.MAX_VALUE;
            for (LabNode node : LabNetwork.NODES) {
                long seen = timeline.await(KernelObserver.address(node.name(), address), LIMIT);
                last = Math.max(last, seen);
                first = Math.min(first, seen);
            }
            sinceRequest.add(last - start);
            sinceAnswer.add(Math.max(0, last - answered));
            firstNode.add(first - start);
        } catch (KubeFailure e) {
            throw new IOException(e.sentence(), e);
        }
    }

    private static JsonObject service(String name) {
        return JsonParser.parseString("""
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"%s","namespace":"%s","labels":{"routelb.io/lab":"true"}},
             "spec":{"type":"LoadBalancer","ipFamilyPolicy":"SingleStack","ipFamilies":["IPv4"],"selector":{"app":"bench"},
              "ports":[{"port":80}]}}""".formatted(name, Lab.NAMESPACE)).getAsJsonObject();
    }

    private static JsonObject allocated(IPAddress address) {
        return JsonParser.parseString("""
            {"metadata":{"annotations":{"purelb.io/allocated-by":"PureLB","purelb.io/allocated-from":"bench",
              "purelb.io/pool-type":"remote"}},
             "status":{"loadBalancer":{"ingress":[{"ip":"%s","ipMode":"VIP"}]}}}""".formatted(address.toCanonicalString()))
                .getAsJsonObject();
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
}
