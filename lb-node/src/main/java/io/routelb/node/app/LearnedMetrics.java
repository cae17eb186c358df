package io.routelb.node.app;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.routelb.node.routes.Refusal;
import io.routelb.node.routes.kernel.RouteReport;

/** Metrics of the routes peers tell. Owned by the loop. */
final class LearnedMetrics {
    private final Gauge installed;
    private final Gauge refused;
    private final Counter repairs;

    LearnedMetrics(CollectorRegistry registry) {
        installed = Gauge.build("routelb_learned_routes", "Learned routes in the kernel of this node")
                .register(registry);
        refused = Gauge.build("routelb_learned_routes_refused", "Learned routes that are not put in the kernel")
                .labelNames("reason")
                .register(registry);
        repairs = Counter.build(
                        "routelb_learned_route_repairs_total",
                        "Learned routes put back after somebody else removed or changed them")
                .register(registry);
    }

    void update(RouteReport report) {
        installed.set(report.installed());
        for (Refusal.Kind kind : Refusal.Kind.values()) {
            refused.labels(kind.word()).set(report.refused().getOrDefault(kind, 0));
        }
        repairs.inc(report.repairs() - repairs.get());
    }
}
