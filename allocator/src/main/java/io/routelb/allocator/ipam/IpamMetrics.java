package io.routelb.allocator.ipam;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Metrics of the calls to external IPAMs. Written by the loop only. */
public final class IpamMetrics {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Counter calls;
    private final Histogram seconds;
    private final Set<List<String>> counted = new HashSet<>();

    public IpamMetrics(CollectorRegistry registry) {
        calls = Counter.build(
                        "routelb_ipam_calls_total", "Calls to external IPAMs by status code of gRPC, or BAD_ANSWER.")
                .labelNames("group", "method", "code")
                .register(registry);
        seconds = Histogram.build("routelb_ipam_call_seconds", "From a call to an external IPAM to its outcome.")
                .labelNames("method")
                .buckets(.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10)
                .register(registry);
    }

    /** A group that is gone is counted under no name: names on Services are not ours to trust. */
    void ended(String group, boolean known, IpamCall call, String code, Duration took) {
        List<String> labels = List.of(known ? group : "", call.method(), code);
        counted.add(labels);
        calls.labels(labels.toArray(String[]::new)).inc();
        seconds.labels(call.method()).observe(took.toNanos() / NANOS_PER_SECOND);
    }

    /** Forgets what was counted for other groups. */
    void keep(Set<String> groups) {
        counted.removeIf(labels -> {
            boolean gone = !labels.getFirst().isEmpty() && !groups.contains(labels.getFirst());
            if (gone) {
                calls.remove(labels.toArray(String[]::new));
            }
            return gone;
        });
    }
}
