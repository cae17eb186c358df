package io.routelb.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.routelb.bench.measure.Percentiles;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeFailure;
import io.routelb.lab.cluster.ClusterApi;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongFunction;

/** Many requests about Services at once, as many at a time as the allocator has writers. */
final class ServiceBurst {
    private static final int THREADS = 8;

    private final KubeApi api;
    private final ApiClient allocator;
    private final ClusterApi plain;
    private final String namespace;

    /** {@code api} writes what users do, {@code allocator} is one as the allocator has; {@code plain} does what is not measured. */
    ServiceBurst(KubeApi api, ApiClient allocator, ClusterApi plain, String namespace) {
        this.api = api;
        this.allocator = allocator;
        this.plain = plain;
        this.namespace = namespace;
    }

    /** When a Service was asked for, was there, and was seen to have its address; nanoseconds on one clock. */
    record Moments(long asked, long created, long allocated) {}

    /** A whole burst. */
    record Times(List<Moments> services) {
        double createdPerSecond() {
            return perSecond(services.size(), start(), sorted(Moments::created)[services.size() - 1]);
        }

        double allocatedPerSecond() {
            return perSecond(services.size(), start(), sorted(Moments::allocated)[services.size() - 1]);
        }

        /** Of the middle three fifths: neither the start nor the end of the burst counts. */
        double steadyPerSecond() {
            long[] allocated = sorted(Moments::allocated);
            int from = allocated.length / 5;
            int to = allocated.length * 4 / 5;
            return perSecond(to - from, allocated[from], allocated[to]);
        }

        Percentiles latency() {
            return new Percentiles(services.stream()
                    .map(service -> service.allocated() - service.asked())
                    .toList());
        }

        private long start() {
            return sorted(Moments::asked)[0];
        }

        private long[] sorted(ToLongFunction<Moments> time) {
            return services.stream().mapToLong(time).sorted().toArray();
        }

        private static double perSecond(int count, long from, long to) {
            return count * 1e9 / (to - from);
        }
    }

    /** Creates Services and waits until each has an address. */
    Times allocated(String prefix, int count, Duration limit) throws IOException, InterruptedException {
        Timeline timeline = new Timeline();
        ServiceObserver observer = ServiceObserver.start(api, namespace, timeline);
        long[] asked = new long[count];
        long[] created = new long[count];
        eachAtOnce(count, index -> {
            asked[index] = System.nanoTime();
            api.create(collection(), service(prefix + "-" + index, ""));
            created[index] = System.nanoTime();
        });
        List<Moments> services = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long allocated = timeline.await(ServiceObserver.allocated(prefix + "-" + i), limit);
            services.add(new Moments(asked[i], created[i], allocated));
        }
        observer.stop();
        return new Times(services);
    }

    /** Creates Services that name a group which is not there, and waits until each has been told so. */
    void waiting(String prefix, int count, String group, Duration limit) throws IOException, InterruptedException {
        Timeline timeline = new Timeline();
        ServiceObserver observer = ServiceObserver.start(api, namespace, timeline);
        eachAtOnce(count, index -> {
            JsonObject service = service(prefix + "-" + index, "");
            JsonObject annotations = new JsonObject();
            annotations.addProperty("purelb.io/service-group", group);
            service.getAsJsonObject("metadata").add("annotations", annotations);
            api.create(collection(), service);
        });
        for (int i = 0; i < count; i++) {
            timeline.await(ServiceObserver.judged(prefix + "-" + i), limit);
        }
        observer.stop();
    }

    /** Makes it possible to serve Services that wait; gives how many of them got an address per second. */
    double servedFrom(String prefix, int count, Duration limit, Start start) throws IOException, InterruptedException {
        Timeline timeline = new Timeline();
        ServiceObserver observer = ServiceObserver.start(api, namespace, timeline);
        long began = System.nanoTime();
        start.now();
        long last = began;
        for (int i = 0; i < count; i++) {
            last = Math.max(last, timeline.await(ServiceObserver.allocated(prefix + "-" + i), limit));
        }
        observer.stop();
        return count * 1e9 / (last - began);
    }

    /** What a measurement begins with. */
    @FunctionalInterface
    interface Start {
        void now() throws IOException, InterruptedException;
    }

    /** The patch that makes another Service look like this one. */
    ServiceLikeness likeness(String name) throws IOException {
        try {
            return ServiceLikeness.of(api.get(collection() + "/" + name)
                    .orElseThrow(() -> new IOException("there is no Service " + name)));
        } catch (KubeFailure e) {
            throw new IOException(e.sentence(), e);
        }
    }

    /** Creates Services that no allocator serves, and has them look so. */
    void strangers(String prefix, int count, ServiceLikeness like) throws IOException, InterruptedException {
        eachAtOnce(count, index -> {
            api.create(collection(), service(prefix + "-" + index, "\"loadBalancerClass\":\"example.org/bench\","));
            api.patch(status(prefix + "-" + index), KubeApi.PatchType.MERGE, like.patch());
        });
    }

    /**
     * Patches each, at the version it has; nobody watches but who takes the time. Gives how many were seen per second, from the start to
     * the last.
     */
    double patched(String prefix, int count, ServiceLikeness like, Duration limit, Start start)
            throws IOException, InterruptedException {
        KubeApi patches = new KubeApi(allocator);
        Map<String, String> versions = versions();
        return servedFrom(prefix, count, limit, () -> {
            start.now();
            eachAtOnce(count, index -> {
                String name = prefix + "-" + index;
                String address = "10.1." + (index >> 8 & 0xff) + "." + (index & 0xff);
                String version = versions.getOrDefault(name, "");
                patches.patch(status(name), KubeApi.PatchType.MERGE, like.patch(address, version));
            });
        });
    }

    private Map<String, String> versions() throws IOException {
        try {
            Map<String, String> versions = new HashMap<>();
            api.list(ServiceGlance.KIND, namespace, "")
                    .getItems()
                    .forEach(service -> versions.put(service.name(), service.version()));
            return versions;
        } catch (ApiException e) {
            throw new IOException("Services cannot be listed: " + e.getMessage(), e);
        }
    }

    void delete(String prefix, int count) throws IOException, InterruptedException {
        eachAtOnce(count, index -> plain.delete(collection() + "/" + prefix + "-" + index));
    }

    /** Slices of two endpoints each. */
    void endpointSlices(String prefix, int services, int each) throws IOException, InterruptedException {
        String path = "/apis/discovery.k8s.io/v1/namespaces/" + namespace + "/endpointslices";
        eachAtOnce(services * each, index -> {
            String service = prefix + "-" + index / each;
            api.create(
                    path,
                    JsonParser.parseString("""
                    {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","addressType":"IPv4",
                     "metadata":{"name":"%s-%d","namespace":"%s","labels":{"kubernetes.io/service-name":"%s"}},
                     "endpoints":[{"addresses":["10.244.0.1"],"nodeName":"n1"},{"addresses":["10.244.1.1"],"nodeName":"n2"}],
                     "ports":[{"port":8080}]}""".formatted(service, index % each, namespace, service))
                            .getAsJsonObject());
        });
    }

    /** One of many requests. */
    @FunctionalInterface
    interface Request {
        void send(int index) throws KubeFailure, IOException;
    }

    /** Sends so many requests, several at a time. */
    static void eachAtOnce(int count, Request request) throws IOException, InterruptedException {
        AtomicInteger next = new AtomicInteger();
        ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            threads.add(Thread.ofPlatform().daemon().start(() -> {
                try {
                    for (int index = next.getAndIncrement(); index < count; index = next.getAndIncrement()) {
                        request.send(index);
                    }
                } catch (KubeFailure e) {
                    failures.add(e.sentence());
                } catch (IOException e) {
                    failures.add(e.toString());
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (!failures.isEmpty()) {
            throw new IOException(failures.element());
        }
    }

    private JsonObject service(String name, String more) {
        return JsonParser.parseString("""
                {"apiVersion":"v1","kind":"Service","metadata":{"name":"%s","namespace":"%s","labels":{"app":"bench"}},
                 "spec":{"type":"LoadBalancer",%s"allocateLoadBalancerNodePorts":false,"ipFamilyPolicy":"SingleStack",
                  "ipFamilies":["IPv4"],"selector":{"app":"bench"},"ports":[{"port":80}]}}""".formatted(name, namespace, more)).getAsJsonObject();
    }

    private String status(String name) {
        return collection() + "/" + name + "/status";
    }

    private String collection() {
        return "/api/v1/namespaces/" + namespace + "/services";
    }
}
