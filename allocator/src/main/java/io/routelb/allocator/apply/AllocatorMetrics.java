package io.routelb.allocator.apply;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import io.routelb.allocator.plan.AllocationPlan;
import io.routelb.allocator.plan.Decision;
import io.routelb.allocator.plan.ServiceChange;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** The allocator's metrics. The {@code purelb_} names are kept so that existing dashboards work. Written by the loop only. */
public final class AllocatorMetrics {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Gauge size;
    private final Gauge inUse;
    private final Counter rejected;
    private final Histogram seconds;
    private final Gauge leader;
    private final Set<String> pools = new HashSet<>();

    public AllocatorMetrics(CollectorRegistry registry) {
        size = Gauge.build("purelb_address_pool_size", "Addresses in a ServiceGroup's pools.")
                .labelNames("pool")
                .register(registry);
        inUse = Gauge.build("purelb_address_pool_addresses_in_use", "Addresses of a ServiceGroup that Services hold.")
                .labelNames("pool")
                .register(registry);
        rejected = Counter.build(
                        "purelb_address_pool_allocation_rejected_total",
                        "Requests of Services that could not be met, counted when first told.")
                .labelNames("reason")
                .register(registry);
        seconds = Histogram.build(
                        "routelb_allocation_seconds", "From the decision for addresses to its acknowledgement.")
                .buckets(.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10)
                .register(registry);
        leader = Gauge.build("routelb_allocator_leader", "1 while this process allocates.")
                .register(registry);
    }

    /** Whether we allocate. Only the leader knows about pools. */
    public void leading(boolean leads) {
        leader.set(leads ? 1 : 0);
        if (!leads) {
            pools.forEach(this::remove);
            pools.clear();
        }
    }

    /** The pools as planned. */
    public void planned(AllocationPlan plan) {
        Set<String> now = new HashSet<>();
        plan.groups().forEach((key, report) -> {
            now.add(key.name());
            size.labels(key.name()).set(report.size().doubleValue());
            inUse.labels(key.name())
                    .set((double) report.status().allocatedIPv4()
                            + report.status().allocatedIPv6());
        });
        pools.removeAll(now);
        pools.forEach(this::remove);
        pools.clear();
        pools.addAll(now);
    }

    void wrote(ServiceChange change, Duration took) {
        if (change.decision() instanceof Decision.Assign) {
            seconds.observe(took.toNanos() / NANOS_PER_SECOND);
        }
        change.events().stream()
                .filter(event -> event.reason().warning())
                .forEach(event -> rejected.labels(event.reason().code()).inc());
    }

    private void remove(String pool) {
        size.remove(pool);
        inUse.remove(pool);
    }
}
