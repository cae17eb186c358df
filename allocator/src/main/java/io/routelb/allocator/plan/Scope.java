package io.routelb.allocator.plan;

import io.routelb.model.Annotations;
import io.routelb.model.Condition;
import io.routelb.model.ServiceView;
import java.util.Set;

/** Whether a Service is ours to serve, to let go, or to leave alone. */
enum Scope {
    /** It asks for an address from us. */
    SERVED,
    /** It carries traces of ours and asks no longer. */
    LEFT_BEHIND,
    /** Another's, and never written. */
    STRANGER;

    private static final Set<String> OUR_CLASSES =
            Set.of("purelb.io/purelbv2", "purelb.io/purelb", "routelb.io/routelb");

    static Scope of(ServiceView service, PlanSettings settings) {
        boolean marked = isMarked(service);
        if (asksUs(service, settings, marked) && (marked || service.ingress().isEmpty())) {
            return SERVED;
        }
        return marked || hasCondition(service) || IpamClaims.areOn(service) ? LEFT_BEHIND : STRANGER;
    }

    /**
     * Whether the ingress of the Service is ours. The condition stands in for the annotation, which {@code kubectl replace} takes
     * away while the status stays.
     */
    static boolean isMarked(ServiceView service) {
        return service.annotation(Annotations.ALLOCATED_BY).equals(Annotations.ALLOCATED_BY_VALUE)
                || service.conditions().stream()
                        .anyMatch(condition ->
                                condition.type().equals(ServiceView.ADDRESS_ALLOCATED) && condition.status());
    }

    /** A Service without a class that we serve already stays ours when the default class is turned off. */
    private static boolean asksUs(ServiceView service, PlanSettings settings, boolean marked) {
        String wanted = service.loadBalancerClass();
        boolean ourClass = wanted.isEmpty() ? settings.defaultClass() || marked : OUR_CLASSES.contains(wanted);
        return service.isLoadBalancer() && !service.headless() && !service.deleting() && ourClass;
    }

    private static boolean hasCondition(ServiceView service) {
        return service.conditions().stream().map(Condition::type).anyMatch(ServiceView.ADDRESS_ALLOCATED::equals);
    }
}
