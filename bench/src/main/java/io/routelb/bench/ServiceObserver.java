package io.routelb.bench;

import inet.ipaddr.IPAddress;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.util.Watchable;
import io.routelb.kube.api.KubeApi;
import io.routelb.model.Addresses;
import io.routelb.model.InvalidValueException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Notes what the API server's watch tells of a Service: that it was judged, that it has an address, and which. */
final class ServiceObserver {
    private static final Duration WATCH = Duration.ofMinutes(10);

    private final Timeline timeline;
    private final Map<String, IPAddress> addresses = new ConcurrentHashMap<>();
    private final Set<String> judged = ConcurrentHashMap.newKeySet();
    private final Watchable<ServiceGlance> watch;
    private volatile boolean stopping;

    private ServiceObserver(Timeline timeline, Watchable<ServiceGlance> watch) {
        this.timeline = timeline;
        this.watch = watch;
    }

    static ServiceObserver start(KubeApi api, String namespace, Timeline timeline) throws IOException {
        try {
            Watchable<ServiceGlance> watch = api.watch(ServiceGlance.KIND, namespace, version(api, namespace), WATCH);
            ServiceObserver observer = new ServiceObserver(timeline, watch);
            Thread.ofPlatform().daemon().name("observe-services").start(observer::run);
            return observer;
        } catch (ApiException e) {
            throw new IOException("Services cannot be watched: " + e.getMessage(), e);
        }
    }

    /** The version a watch goes on from, without a look at what is there. */
    static String version(KubeApi api, String namespace) throws ApiException {
        return api.list(ServiceGlance.KIND, namespace, "no-such-service", "").version();
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

    private void note(ServiceGlance service) {
        String name = service.name();
        if (service.judged() && judged.add(name)) {
            timeline.note(judged(name));
        }
        if (service.address().isEmpty() || addresses.containsKey(name)) {
            return;
        }
        try {
            addresses.put(name, Addresses.parse(service.address()));
            timeline.note(allocated(name));
        } catch (InvalidValueException e) {
            timeline.fail(name + " has no usable address: " + e);
        }
    }
}
