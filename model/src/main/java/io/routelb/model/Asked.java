package io.routelb.model;

import io.routelb.model.BgpAdvertisementView.Source;
import java.util.Optional;

/** What a Service itself says about which of its addresses are announced; it beats the {@code sources} of BGPAdvertisements. */
public final class Asked {
    private Asked() {}

    /** Empty where it says nothing, or nothing that is {@code true} or {@code false}. */
    public static Optional<Boolean> of(ServiceView service, Source source) {
        return switch (source) {
            case LOAD_BALANCER_IP ->
                said(service, Annotations.ADVERTISE_LOAD_BALANCER_IP, Annotations.KUBE_ROUTER_LOAD_BALANCER_IP);
            case CLUSTER_IP -> said(service, Annotations.ADVERTISE_CLUSTER_IP, Annotations.KUBE_ROUTER_CLUSTER_IP);
            case EXTERNAL_IP -> said(service, Annotations.ADVERTISE_EXTERNAL_IP, Annotations.KUBE_ROUTER_EXTERNAL_IP);
            case POD_CIDR -> Optional.empty();
        };
    }

    private static Optional<Boolean> said(ServiceView service, String ours, String alias) {
        if (service.annotations().isEmpty()) {
            return Optional.empty();
        }
        String value = service.annotation(ours);
        return switch (value.isEmpty() ? service.annotation(alias) : value) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
