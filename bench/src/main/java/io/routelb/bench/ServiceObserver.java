package io.routelb.bench;

import inet.ipaddr.IPAddress;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1LoadBalancerIngress;
import io.kubernetes.client.openapi.models.V1LoadBalancerStatus;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceList;
import io.kubernetes.client.openapi.models.V1ServiceStatus;
import io.kubernetes.client.util.Watchable;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.api.KubeKinds;
import io.routelb.model.Addresses;
import io.routelb.model.InvalidValueException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Notes what the API server's watch tells of a Service: that it was judged, that it has an address, and which. */
final class ServiceObserver {
    private static final Duration WATCH = Duration.ofMinutes(10);

    private final Timeline timeline;
    private final Map<String, IPAddress> addresses = new ConcurrentHashMap<>();
    private final Set<String> judged = ConcurrentHashMap.newKeySet();
    private final Watchable<V1Service> watch;
    private volatile boolean stopping;

    private ServiceObserver(Timeline timeline, Watchable<V1Service> watch) {
        this.timeline = timeline;
        this.watch = watch;
    }

    static ServiceObserver start(KubeApi api, String namespace, Timeline timeline) throws IOException {
        try {
            V1ServiceList list = api.list(KubeKinds.SERVICE, namespace, "");
            String version = list.getMetadata() == null
                    ? ""
                    : String.valueOf(list.getMetadata().getResourceVersion());
            Watchable<V1Service> watch = api.watch(KubeKinds.SERVICE, namespace, version, WATCH);
            ServiceObserver observer = new ServiceObserver(timeline, watch);
            Thread.ofPlatform().daemon().name("observe-services").start(observer::run);
            return observer;
        } catch (ApiException e) {
            throw new IOException("Services cannot be watched: " + e.getMessage(), e);
        }
    }

    static String allocated(String service) {
        return "allocated " + service;
    }

    /** That some decision about the Service, an address or none, is written on it. */
    static String judged(String service) {
        return "judged " + service;
    }

    /** The address of a Service that was noted. */
    IPAddress address(String service) throws IOException {
        IPAddress address = addresses.get(service);
        if (address == null) {
            throw new IOException(service + " has no address");
        }
        return address;
    }

    void stop() throws IOException {
        stopping = true;
        watch.close();
    }

    private void run() {
        try {
            while (watch.hasNext()) {
                note(watch.next().object);
            }
            timeline.fail("the watch of Services ended");
        } catch (UncheckedIOException e) {
            if (!stopping) {
                timeline.fail("the watch of Services broke: " + e.getCause());
            }
        }
    }

    private void note(V1Service service) {
        V1ObjectMeta meta = service.getMetadata();
        V1ServiceStatus status = service.getStatus();
        V1LoadBalancerStatus balancer = status == null ? null : status.getLoadBalancer();
        if (meta != null
                && status != null
                && status.getConditions() != null
                && judged.add(String.valueOf(meta.getName()))) {
            timeline.note(judged(String.valueOf(meta.getName())));
        }
        if (meta != null && balancer != null) {
            note(String.valueOf(meta.getName()), balancer.getIngress());
        }
    }

    private void note(String name, @Nullable List<V1LoadBalancerIngress> ingress) {
        if (ingress == null || ingress.isEmpty() || addresses.containsKey(name)) {
            return;
        }
        try {
            addresses.put(
                    name, Addresses.parse(String.valueOf(ingress.getFirst().getIp())));
            timeline.note(allocated(name));
        } catch (InvalidValueException e) {
            timeline.fail(name + " has no usable address: " + e);
        }
    }
}
