package io.routelb.allocator.plan;

import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceView.Port;
import io.routelb.model.ServiceView.TrafficPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who has one address. Several have it only when they write the same sharing key, no two of them the same port, and packets to it reach
 * the right endpoints whichever of them they are for: all with externalTrafficPolicy Cluster, or all with Local, in one namespace and
 * with one selector.
 */
final class Tenancy {
    /** By name, the first of them first. */
    private final Map<ObjectKey, ServiceRequest> tenants = new LinkedHashMap<>(1);

    private List<ObjectKey> lettingGo = List.of();
    /** Of all tenants; kept only while there is a sharing key. */
    private Map<Port, ObjectKey> ports = Map.of();

    void add(ServiceRequest request) {
        tenants.put(request.key(), request);
        if (!request.sharingKey().isEmpty()) {
            if (ports.isEmpty()) {
                ports = new HashMap<>();
            }
            request.view().ports().forEach(port -> ports.putIfAbsent(port, request.key()));
        }
    }

    /** The status of that Service shows the address, and the Service is not to keep it. */
    void addLettingGo(ObjectKey service) {
        if (lettingGo.isEmpty()) {
            lettingGo = new ArrayList<>(1);
        }
        lettingGo.add(service);
    }

    boolean isHeld() {
        return !tenants.isEmpty();
    }

    boolean has(ObjectKey service) {
        return tenants.containsKey(service);
    }

    /** Why the Service cannot have the address, too; the sentence goes on from the address. */
    Optional<Verdict> obstacle(ServiceRequest newcomer) {
        if (has(newcomer.key())) {
            return Optional.empty();
        }
        Optional<ObjectKey> shownBy = lettingGo.stream()
                .filter(other -> !other.equals(newcomer.key()))
                .findFirst();
        if (shownBy.isPresent()) {
            return Optional.of(new Verdict(Reason.ADDRESS_IN_USE, "is held by Service " + shownBy.get()));
        }
        return tenants.isEmpty()
                ? Optional.empty()
                : clash(newcomer, tenants.values().iterator().next());
    }

    private Optional<Verdict> clash(ServiceRequest newcomer, ServiceRequest first) {
        if (newcomer.sharingKey().isEmpty() || !newcomer.sharingKey().equals(first.sharingKey())) {
            return Optional.of(new Verdict(Reason.ADDRESS_IN_USE, "is held by Service " + first.key()));
        }
        for (Port port : newcomer.view().ports()) {
            ObjectKey owner = ports.get(port);
            if (owner != null) {
                return Optional.of(new Verdict(
                        Reason.SHARED_PORT_IN_USE,
                        "is shared with Service " + owner + ", which has port " + port.number() + "/" + port.protocol()
                                + " already"));
            }
        }
        return mismatch(newcomer, first)
                .map(why ->
                        new Verdict(Reason.SHARING_MISMATCH, "is shared with Service " + first.key() + ", and " + why));
    }

    private static Optional<String> mismatch(ServiceRequest newcomer, ServiceRequest first) {
        TrafficPolicy policy = newcomer.view().externalTrafficPolicy();
        if (policy != first.view().externalTrafficPolicy()) {
            return Optional.of("externalTrafficPolicy is Local on one of them only");
        }
        if (policy == TrafficPolicy.CLUSTER) {
            return Optional.empty();
        }
        if (!newcomer.key().namespace().equals(first.key().namespace())) {
            return Optional.of("with externalTrafficPolicy Local both have to be in one namespace");
        }
        boolean sameEndpoints = !newcomer.view().selector().isEmpty()
                && newcomer.view().selector().equals(first.view().selector());
        return sameEndpoints
                ? Optional.empty()
                : Optional.of("with externalTrafficPolicy Local both need the same selector");
    }
}
